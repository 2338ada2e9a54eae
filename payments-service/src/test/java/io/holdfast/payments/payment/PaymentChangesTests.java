package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.payment.PaymentChanges.Watch;
import io.holdfast.payments.provider.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PaymentChangesTests {

    private static final Instant NOW = Instant.parse("2026-07-01T10:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final PaymentChanges changes = new PaymentChanges();

    @Test
    void whoWaitsIsHandedWhatIsSaved() {
        Payment begun = begun();
        try (Watch watch = changes.watch(begun.id())) {
            CompletableFuture<Optional<Payment>> waiting = CompletableFuture.supplyAsync(
                    () -> watch.await(begun, PaymentChangesTests::isAuthorized, LONG, _ -> Optional.empty()),
                    Thread::startVirtualThread);
            changes.changed(begun);
            changes.changed(authorized(begun));

            assertThat(waiting.join().orElseThrow().status()).isEqualTo(PaymentStatus.AUTHORIZED);
        }
    }

    @Test
    void whatWasSavedBeforeTheWaitIsNotMissed() {
        Payment begun = begun();
        try (Watch watch = changes.watch(begun.id())) {
            changes.changed(authorized(begun));

            assertThat(watch.await(begun, PaymentChangesTests::isAuthorized, Duration.ZERO, _ -> Optional.empty()))
                    .isPresent();
        }
    }

    @Test
    void whatAnotherReplicaSavesIsFoundInTheDatabase() {
        Payment begun = begun();
        Payment stored = authorized(begun);
        try (Watch watch = changes.watch(begun.id())) {
            changes.changed(begun);

            assertThat(watch.await(begun, PaymentChangesTests::isAuthorized, LONG, _ -> Optional.of(stored)))
                    .isPresent();
        }
    }

    /** What is not newer need not be read. */
    @Test
    void aLookIsToldWhichRevisionIsKnown() {
        Payment begun = begun();
        Payment stored = authorized(begun);
        List<Long> known = new ArrayList<>();
        try (Watch watch = changes.watch(begun.id())) {
            watch.await(begun, PaymentChangesTests::isAuthorized, LONG, revision -> {
                known.add(revision);
                return Optional.of(stored);
            });
        }
        assertThat(known).containsExactly(begun.revision());
    }

    /** A thread that has read it may be ahead of the one that has stored it and is about to hand it over. */
    @Test
    void whatIsOlderThanTheCallerHasSeenDoesNotCount() {
        Payment begun = begun();
        try (Watch watch = changes.watch(begun.id())) {
            changes.changed(begun);

            assertThat(watch.await(
                            authorized(begun), payment -> !isAuthorized(payment), Duration.ZERO, _ -> Optional.empty()))
                    .isEmpty();
        }
    }

    @Test
    void anOlderStateDoesNotReplaceANewerOne() {
        Payment begun = begun();
        try (Watch watch = changes.watch(begun.id())) {
            changes.changed(authorized(begun));
            changes.changed(begun);

            assertThat(changes.latest(begun.id()).orElseThrow().status()).isEqualTo(PaymentStatus.AUTHORIZED);
            assertThat(watch.await(begun, payment -> !isAuthorized(payment), Duration.ZERO, _ -> Optional.empty()))
                    .isEmpty();
        }
    }

    @Test
    void whatIsHandedOutIsNotSharedBetweenThreads() {
        Payment begun = begun();
        try (Watch first = changes.watch(begun.id());
                Watch second = changes.watch(begun.id())) {
            changes.changed(begun);
            Payment one = first.await(begun, payment -> true, LONG, _ -> Optional.empty())
                    .orElseThrow();
            one.applyAnswer(new Answer.Refused("card-declined"), NOW);

            assertThat(first.await(begun, payment -> true, LONG, _ -> Optional.empty())
                            .orElseThrow()
                            .status())
                    .isEqualTo(PaymentStatus.AUTHORIZING);
            assertThat(second.await(begun, payment -> true, LONG, _ -> Optional.empty())
                            .orElseThrow()
                            .status())
                    .isEqualTo(PaymentStatus.AUTHORIZING);
        }
    }

    @Test
    void nothingIsKeptOnceNoRequestWaits() {
        Payment begun = begun();
        changes.watch(begun.id()).close();
        changes.changed(begun);

        assertThat(changes.latest(begun.id())).isEmpty();
    }

    private static boolean isAuthorized(Payment payment) {
        return payment.status() == PaymentStatus.AUTHORIZED;
    }

    private static Payment begun() {
        PayableOrder order = new PayableOrder(
                "order", "buyer", OrderStatus.AWAITING_PAYMENT, 2_500, "EUR", NOW.plus(LONG), null, null, 1);
        return Payment.begin(order, "tok_visa", NOW, Duration.ofSeconds(15));
    }

    private static Payment authorized(Payment begun) {
        Payment payment = begun.copy();
        payment.applyAnswer(new Answer.Authorized("charge"), NOW);
        return payment.saved(NOW, null);
    }
}
