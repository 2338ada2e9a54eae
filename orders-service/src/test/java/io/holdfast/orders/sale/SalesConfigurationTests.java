package io.holdfast.orders.sale;

import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

import com.mongodb.MongoTimeoutException;
import io.holdfast.messaging.MessagePublisher;
import io.holdfast.runtime.BackgroundLoop;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class SalesConfigurationTests {

    private static final int PATIENCE_MILLIS = 30_000;

    @Test
    void availabilitiesArePublishedAlthoughTheDatabaseDidNotAnswerAtFirst() {
        CatalogueUpdates updates = mock();
        MessagePublisher publisher = mock();
        doThrow(new MongoTimeoutException("away")).doNothing().when(updates).publishAvailabilities();
        BackgroundLoop loop = new SalesConfiguration().availabilitiesLoop(updates, publisher);
        ArgumentCaptor<Runnable> connected = ArgumentCaptor.captor();
        verify(publisher).onConnected(connected.capture());

        loop.start();
        try {
            connected.getValue().run();

            verify(updates, timeout(PATIENCE_MILLIS).times(2)).publishAvailabilities();
        } finally {
            loop.stop();
        }
    }
}
