package io.holdfast.messaging;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.nats.client.Message;
import io.nats.client.impl.NatsJetStreamMetaData;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.dao.QueryTimeoutException;

/** A message that fails is delivered again, or is kept among the dead letters before it is acknowledged: never lost. */
class FailedMessagesTests {

    private static final int ATTEMPTS = 3;

    private final DeadLetters deadLetters = mock(DeadLetters.class);
    private final Acknowledgements acknowledgements = mock(Acknowledgements.class);
    private final FailedMessages failures = new FailedMessages("consumer", ATTEMPTS, deadLetters, acknowledgements);
    private final Message message = mock(Message.class);
    private final NatsJetStreamMetaData delivery = mock(NatsJetStreamMetaData.class);

    @BeforeEach
    void firstDelivery() {
        when(message.metaData()).thenReturn(delivery);
        when(message.getSubject()).thenReturn("things.changed.a");
        when(delivery.streamSequence()).thenReturn(7L);
        when(delivery.deliveredCount()).thenReturn(1L);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            failures.failed(message, new IllegalStateException("It does not fit"));
        }
    }

    @Test
    void isDeliveredAgainUntilItHasFailedTooOften() throws Exception {
        fail(ATTEMPTS - 1);
        verify(acknowledgements, times(ATTEMPTS - 1)).redeliver(eq(message), any());
        verify(acknowledgements, never()).acknowledge(message);

        fail(1);
        InOrder steps = inOrder(deadLetters, acknowledgements);
        steps.verify(deadLetters).add(eq(message), eq("consumer"), eq(ATTEMPTS), any());
        steps.verify(acknowledgements).acknowledge(message);
    }

    @Test
    void isDeliveredAgainWhileThereIsNoDeadLetter() throws Exception {
        doThrow(new IOException("The broker is away")).when(deadLetters).add(any(), any(), anyInt(), any());
        fail(ATTEMPTS);
        verify(acknowledgements, never()).acknowledge(message);
        verify(acknowledgements, times(ATTEMPTS)).redeliver(eq(message), any());
    }

    /** A database that is away for long must make no message a dead letter. */
    @Test
    void isNotGivenUpForWhatItDidNotCause() {
        when(delivery.deliveredCount()).thenReturn(1_000L);
        for (int i = 0; i < 10 * ATTEMPTS; i++) {
            failures.failed(message, new QueryTimeoutException("The database does not answer"));
        }
        verify(acknowledgements, never()).acknowledge(message);
    }

    @Test
    void failuresAreCountedAnewAfterItWasHandled() {
        fail(ATTEMPTS - 1);
        failures.handled(message);
        fail(ATTEMPTS - 1);
        verify(acknowledgements, never()).acknowledge(message);
    }

    /**
     * Each replica counts from zero, and so does one that crashes again and again. A first failure is none of these: there may have been no
     * database for a quarter of an hour before.
     */
    @Test
    void isGivenUpAtItsSecondFailureAfterVeryManyDeliveries() {
        when(delivery.deliveredCount()).thenReturn(5L * ATTEMPTS);
        fail(1);
        verify(acknowledgements, never()).acknowledge(message);

        fail(1);
        verify(acknowledgements).acknowledge(message);
    }
}
