package io.holdfast.payments.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.Arrivals;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The copy of an order is the newest of which a message came, in whatever order they come. */
class StoredCopiesTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private final PayableOrderStore copies = replica();

    private PayableOrderStore replica() {
        return replica(mock(Arrivals.class));
    }

    private PayableOrderStore replica(Arrivals arrivals) {
        PaymentsProperties properties = mock();
        when(properties.orderWait()).thenReturn(Duration.ZERO);
        return new PayableOrderStore(
                new MongoTemplate(database.factory("payments", Effects.NONE, "payments")), properties, arrivals);
    }

    private static OrderState order(long version, OrderStatus status) {
        return new OrderState(
                "order1",
                "event1",
                "buyer1",
                status,
                List.of(),
                1000,
                "EUR",
                NOON,
                NOON.plusSeconds(600),
                null,
                null,
                0,
                version,
                "organizer1");
    }

    private void assertStored(long version) {
        assertThat(copies.find("order1").orElseThrow().version()).isEqualTo(version);
    }

    @Test
    void anOlderMessageReplacesNothing() {
        copies.save(order(3, OrderStatus.COMPLETED));
        assertThat(copies.save(order(2, OrderStatus.AWAITING_PAYMENT))).isEmpty();
        assertThat(copies.save(order(1, OrderStatus.AWAITING_PAYMENT))).isEmpty();
        assertStored(3);
        assertThat(copies.save(order(4, OrderStatus.SOLD_BACK))).isPresent();
        assertStored(4);
    }

    /** Its message is handled between the last look and the question whether all are. */
    @Test
    void anOrderThatArrivesWhileTheBrokerIsAskedIsFound() {
        Arrivals arrivals = mock();
        when(arrivals.areHandled(any())).then(_ -> {
            copies.save(order(1, OrderStatus.AWAITING_PAYMENT));
            return true;
        });
        assertThat(replica(arrivals).await("order1", "buyer1")).isPresent();
    }

    @Test
    void whatIsRememberedIsForgottenWhenAnotherReplicaHasStoredANewerOne() {
        copies.save(order(1, OrderStatus.AWAITING_PAYMENT));
        assertThat(copies.await("order1", "buyer1")).isPresent();
        replica().save(order(3, OrderStatus.CANCELLED));
        copies.save(order(2, OrderStatus.AWAITING_PAYMENT));
        assertThat(copies.await("order1", "buyer1").orElseThrow().status()).isEqualTo(OrderStatus.CANCELLED);
    }
}
