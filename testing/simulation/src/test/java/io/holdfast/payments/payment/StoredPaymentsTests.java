package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** A payment is written by who has read it as it is, and by nothing else. */
class StoredPaymentsTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Instant DUE = NOW.plus(LEASE);

    private final PaymentStore payments = new PaymentStore(
            new MongoTemplate(new SimulatedDatabase(() -> NOW).factory("payments", Effects.NONE, "payments")),
            Clock.fixed(NOW, ZoneOffset.UTC));

    private Payment begun() {
        PayableOrder order = new PayableOrder(
                "order1", "buyer1", OrderStatus.AWAITING_PAYMENT, 2500, "EUR", NOW.plusSeconds(600), null, 0L, 1);
        return payments.insert(Payment.begin(order, "tok_visa", NOW, LEASE)).orElseThrow();
    }

    @Test
    void workIsClaimedByOneOfTwoWorkers() {
        String id = begun().id();
        Payment first = payments.find(id).orElseThrow();
        Payment second = payments.find(id).orElseThrow();
        first.claimWork(DUE, LEASE);
        second.claimWork(DUE, LEASE);
        assertThat(payments.save(first, null)).isPresent();
        assertThat(payments.save(second, null)).isEmpty();
    }

    @Test
    void aPaymentIsInsertedOnce() {
        assertThat(payments.insert(begun())).isEmpty();
    }

    @Test
    void workIsFoundOnceItIsDue() {
        String id = begun().id();
        assertThat(payments.findDue(DUE.minusMillis(1), 10)).isEmpty();
        assertThat(payments.findDue(DUE, 10)).containsExactly(id);
    }

    @Test
    void aLookAtTheProviderIsReservedOnce() {
        String id = begun().id();
        assertThat(payments.claimLook(id, NOW, DUE)).as("none is due").isFalse();
    }
}
