package io.holdfast.payments.payment;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import io.holdfast.contracts.AccountErased;
import io.holdfast.contracts.OrderAdopted;
import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderExpired;
import io.holdfast.contracts.OrderMessage;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderProlonged;
import io.holdfast.contracts.OrderRefunded;
import io.holdfast.contracts.OrderSoldBack;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.messaging.Subscription;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.provider.ProviderCalls;
import io.holdfast.record.RecordConfiguration;
import io.holdfast.record.Recorder;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.runtime.YieldingRest;
import io.holdfast.telemetry.MeterProbe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import(RecordConfiguration.class)
class PaymentConfiguration {

    private static final int STUCK_TRIES = 8;
    private static final Duration STUCK_AFTER = Duration.ofMinutes(2);

    /** Those of a large event wait for one another for hours. */
    private static final Duration REFUNDS_STUCK_AFTER = Duration.ofHours(12);

    private static final Duration RECONCILIATION_CHECK = Duration.ofSeconds(10);
    private static final Duration FOLLOW_UP = Duration.ofMinutes(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);
    private static final Duration REPORT_AGAIN = Duration.ofSeconds(10);
    private static final Duration REMOVE_OLD = Duration.ofHours(1);

    /** Payments name no person but by the id of an account; the record of operators does. */
    @Bean
    Subscription erasures(Recorder record) {
        return Subscription.durable("payments-erasures")
                .on(AccountErased.class, erased -> record.erase(erased.accountId()))
                .build();
    }

    @Bean
    OutboxRelay paymentsOutbox(OutboxRelays relays) {
        return relays.forCollection(PaymentStore.COLLECTION);
    }

    /**
     * For counting, the sweeps of work and of refunds, the sweep of the ledger, the comparison with the provider, later looks at it, and
     * payments for a person, in this order.
     */
    @Bean
    CollectionIndexes paymentIndexes() {
        return CollectionIndexes.of(
                PaymentStore.COLLECTION,
                CollectionIndexes.partial("work.dueAt", "work"),
                CollectionIndexes.partial(Indexes.ascending("work.kind", "work.dueAt"), "work.dueAt", "work-of-a-kind"),
                CollectionIndexes.partial("unbooked", "unbooked"),
                new IndexModel(Indexes.ascending("changedAt", "_id")),
                CollectionIndexes.partial(PaymentStore.LOOK_AGAIN, "look-again"),
                CollectionIndexes.partial(PaymentStore.NEEDS_PERSON, "needs-person"));
    }

    /** Work that was tried this often, or has been due for this long, needs a person. */
    @Bean
    MeterProbe openPayments(PaymentStore payments, Clock clock) {
        return readings -> {
            readings.set("holdfast.payments.open", "Payments with something left to do", payments.countOpen());
            Instant now = clock.instant();
            readings.set(
                    "holdfast.payments.stuck",
                    "Payments with something left to do for minutes",
                    payments.countStuck(STUCK_TRIES, now.minus(STUCK_AFTER), now.minus(REFUNDS_STUCK_AFTER)));
            for (String why : Payment.WHY_A_PERSON) {
                readings.set(
                        "holdfast.payments.needing.person",
                        "Payments with a failed refund or a dispute that a person has to look at",
                        payments.countNeedingPerson(why),
                        "why",
                        why);
            }
        };
    }

    @Bean
    ProviderCalls providerCalls(PaymentsProperties properties) {
        return new ProviderCalls(
                properties.providerConcurrency(),
                properties.refundConcurrency(),
                properties.providerQueue(),
                properties.providerTimeout());
    }

    /** Stores every change of an order, and then does what follows from it for the payment, unless the order still awaits payment. */
    @Bean
    Subscription ordersSubscription(PayableOrderStore orders, PaymentWorker worker, YieldingRest buyersFirst) {
        Consumer<OrderMessage> follow = message -> {
            Optional<PayableOrder> stored = orders.save(message.order());
            if (message.order().status() != OrderStatus.AWAITING_PAYMENT) {
                worker.followOrder(Payment.idFor(message.order().id()), stored);
            }
        };
        return Subscription.durable("payments-service")
                .on(OrderPlaced.class, message -> {
                    buyersFirst.requested();
                    follow.accept(message);
                })
                .on(OrderProlonged.class, follow)
                .on(OrderCompleted.class, follow)
                .on(OrderCancelled.class, follow)
                .on(OrderExpired.class, follow)
                .on(OrderSoldBack.class, follow)
                .on(OrderRefunded.class, follow)
                .on(OrderAdopted.class, follow)
                .build();
    }

    @Bean
    BackgroundLoop paymentSweep(PaymentSweeper sweeper, PaymentsProperties properties) {
        return BackgroundLoop.every(properties.sweep(), "payment-sweep").run(sweeper::sweep);
    }

    /** A loop of its own, since refunds of a large event take long. */
    @Bean
    BackgroundLoop refundSweep(PaymentSweeper sweeper, PaymentsProperties properties) {
        return BackgroundLoop.every(properties.sweep(), "refund-sweep").run(sweeper::sweepRefunds);
    }

    @Bean
    BackgroundLoop ledgerLoop(LedgerWriter ledger) {
        return ledger.loop();
    }

    @Bean
    BackgroundLoop reconciliation(Reconciler reconciler) {
        return BackgroundLoop.every(RECONCILIATION_CHECK, "reconciliation")
                .pausingFirst()
                .run(reconciler::reconcileIfDue);
    }

    @Bean
    BackgroundLoop refundLooks(RefundFollowUp looks) {
        return BackgroundLoop.every(FOLLOW_UP, "refund-follow-up")
                .pausingFirst()
                .run(looks::run);
    }

    /** What searches all payments yields to orders that are being placed, as the messages about them tell. */
    @Bean
    YieldingRest buyersFirst() {
        return new YieldingRest(LONGEST_REST);
    }

    @Bean
    BackgroundLoop unreportedDisputesLoop(UnreportedDisputes unreported) {
        return BackgroundLoop.every(REPORT_AGAIN, "unreported-disputes").runUntilDue(unreported::reportNext);
    }

    @Bean
    BackgroundLoop payRequestRemoval(PayRequestStore requests) {
        return BackgroundLoop.every(REMOVE_OLD, "pay-request-removal").runInParts(requests::removeOld);
    }
}
