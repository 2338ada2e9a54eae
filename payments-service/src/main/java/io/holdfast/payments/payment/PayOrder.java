package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.payment.DeclinedCards.Card;
import io.holdfast.payments.payment.PaymentChanges.Watch;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.telemetry.LogContext;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/** Pays an order: authorizes the amount, and answers when the order is completed by it or has ended. */
@Service
class PayOrder {

    /** So many times as many attempts an order may have if the provider is away: who wants the tickets tries again and again. */
    private static final int MOST_UNANSWERED = 10;

    /** Older than every revision of a payment. */
    private static final long NO_REVISION = -1;

    private final PaymentStore payments;
    private final PaymentWriter writer;
    private final PayableOrderStore orders;
    private final PaymentWorker worker;
    private final PaymentProvider provider;
    private final PaymentChanges changes;
    private final DeclinedCards declined;
    private final PaymentsProperties properties;
    private final Clock clock;

    PayOrder(
            PaymentStore payments,
            PaymentWriter writer,
            PayableOrderStore orders,
            PaymentWorker worker,
            PaymentProvider provider,
            PaymentChanges changes,
            DeclinedCards declined,
            PaymentsProperties properties,
            Clock clock) {
        this.payments = payments;
        this.writer = writer;
        this.orders = orders;
        this.worker = worker;
        this.provider = provider;
        this.changes = changes;
        this.declined = declined;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Pays an order. An order is charged once, however many requests ask for it: a request that comes while another one is under way gets
     * the same answer, and so does a later one with the same token.
     *
     * @throws ProblemException when it is not, or not yet, paid
     */
    Payment pay(Payer payer, String orderId, String token) {
        if (!provider.accepts(token)) {
            throw ProblemException.invalid("token", "is not a token of this payment provider");
        }
        return attempt(payer, orderId, token);
    }

    /**
     * Opens the payment of an order, for the buyer to confirm it in the page. However often and wherever it is opened, it is the same payment
     * of the provider, until that ends. A payment that was confirmed meanwhile is returned when its order is completed by it or has ended.
     *
     * @throws ProblemException when it can be neither opened nor is it paid in the page
     */
    Payment open(Payer payer, String orderId) {
        if (!provider.opensPayments()) {
            throw PaymentProblems.payByToken();
        }
        return attempt(payer, orderId, Attempt.IN_PAGE);
    }

    private Payment attempt(Payer payer, String orderId, String token) {
        PayableOrder order = orders.await(orderId, payer.buyerId()).orElseThrow(ProblemException::notFound);
        LogContext.order(order.id());
        try (Watch watch = changes.watch(Payment.idFor(order.id()))) {
            return new Request(payer, order, token, watch).answer();
        }
    }

    /**
     * Waits until the order of an authorized payment is decided.
     *
     * @param watch of this payment, from before it was read
     * @return the payment as it is then, or when the waiting has taken too long; at once if nothing is to be decided
     */
    Payment awaitDecision(Payment payment, Watch watch) {
        Predicate<Payment> decided = now -> now.status() != PaymentStatus.AUTHORIZED || now.isBeingReversed();
        return watch.await(
                        payment, decided, properties.decisionWait(), known -> payments.findNewer(payment.id(), known))
                .or(() -> payments.find(payment.id()))
                .orElse(payment);
    }

    /** One request to pay. It looks at the payment again after each change, until it can be answered. */
    private final class Request {

        private final Payer payer;
        private final PayableOrder order;
        private final String token;
        private final Watch watch;
        private final String id;
        private final long deadline = System.nanoTime() + properties.patience().toNanos();

        /** The number of the attempt that this request made or found under way, whose outcome is its answer; 0 for none. */
        private int ownAttempt;

        /** Whether it has waited for its turn, while the order may have changed. */
        private boolean waited;

        /** Completes when the payment changes after it was looked at. */
        private CompletableFuture<Boolean> change;

        Request(Payer payer, PayableOrder order, String token, Watch watch) {
            this.payer = payer;
            this.order = order;
            this.token = token;
            this.watch = watch;
            this.id = Payment.idFor(order.id());
            this.change = watch.nextChange();
        }

        Payment answer() {
            Optional<Payment> made = isPayable(order) ? declined.atOnce(payer).flatMap(this::begin) : Optional.empty();
            while (true) {
                change = watch.nextChange();
                Optional<Payment> known = made.or(() -> payments.find(id));
                made = Optional.empty();
                if (known.isEmpty()) {
                    requirePayable(waited ? latestOrder() : order);
                    made = awaitTurn(0, NO_REVISION).flatMap(this::begin);
                    continue;
                }
                Payment payment = known.get();
                switch (payment.status()) {
                    case AUTHORIZING -> {
                        if (payment.awaitsBuyer() && isWithSameToken(payment)) {
                            requirePayable(latestOrder());
                            return payment;
                        }
                        joinAttempt(payment);
                    }
                    case DECLINED, VOIDED -> attemptAgain(payment);
                    case AUTHORIZED -> {
                        ownAttempt = payment.attempt().number();
                        Payment decided = awaitDecision(payment, watch);
                        // Another request has begun the next attempt if this one was ended without a decision.
                        if (decided.status() != PaymentStatus.AUTHORIZING) {
                            return conclude(decided);
                        }
                    }
                    case CAPTURED, CAPTURE_FAILED, REFUNDED -> {
                        return conclude(payment);
                    }
                }
            }
        }

        /**
         * Waits until another card of the buyer may be tried.
         *
         * @param seen the number of the last attempt that is known
         * @param revision the payment as it is known
         * @return empty if the payment has changed meanwhile
         */
        private Optional<Card> awaitTurn(int seen, long revision) {
            Card card = declined.inTurn(payer);
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            // What another replica does is in the database only.
            Runnable look = () -> payments.findNewer(id, revision).ifPresent(watch::deliver);
            if (card.await(change, left, look)) {
                return Optional.of(card);
            }
            // An attempt that was begun while this request waited is one that it found under way.
            watch.latest()
                    .map(payment -> payment.attempt().number())
                    .filter(number -> number > seen)
                    .ifPresent(number -> ownAttempt = number);
            return Optional.empty();
        }

        /** Most orders have no payment yet, which the insert finds out. Empty if this one has. */
        private Optional<Payment> begin(Card card) {
            return authorize(
                    card, () -> writer.insert(Payment.begin(order, token, clock.instant(), properties.lease())));
        }

        /**
         * @param claim stores the attempt; empty when another request changed the payment first
         * @return the payment as it was stored after the call; empty if that is not known, or the order was paid or has ended while the card
         *     waited
         */
        private Optional<Payment> authorize(Card card, Supplier<Optional<Payment>> claim) {
            Optional<Payment> answered;
            try (card) {
                waited |= card.hasWaited();
                if (card.hasWaited() && !isPayable(latestOrder())) {
                    return Optional.empty();
                }
                Optional<Payment> claimed = claim.get();
                if (claimed.isEmpty()) {
                    return Optional.empty();
                }
                answered = makeCall(card, claimed.get());
            }
            answered.map(Payment::copy).ifPresentOrElse(worker::followOrder, () -> worker.followOrder(id));
            return answered;
        }

        private Optional<Payment> makeCall(Card card, Payment claimed) {
            ownAttempt = claimed.attempt().number();
            try {
                return worker.makeCall(claimed);
            } finally {
                // Also if it could not be saved, since the order has ended meanwhile.
                if (claimed.isCardDeclined()) {
                    card.declined();
                }
            }
        }

        private void joinAttempt(Payment payment) {
            Instant now = clock.instant();
            if (payment.awaitsBuyer()) {
                payment.giveUpAwaitingBuyer(now, properties.lease());
                writer.save(payment).ifPresent(worker::makeCall);
                return;
            }
            if (payment.stage().isReleasing()) {
                if (isOwn(payment)) {
                    throw unavailable();
                }
                if (isWithSameToken(payment) && payment.attempt().reference() == null) {
                    tryAgain(payment, () -> payment.resumeAttempt(clock.instant(), properties.lease()));
                    return;
                }
            } else if (payment.isDue(now)) {
                tryAgain(payment, () -> payment.claimWork(clock.instant(), properties.lease()));
                return;
            } else {
                ownAttempt = payment.attempt().number();
            }
            awaitChange(payment);
        }

        /** @param step with which the payment is saved before the call is made */
        private void tryCard(Payment payment, Runnable step) {
            awaitTurn(payment.attempt().number(), payment.revision()).ifPresent(card -> tryCard(card, payment, step));
        }

        /** The same for an attempt that is already made: it may have been charged, so that no limit keeps it from its answer. */
        private void tryAgain(Payment payment, Runnable step) {
            tryCard(declined.again(payer), payment, step);
        }

        private void tryCard(Card card, Payment payment, Runnable step) {
            authorize(card, () -> {
                step.run();
                return writer.save(payment);
            });
        }

        private void awaitChange(Payment seen) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            Optional<Payment> changed = watch.await(
                    seen, now -> now.revision() > seen.revision(), left, known -> payments.findNewer(id, known));
            if (changed.isEmpty()) {
                throw PaymentProblems.underWay(properties.retryAfter());
            }
        }

        private void attemptAgain(Payment payment) {
            if (!payment.mayBeginNextAttempt()) {
                // The last attempt is still being reversed.
                awaitChange(payment);
                return;
            }
            if (isOwn(payment) && payment.status() == PaymentStatus.DECLINED) {
                if (Payment.PROVIDER_UNAVAILABLE.equals(payment.failure())) {
                    throw unavailable();
                }
                if (isWithSameToken(payment)) {
                    PaymentProblems.refused(payment).ifPresent(problem -> {
                        throw problem;
                    });
                }
            }
            requirePayable(latestOrder());
            if (payment.answeredAttempts() >= properties.maxAttempts()
                    || payment.attempt().number() >= MOST_UNANSWERED * properties.maxAttempts()) {
                throw PaymentProblems.tooManyAttempts();
            }
            tryCard(payment, () -> payment.beginNextAttempt(token, clock.instant(), properties.lease()));
        }

        private Payment conclude(Payment payment) {
            return switch (payment.status()) {
                case AUTHORIZED, CAPTURED -> {
                    if (payment.isBeingReversed()) {
                        throw notPayable();
                    }
                    if (!isOwn(payment) && !isWithSameToken(payment)) {
                        throw PaymentProblems.alreadyPaid();
                    }
                    yield payment;
                }
                case CAPTURE_FAILED -> throw isOwn(payment) ? PaymentProblems.captureFailed() : notPayable();
                case VOIDED, REFUNDED, DECLINED -> throw notPayable();
                case AUTHORIZING -> throw new IllegalArgumentException("This payment has not ended.");
            };
        }

        private boolean isOwn(Payment payment) {
            return ownAttempt == payment.attempt().number();
        }

        private boolean isWithSameToken(Payment payment) {
            return payment.attempt().token().equals(token);
        }

        private PayableOrder latestOrder() {
            return orders.find(order.id()).orElse(order);
        }

        private boolean isPayable(PayableOrder now) {
            return now.isAwaitingPayment() && !now.isFree() && !now.isExpired(clock.instant());
        }

        private void requirePayable(PayableOrder now) {
            if (now.isExpired(clock.instant())) {
                throw PaymentProblems.holdExpired();
            }
            if (now.isFree()) {
                throw PaymentProblems.free();
            }
            if (!now.isAwaitingPayment()) {
                throw notPayable();
            }
        }

        private ProblemException notPayable() {
            return PaymentProblems.notPayable(latestOrder().status(), properties.retryAfter());
        }

        private ProblemException unavailable() {
            return PaymentProblems.providerUnavailable(properties.retryAfter());
        }
    }
}
