package io.holdfast.orders.sale;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.mongodb.MongoTimeoutException;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.orders.inventory.Inventory;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class MissedAvailabilityTests {

    private final SaleStore store = mock();
    private final Inventory<?, ?> inventory = mock();
    private final OutboxRelays relays = mock();
    private final MissedAvailability missed = new MissedAvailability(store, inventory, relays, Clock.systemUTC());

    @Test
    void isPublishedAfterAStartAlthoughTheDatabaseDidNotAnswerAtFirst() {
        when(store.endingAfter(any()))
                .thenThrow(new MongoTimeoutException("away"))
                .thenReturn(List.of("event1"));

        assertThatThrownBy(missed::publishIfDue).isInstanceOf(MongoTimeoutException.class);
        missed.publishIfDue();
        missed.publishIfDue();

        verify(inventory, times(1)).publishAvailabilities(List.of("event1"));
    }

    @Test
    void isPublishedAgainWhenTheBrokerHasLostAvailabilities() {
        ArgumentCaptor<Consumer<String>> listener = ArgumentCaptor.captor();
        verify(relays).onLoss(listener.capture());
        missed.publishIfDue();

        listener.getValue().accept("orders");
        missed.publishIfDue();
        verify(inventory, times(1)).publishAvailabilities(any());

        listener.getValue().accept("inventory");
        missed.publishIfDue();
        verify(inventory, times(2)).publishAvailabilities(any());
    }
}
