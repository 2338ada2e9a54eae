package io.holdfast.payments.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.DisputeState;
import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.payments.sandbox.SandboxCharge.Status;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The sandbox keeps what a provider promises of keys, amounts and disputes: else tests of what is built on it prove nothing. */
class StoredChargesTests {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final SandboxChargeStore charges = new SandboxChargeStore(
            new MongoTemplate(new SimulatedDatabase(() -> NOW).factory("payments", Effects.NONE, "payments")),
            Clock.fixed(NOW, ZoneOffset.UTC));
    private final String id = SandboxChargeStore.idFor("key");

    @BeforeEach
    void aCharge() {
        AuthorizationRequest request = new AuthorizationRequest("key", "payment1", "order1", 2500, "EUR", "tok_visa");
        charges.capture(charges.create(request, Status.AUTHORIZED));
    }

    @Test
    void aKeyRefundsOnce() {
        assertThat(refunded(1000, "first")).isEqualTo(1000);
        assertThat(refunded(1000, "first")).isEqualTo(1000);
        assertThat(refunded(500, "first")).as("whatever is asked for").isEqualTo(1000);
        assertThat(refunded(1000, "second")).isEqualTo(2000);
    }

    @Test
    void aPendingRefundIsRequestedOnceByItsKey() {
        charges.refund(id, 1000, "first", true);
        charges.refund(id, 1000, "first", true);
        assertThat(charges.settleRefunds(id, true).orElseThrow().refunded()).isEqualTo(1000);
    }

    @Test
    void noMoreIsRefundedThanWasCaptured() {
        assertThat(refunded(2000, "first")).isEqualTo(2000);
        assertThat(refunded(501, "second")).isEqualTo(2000);
        assertThat(refunded(500, "third")).isEqualTo(2500);
        assertThat(charges.find(id).orElseThrow().status()).isEqualTo(Status.REFUNDED);
    }

    @Test
    void aDisputedChargeIsNotRefundedUntilTheDisputeIsWon() {
        charges.dispute(id, DisputeState.Status.INQUIRY);
        assertThat(refunded(500, "first")).isEqualTo(500);
        charges.dispute(id, DisputeState.Status.OPEN);
        assertThat(refunded(500, "second")).isEqualTo(500);
        charges.dispute(id, DisputeState.Status.WON);
        assertThat(refunded(500, "second")).isEqualTo(1000);
    }

    private long refunded(long amount, String key) {
        return charges.refund(id, amount, key, false).orElseThrow().refunded();
    }
}
