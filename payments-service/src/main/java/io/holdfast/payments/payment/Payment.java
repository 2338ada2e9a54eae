package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentCaptured;
import io.holdfast.contracts.PaymentChallenged;
import io.holdfast.contracts.PaymentDisputed;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.PaymentVoided;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.OutboxMark;
import io.holdfast.messaging.Outboxed;
import io.holdfast.payments.ledger.LedgerEntry;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.payment.HistoryEntry.Change;
import io.holdfast.payments.payment.HistoryEntry.Move;
import io.holdfast.payments.payment.Work.Kind;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.payments.provider.Dispute;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.annotation.Transient;
import org.springframework.data.mongodb.core.mapping.Unwrapped;

/**
 * The payment of one order, with every attempt at it.
 *
 * <pre>
 * AUTHORIZING ──▶ AUTHORIZED ──order completed──▶ CAPTURED ──all of it refunded──▶ REFUNDED
 *   │  ▲              │    └──capture refused──▶ CAPTURE_FAILED
 *   ▼  │              └──order ended──▶ VOIDED     ▲└──a refund failed────┘
 * DECLINED
 * </pre>
 *
 * <p>An attempt that the buyer confirms in the page stays {@code AUTHORIZING} until then, or until the order is over.
 *
 * <p>A payment stays {@code CAPTURED} while only parts of it are refunded. {@link PaymentTransitions} has every transition.
 *
 * <p>A call to the provider is stored as {@link Work} before it is made. Its answer is applied in one guarded write, together with the
 * message that publishes the change. So a crash leaves the work stored, and the call is repeated with the same key.
 *
 * <p>Methods that apply something return whether the payment changed and has to be saved; repeating them changes nothing.
 */
final class Payment implements Outboxed {

    private static final String CARD_DECLINED = "card-declined";
    static final String PROVIDER_UNAVAILABLE = "provider-unavailable";
    static final String AUTHENTICATION_REQUIRED = "authentication-required";
    static final String REFUND_FAILED = "refund-failed";

    /** The buyer did not confirm the payment in the page while the order could be paid. */
    static final String NOT_CONFIRMED = "not-confirmed";

    /** In the history, and for {@code ./holdfast check}: a person captured at the provider what was to be voided. */
    private static final String CAPTURED_BY_HAND = "captured-by-hand";

    private static final String RETRIED = "refund-again";
    private static final String ENDED = "refund-ended";
    static final String DISPUTED = "disputed";

    /** What {@link #needsPerson} may be. */
    static final List<String> WHY_A_PERSON = List.of(REFUND_FAILED, DISPUTED);

    /** What is open at the provider is looked at after this pause, which grows with the time since the last change. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
    private static final List<Duration> LOOKS_AFTER_REFUND =
            List.of(Duration.ofDays(3), Duration.ofDays(7), Duration.ofDays(30));

    private static final String LAPSED = "authorization-lapsed";

    @Id
    private final String id;

    private final String orderId;
    private final String buyerId;
    private final long amount;
    private final String currency;
    private final Instant createdAt;
    private final @Nullable Instant changedAt;
    private final Outbox outbox;

    private PaymentStatus status;
    private Attempt attempt;
    private @Nullable Work work;
    private @Nullable Instant authorizedAt;
    private @Nullable String failure;

    @Unwrapped.Empty
    private RefundProgress refunds;

    @Unwrapped.Empty
    private Disputes disputes;

    @Unwrapped.Empty
    private PaymentHistory history;

    @Unwrapped.Empty
    private UndoneCharges undone;

    /** Counts the messages; {@link #revision} counts the writes and guards them. */
    private long version;

    private final long revision;

    @Transient
    private @Nullable Function<PaymentState, PaymentMessage> announced;

    @PersistenceCreator
    Payment(
            String id,
            String orderId,
            String buyerId,
            long amount,
            String currency,
            Instant createdAt,
            @Nullable Instant changedAt,
            Outbox outbox,
            PaymentStatus status,
            Attempt attempt,
            @Nullable Work work,
            @Nullable Instant authorizedAt,
            @Nullable String failure,
            RefundProgress refunds,
            Disputes disputes,
            PaymentHistory history,
            UndoneCharges undone,
            long version,
            long revision) {
        this.id = id;
        this.orderId = orderId;
        this.buyerId = buyerId;
        this.amount = amount;
        this.currency = currency;
        this.createdAt = createdAt;
        this.changedAt = changedAt;
        this.outbox = outbox;
        this.status = status;
        this.attempt = attempt;
        this.work = work;
        this.authorizedAt = authorizedAt;
        this.failure = failure;
        this.refunds = refunds;
        this.disputes = disputes;
        this.history = history;
        this.undone = undone;
        this.version = version;
        this.revision = revision;
    }

    /** The id of the payment of an order. It derives from the order's id, so an order has one payment. */
    static String idFor(String orderId) {
        return Ids.derived("payment", orderId);
    }

    /** A payment whose first attempt is about to be made, by the caller that inserts it. */
    static Payment begin(PayableOrder order, String token, Instant now, Duration lease) {
        Attempt attempt = Attempt.first(token, now);
        Payment payment = new Payment(
                idFor(order.id()),
                order.id(),
                order.buyerId(),
                order.total(),
                order.currency(),
                now,
                now,
                Outbox.empty(),
                PaymentStatus.AUTHORIZING,
                attempt,
                Work.of(attempt.firstWork(), now.plus(lease)),
                null,
                null,
                RefundProgress.NONE,
                Disputes.NONE,
                PaymentHistory.EMPTY,
                UndoneCharges.NONE,
                0,
                1);
        payment.record(null, 0, now);
        return payment;
    }

    /**
     * Begins the next attempt, which the caller that saves this makes.
     *
     * @throws IllegalTransition unless {@link #mayBeginNextAttempt()}
     */
    void beginNextAttempt(String token, Instant now, Duration lease) {
        require(mayBeginNextAttempt(), PaymentStatus.AUTHORIZING);
        keepUndoneCharge();
        moveTo(PaymentStatus.AUTHORIZING);
        attempt = attempt.next(token, now);
        failure = null;
        authorizedAt = null;
        refunds = RefundProgress.NONE;
        disputes = Disputes.NONE;
        work = Work.of(attempt.firstWork(), now.plus(lease));
        record(null, 0, now);
    }

    /** A refund of it may fail later, which must not be mistaken for one of the next attempt, nor be missed. */
    private void keepUndoneCharge() {
        String reference = attempt.reference();
        if (stage() == Stage.CLOSED_AND_REFUNDED && reference != null) {
            undone = undone.and(new UndoneCharge(attempt.number(), reference, refunds, disputes));
        }
    }

    /**
     * Resumes a released attempt: the buyer sent another request with the same card.
     *
     * @throws IllegalTransition unless it is not known yet whether the amount was authorized
     */
    void resumeAttempt(Instant now, Duration lease) {
        require(stage() == Stage.RELEASING, PaymentStatus.AUTHORIZING);
        work = Work.of(Kind.AUTHORIZE, now.plus(lease));
    }

    /**
     * Ends an attempt that awaits its buyer, who has chosen another way to pay; the caller that saves this does it.
     *
     * @throws IllegalTransition unless the attempt awaits its buyer
     */
    void giveUpAwaitingBuyer(Instant now, Duration lease) {
        require(stage() == Stage.AWAITING_BUYER, PaymentStatus.DECLINED);
        work = Work.of(Kind.RELEASE, now.plus(lease));
    }

    /** Has the provider looked at before {@code time} at the latest, while the buyer is to confirm the payment. */
    void lookAtBuyerBy(Instant time) {
        if (stage() == Stage.AWAITING_BUYER && work != null) {
            work = work.dueBy(time);
        }
    }

    /**
     * Claims work that is due; the caller that saves this does it.
     *
     * @throws IllegalStateException when no work is due
     */
    void claimWork(Instant now, Duration lease) {
        Work claimed = work;
        if (claimed == null || !claimed.isDue(now)) {
            throw new IllegalStateException("No work is due for payment " + id);
        }
        if (claimed.kind() == Kind.AUTHORIZE) {
            attempt = attempt.withUnknownAnswer();
        }
        work = claimed.claimed(now, lease);
    }

    void postponeWork(Instant now) {
        if (work != null) {
            work = work.postponed(now);
        }
    }

    /** Applies what happened to the order. */
    boolean applyOrder(PayableOrder order, Instant now, Duration lease) {
        return switch (stage()) {
            case AWAITING_ORDER, CAPTURING, VOIDING, CAPTURED, REFUNDING -> {
                boolean moreDue = raiseRefundDue(order.refundDueFrom(id));
                yield startFollowing(order, now, lease) || moreDue;
            }
            case CLOSED, CLOSED_AND_REFUNDED -> {
                if (status == PaymentStatus.CAPTURE_FAILED || !order.wasCompletedBy(id)) {
                    yield false;
                }
                // The authorization that completed the order is gone. The message cancels the order, or its tickets
                // would be free; and an order that was refunded meanwhile has nothing left to be paid back.
                become(PaymentStatus.CAPTURE_FAILED, LAPSED, null, now);
                yield true;
            }
            case AWAITING_BUYER -> {
                if (!order.isAwaitingPayment()) {
                    giveUpAwaitingBuyer(now, lease);
                }
                yield !order.isAwaitingPayment();
            }
            case AUTHORIZING,
                    AUTHORIZING_AGAIN,
                    OPENING,
                    RELEASING,
                    CANCELLING,
                    REFUNDED,
                    REVERSING_AUTHORIZATION,
                    REVERSING_CHARGE -> false;
        };
    }

    /** Kept even if nothing can be refunded yet: the work that is under way is followed by the refund. */
    private boolean raiseRefundDue(long amount) {
        RefundProgress before = refunds;
        refunds = refunds.withDue(amount);
        return !refunds.equals(before);
    }

    private boolean startFollowing(PayableOrder order, Instant now, Duration lease) {
        if (stage() == Stage.AWAITING_ORDER && !order.isAwaitingPayment()) {
            work = Work.of(order.wasCompletedBy(id) ? Kind.CAPTURE : Kind.VOID, now.plus(lease));
            return true;
        }
        Optional<RefundStep> refund =
                stage() == Stage.CAPTURED ? refunds.nextAfter(disputes) : Optional.<RefundStep>empty();
        refund.ifPresent(step -> work = Work.refund(step, now.plus(lease)));
        return refund.isPresent();
    }

    /** Applies the provider's answer to the stored work. */
    boolean applyAnswer(Answer answer, Instant now) {
        return apply(answer, PaymentTransitions::onAnswer, now);
    }

    /** Applies where the provider has the money, looked up without moving it. It may be older than what is known here. */
    boolean applyLookup(Answer answer, Instant now) {
        Instant lookDue = awaitsBuyer() && work != null ? work.dueAt() : Instant.MAX;
        boolean changed = apply(answer, PaymentTransitions::onLookup, now);
        // It may be the last one before the hold ends.
        lookAtBuyerBy(lookDue);
        return changed;
    }

    private boolean apply(Answer answer, BiFunction<PaymentTransitions, Answer, Reaction> reaction, Instant now) {
        Disputes before = disputes;
        boolean known = applyDisputes(answer, now);
        boolean reacted = react(reaction.apply(transitions(), answer), answer, now);
        // It may have taken the charge for made only now.
        boolean since = applyDisputes(answer, now);
        if (known || since) {
            followDisputes(now);
        }
        return reacted || !disputes.equals(before);
    }

    /** Whether a report of the provider about the attempt with this key counts: it is the current one, or its charge was undone. */
    boolean hasAttempt(String key) {
        return keys().authorize().equals(key) || undone.find(id, key).isPresent();
    }

    /** Applies what the provider reports about the attempt with this key, which it {@link #hasAttempt has}. It may be older than what is known. */
    boolean applyReport(String key, Answer answer, Instant now) {
        return undone.find(id, key)
                .map(charge -> applyLookup(charge, answer, now))
                .orElseGet(() -> applyLookup(answer, now));
    }

    /** Applies what the provider tells about the charge of an earlier attempt. Nothing is published: the order knows the current attempt only. */
    boolean applyLookup(UndoneCharge charge, Answer answer, Instant now) {
        UndoneCharge.Learned learned = charge.learn(answer, amount, history.withdrawn(charge.attempt()));
        change(learned.charge(), learned.changes(), now);
        return !learned.charge().equals(charge);
    }

    /** The provider refuses the refund of this charge that was tried again: a person sees to it in another way. */
    void stopRefund(UndoneCharge charge, Instant now) {
        change(charge.refused(), List.of(Change.of(REFUND_FAILED)), now);
    }

    private void change(UndoneCharge charge, List<Change> changes, Instant now) {
        undone = undone.with(charge);
        PaymentStatus then = history.lastStatus(charge.attempt()).orElse(status);
        changes.forEach(change -> history = history.with(HistoryEntry.of(change, now, then, charge.attempt())));
    }

    private PaymentTransitions transitions() {
        return new PaymentTransitions(stage(), amount, refunds, refundGoal(), isDisputed(), attempt.isChallenged());
    }

    /** Records new disputes about the charge, and what became of known ones; whether there is anything new, apart from the time to answer. */
    private boolean applyDisputes(Answer answer, Instant now) {
        if (!isCharged() && !isUndone()) {
            return false;
        }
        Disputes.Learned learned = disputes.learn(answer.disputes(), history.withdrawn(attempt.number()));
        disputes = learned.disputes();
        learned.changes().forEach(change -> record(change, now));
        return !learned.changes().isEmpty();
    }

    /** Publishes a change of the disputes, unless another message does, and makes a refund that a dispute has prevented. */
    private void followDisputes(Instant now) {
        if (work == null) {
            refundNext(now);
        }
        // The order is not paid by a charge that was to be undone.
        if (isCharged() && announced == null) {
            announce(PaymentDisputed::new);
        }
    }

    /** Publishes the disputes as they are; the caller saves this. */
    void reportDisputes() {
        announce(PaymentDisputed::new);
    }

    private boolean isDisputed() {
        return disputes.preventRefunds();
    }

    /**
     * Has refunds that failed requested again, under new keys; the caller that saves this does it. This is possible once for each charge,
     * since another failure needs another way to pay the buyer.
     *
     * @param operator the account that wants it; null if that is not known
     * @throws IllegalTransition when no refund has failed, they were requested again before, or another refund or a dispute prevents it
     */
    void retryRefund(@Nullable String operator, Instant now) {
        List<UndoneCharge> earlier =
                undone.filter(charge -> charge.isRetryable() && !history.has(RETRIED, charge.attempt()));
        boolean current =
                isAtRest() && refunds.stopped() > 0 && !isDisputed() && !history.has(RETRIED, attempt.number());
        require(current || !earlier.isEmpty(), PaymentStatus.REFUNDED);
        earlier.forEach(charge -> change(charge.retrying(), List.of(Change.of(RETRIED)), now));
        if (current) {
            retryCurrent(now);
        }
        if (operator != null) {
            history = history.operatedBy(operator);
        }
    }

    private void retryCurrent(Instant now) {
        refunds = refunds.retrying();
        record(Change.of(RETRIED), now);
        if (isCharged()) {
            failure = null;
        }
        refundNext(now);
    }

    /** Whether the current attempt was charged, and no refund of it is being requested. */
    private boolean isAtRest() {
        return switch (stage()) {
            case CAPTURED, CLOSED_AND_REFUNDED -> true;
            case REVERSING_CHARGE -> refundStep().amount() <= 0;
            default -> false;
        };
    }

    /**
     * Ends refunds that failed, or that a dispute prevents which was lost, since the buyer has the money in another way. The provider keeps
     * what it has, and so does the ledger. What the bank gave the buyer is not ended: it is due again if the bank takes it back.
     *
     * @param operator the account that knows of it
     * @param seen how much the buyer has in another way, in minor units; null for all that is left
     * @throws IllegalTransition when nothing is left to a person, another amount than was seen, or it is being tried again
     */
    void endRefund(String operator, @Nullable Long seen, Instant now) {
        List<UndoneCharge> earlier = undone.filter(charge -> charge.leftToPerson() > 0);
        boolean current = isAtRest() && refunds.leftToPerson(disputes) > 0;
        long left = (current ? refunds.leftToPerson(disputes) : 0)
                + earlier.stream().mapToLong(UndoneCharge::leftToPerson).sum();
        require(left > 0 && (seen == null || seen == left), PaymentStatus.REFUNDED);
        earlier.forEach(charge -> change(charge.ending(), List.of(Change.of(ENDED)), now));
        if (current) {
            endCurrent(now);
        }
        history = history.operatedBy(operator);
    }

    /** Names what this operator last did by {@link #retryRefund}; empty if there is nothing. */
    Optional<String> retriedBy(String operator) {
        return operatedBy(operator, "retried", RETRIED);
    }

    /** Names what this operator last did by {@link #endRefund}; empty if there is nothing. */
    Optional<String> endedBy(String operator) {
        return operatedBy(operator, "ended", ENDED);
    }

    private Optional<String> operatedBy(String operator, String what, String word) {
        OptionalInt step = history.lastOperated(word, operator);
        return step.isPresent() ? Optional.of(what + ":" + id + ":" + step.getAsInt()) : Optional.empty();
    }

    private void endCurrent(Instant now) {
        refunds = refunds.ending(disputes);
        record(Change.of(ENDED), now);
        if (isCharged()) {
            failure = null;
            announce(PaymentRefundFailed::new);
        }
        refundNext(now);
    }

    private boolean react(Reaction reaction, Answer answer, Instant now) {
        switch (reaction) {
            case IGNORE -> {
                return false;
            }
            case RETRY -> postponeWork(now);
            case AWAIT_BUYER -> awaitBuyer(answer, now);
            case AUTHORIZE -> authorize(answer.reference(), now);
            case DECLINE -> become(PaymentStatus.DECLINED, reasonOf(answer), null, now);
            case RELEASE -> release(now);
            case CANCEL -> cancel(answer.reference(), now);
            case CAPTURE -> capture(now);
            case FAIL_CAPTURE -> failCapture(reasonOf(answer), now);
            case LAPSE -> become(PaymentStatus.CAPTURE_FAILED, LAPSED, Move.VOIDED, now);
            case VOID -> become(PaymentStatus.VOIDED, null, Move.VOIDED, now);
            case REFUND -> refund(answer, now);
            case REFUND_ALL -> refundAll(answer.reference(), now);
            case STOP_REFUND -> work = null;
            case CLOSE -> close(now);
            case REVERSE_AUTHORIZATION -> reverseAuthorization(answer.reference(), now);
            case REVERSE_CHARGE -> reverseCharge(answer, now);
        }
        return true;
    }

    private String reasonOf(Answer answer) {
        return switch (answer) {
            case Answer.Refused refused -> refused.reason();
            case Answer.Voided _ when attempt.isInPage() -> NOT_CONFIRMED;
            default -> PROVIDER_UNAVAILABLE;
        };
    }

    private void awaitBuyer(Answer answer, Instant now) {
        boolean challenged = answer instanceof Answer.AwaitsBuyer awaits && awaits.challenged();
        boolean changed = challenged != attempt.isChallenged();
        attempt = attempt.withReference(answer.reference());
        if (changed) {
            attempt = attempt.withChallenge(challenged ? now : null);
        }
        Work before = work;
        Work looks = before == null || before.kind() == Kind.OPEN || changed ? Work.of(Kind.AWAIT_BUYER, now) : before;
        work = looks.lookingAgain(challenged, now);
        if (changed && challenged) {
            announce(state -> new PaymentChallenged(state, now));
        }
    }

    private void authorize(String reference, Instant now) {
        attempt = attempt.withReference(reference);
        authorizedAt = now;
        become(PaymentStatus.AUTHORIZED, null, Move.AUTHORIZED, now);
        work = Work.of(Kind.DECIDE, now).postponed(now);
    }

    private void release(Instant now) {
        attempt = attempt.withUnknownAnswer();
        work = Work.of(Kind.RELEASE, now).postponed(now);
    }

    private void cancel(String reference, Instant now) {
        attempt = attempt.withReference(reference);
        work = Work.of(Kind.RELEASE, now);
    }

    private void capture(Instant now) {
        reach(PaymentStatus.CAPTURED, null, new Change(byHand(), Move.CAPTURED, amount), now);
        refundNext(now);
    }

    /** What to record of a charge that is told now, other than the failure of the payment; null for nothing. */
    private @Nullable String byHand() {
        return isWorkingOn(Kind.VOID) && status == PaymentStatus.AUTHORIZED ? CAPTURED_BY_HAND : null;
    }

    private void failCapture(String reason, Instant now) {
        become(PaymentStatus.CAPTURE_FAILED, reason, null, now);
        // The amount is still authorized.
        work = Work.of(Kind.VOID, now);
    }

    private void refund(Answer answer, Instant now) {
        boolean charged = isCharged();
        String byHand = byHand();
        if (!charged) {
            moveTo(PaymentStatus.CAPTURED);
        }
        recordCharge(byHand, now);
        RefundProgress before = refunds;
        RefundProgress after = refunds.with(answer, amount);
        failure = after.stopped() > 0 ? REFUND_FAILED : null;
        recordRefunds(after.refundPaid(), now);
        recordFailedRefunds(after, before, now);
        refunds = after;
        work = null;
        if (after.failed() > before.failed()) {
            announce(PaymentRefundFailed::new);
        } else if (after.refundPaid() > before.refundPaid()) {
            announce(PaymentRefunded::new);
        } else if (!charged) {
            announce(PaymentCaptured::new);
        }
        refundNext(now);
    }

    private void refundAll(String reference, Instant now) {
        refund(new Answer.Refunded(reference, amount, 0, refunds.failed(), List.of()), now);
    }

    private void recordFailedRefunds(RefundProgress after, RefundProgress before, Instant now) {
        long lost = before.refundPaid() - after.refundPaid();
        if (lost > 0) {
            if (status == PaymentStatus.REFUNDED) {
                moveTo(PaymentStatus.CAPTURED);
            }
            record(new Change(REFUND_FAILED, Move.REFUND_FAILED, lost), now);
        } else if (after.failed() > before.failed()) {
            record(Change.of(REFUND_FAILED), now);
        }
    }

    /** Starts the refund that became due while another call was under way, or that a dispute has prevented. */
    private void refundNext(Instant now) {
        if (status == PaymentStatus.CAPTURED) {
            refunds.nextAfter(disputes).ifPresent(step -> work = Work.refund(step, now));
        } else if (isUndone()) {
            // Until all of it has reached the buyer, or is ended: what failed, or is pending, is looked at.
            boolean rests = refunds.isDone() || isDisputed();
            work = rests ? null : Work.refund(refunds.next().afterDisputes(disputes.ended()), now);
        }
    }

    private void close(Instant now) {
        if (history.isAuthorized(attempt.number())) {
            record(Move.VOIDED, amount, now);
        }
        work = null;
    }

    private void reverseAuthorization(String reference, Instant now) {
        attempt = attempt.withReference(reference);
        work = Work.of(Kind.VOID, now);
    }

    private void reverseCharge(Answer answer, Instant now) {
        recordCharge(failure, now);
        RefundProgress before = refunds;
        RefundProgress after = refunds.withDue(amount).with(answer, amount);
        recordRefunds(after.refundPaid(), now);
        recordFailedRefunds(after, before, now);
        refunds = after;
        attempt = attempt.withReference(answer.reference());
        refundNext(now);
    }

    private void recordCharge(@Nullable String reason, Instant now) {
        if (history.isCaptured(attempt.number())) {
            return;
        }
        if (!history.isAuthorized(attempt.number())) {
            record(Move.AUTHORIZED, amount, now);
        }
        record(new Change(reason, Move.CAPTURED, amount), now);
    }

    /** Records the refund that was requested and what was refunded beyond it by hand as two steps, since each has its own key. */
    private void recordRefunds(long refunded, Instant now) {
        long goal =
                isWorkingOn(Kind.REFUND) ? refunds.refundPaid() + refundStep().amount() : 0;
        if (goal < refunded) {
            recordRefund(goal, now);
        }
        recordRefund(Math.min(refunded, amount), now);
    }

    private void recordRefund(long refunded, Instant now) {
        long more = refunded - refunds.refundPaid();
        if (more <= 0) {
            return;
        }
        refunds = refunds.withPaid(refunded);
        if (status == PaymentStatus.CAPTURED && refunded == amount) {
            moveTo(PaymentStatus.REFUNDED);
        }
        record(Move.REFUNDED, more, now);
    }

    private void become(PaymentStatus next, @Nullable String reason, @Nullable Move moved, Instant now) {
        reach(next, reason, new Change(reason, moved, amount), now);
    }

    private void reach(PaymentStatus next, @Nullable String reason, Change change, Instant now) {
        moveTo(next);
        failure = reason;
        work = null;
        record(change, now);
        announce(
                switch (next) {
                    case AUTHORIZED -> PaymentAuthorized::new;
                    case CAPTURED -> PaymentCaptured::new;
                    case VOIDED -> PaymentVoided::new;
                    case REFUNDED -> PaymentRefunded::new;
                    case DECLINED, CAPTURE_FAILED -> PaymentFailed::new;
                    case AUTHORIZING -> throw new IllegalStateException("An attempt that begins is not published");
                });
    }

    private void moveTo(PaymentStatus next) {
        PaymentTransitions.require(id, status, next);
        status = next;
    }

    private void require(boolean allowed, PaymentStatus next) {
        if (!allowed) {
            throw new IllegalTransition("payment", id, status, next);
        }
    }

    private void announce(Function<PaymentState, PaymentMessage> message) {
        if (announced != null) {
            throw new IllegalStateException("Payment " + id + " has an unpublished message that was not saved");
        }
        version++;
        announced = message;
    }

    private void record(@Nullable Move moved, long moneyMoved, Instant now) {
        record(new Change(failure, moved, moneyMoved), now);
    }

    private void record(Change change, Instant now) {
        history = history.with(HistoryEntry.of(change, now, status, attempt.number()));
    }

    Stage stage() {
        return Stage.of(status, work, attempt, history);
    }

    /** Whether the next attempt may begin: none is under way, and none succeeded. */
    boolean mayBeginNextAttempt() {
        return stage().isClosed() && status != PaymentStatus.CAPTURE_FAILED;
    }

    /** How many attempts there were without those that failed because the provider was away. */
    int answeredAttempts() {
        return attempt.number() - history.count(PROVIDER_UNAVAILABLE);
    }

    /** Whether the buyer was charged, however much was refunded since. */
    boolean isCharged() {
        return status == PaymentStatus.CAPTURED || status == PaymentStatus.REFUNDED;
    }

    /** Whether the buyer was charged by the current attempt, which came to nothing: that is to be undone, or was. */
    private boolean isUndone() {
        return switch (status) {
            case DECLINED, VOIDED, CAPTURE_FAILED -> history.isCaptured(attempt.number());
            case AUTHORIZING, AUTHORIZED, CAPTURED, REFUNDED -> false;
        };
    }

    /** Whether all of the money is on its way back to the buyer. */
    boolean isBeingReversed() {
        return isWorkingOn(Kind.VOID)
                || (isWorkingOn(Kind.REFUND)
                        && refunds.refundPaid() + refundStep().amount() == amount)
                || (status == PaymentStatus.CAPTURED && refunds.refundDue() == amount);
    }

    private boolean isWorkingOn(Kind kind) {
        return work != null && work.kind() == kind;
    }

    boolean isDue(Instant now) {
        return work != null && work.isDue(now);
    }

    Optional<Work> work() {
        return Optional.ofNullable(work);
    }

    /** The call that is to be made to the provider; empty when there is none. */
    Optional<Kind> pendingCall() {
        return work().map(Work::kind).filter(Kind::needsProvider);
    }

    /** Leaves an authorized payment to the messages about its order until {@code time}, when the order is looked at anyway. */
    void awaitOrderUntil(Instant time) {
        if (stage() == Stage.AWAITING_ORDER) {
            work = Work.of(Kind.DECIDE, time);
        }
    }

    /** Whether nothing takes up the stored work before {@code time}. To be asked before a change. */
    boolean isReservedUntil(Instant time) {
        return work != null && work.dueAt().isAfter(time);
    }

    /** Whether the buyer is to confirm the payment in the page. */
    boolean awaitsBuyer() {
        return stage() == Stage.AWAITING_BUYER;
    }

    AuthorizationRequest authorizationRequest() {
        return new AuthorizationRequest(keys().authorize(), id, orderId, amount, currency, attempt.token());
    }

    /** The provider's idempotency keys of the current attempt. */
    ProviderKeys keys() {
        return ProviderKeys.of(id, attempt.number());
    }

    /** The refund that is under way; if there is none, the one that would refund everything. */
    RefundStep refundStep() {
        RefundStep step = work == null ? null : work.refund();
        return step == null ? refunds.stepTo(amount) : step;
    }

    /** How much is requested after the refund that is under way, whatever becomes of it; 0 when none is. */
    private long refundGoal() {
        return isWorkingOn(Kind.REFUND) ? refundStep().to() : 0;
    }

    /** How much was refunded so far, in minor units. */
    long refundPaid() {
        return refunds.refundPaid();
    }

    /**
     * When the payment is to be looked at again at the provider, although nothing is left to do here. While a refund is pending there or
     * has failed, or a dispute is open, after pauses of up to {@link #LONGEST_PAUSE}. Otherwise 3, 7 and 30 days after its last refund,
     * which may fail until then. Empty when that is over, or nothing was refunded.
     */
    Optional<Instant> nextLook(Instant now) {
        // Of a charge that is being undone the work looks.
        boolean open = stage() != Stage.REVERSING_CHARGE
                && (refunds.pendingNow() > 0 || needsPerson().isPresent());
        if (open || undone.areUnsettled()) {
            Duration quiet = Duration.between(history.lastAt(), now);
            Duration pause = quiet.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : quiet;
            return Optional.of(now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
        }
        return history.lastRefundAt()
                .flatMap(refundedAt -> LOOKS_AFTER_REFUND.stream()
                        .map(refundedAt::plus)
                        .filter(now::isBefore)
                        .findFirst());
    }

    /**
     * The refunds of the current attempt that were recorded at or after {@code since}, oldest first. None if one was pending or failed, or
     * the charge was disputed, since the history does not tell the steps in which they were requested.
     */
    List<RefundStep> recentRefunds(Instant since) {
        boolean inOrder = refunds.failed() == 0 && !refunds.wasEverPending() && disputes.isEmpty();
        return inOrder ? history.refunds(attempt.number(), since) : List.of();
    }

    RefundProgress refunds() {
        return refunds;
    }

    /** The charges of earlier attempts that were undone. */
    UndoneCharges undone() {
        return undone;
    }

    /** How much of the current and earlier charges is to go back, failed to, and is not being tried again, in minor units. */
    long refundStopped() {
        return refunds.stopped() + undone.sum(UndoneCharge::stopped);
    }

    /** How much of the current and earlier charges a person has to pay the buyer in another way, in minor units. */
    long leftToPerson() {
        return refunds.leftToPerson(disputes) + undone.sum(UndoneCharge::leftToPerson);
    }

    /** How much is left of charges that were to be undone: what the ledger keeps of a payment beside that of its current attempt. */
    long keptInVain() {
        long current = isUndone() ? amount - refunds.refundPaid() - disputes.withdrawn() : 0;
        return current + undone.sum(UndoneCharge::kept);
    }

    /** How much of the current and earlier charges the provider has accepted to refund and not yet paid, in minor units. */
    long refundPending() {
        return refunds.pendingNow() + undone.sum(charge -> charge.refunds().pendingNow());
    }

    Disputes disputes() {
        return disputes;
    }

    /** The disputes about the current and earlier charges. */
    Stream<Dispute> allDisputes() {
        return Stream.concat(
                disputes.all().stream(), undone.all().stream().flatMap(charge -> charge.disputes().all().stream()));
    }

    /** Why a person has to look at the payment, as a stable word; empty if there is nothing that a person has to do. */
    Optional<String> needsPerson() {
        List<String> reasons = Stream.concat(
                        UndoneCharge.needsPerson(refunds, disputes).stream(),
                        undone.all().stream().map(UndoneCharge::needsPerson).flatMap(Optional::stream))
                .toList();
        return reasons.contains(DISPUTED)
                ? Optional.of(DISPUTED)
                : reasons.stream().findFirst();
    }

    /** The ledger entries of the whole history. */
    List<LedgerEntry> ledgerEntries() {
        return history.ledgerEntries(id, currency);
    }

    /** The ledger entries that may not be stored yet. */
    List<LedgerEntry> newLedgerEntries() {
        return history.newLedgerEntries(id, currency);
    }

    Attempt attempt() {
        return attempt;
    }

    PaymentHistory history() {
        return history;
    }

    /**
     * As it is stored when this has been saved.
     *
     * @param mark that was written with it; null for none
     */
    Payment saved(Instant now, @Nullable OutboxMark mark) {
        Outbox marked = mark == null ? outbox : mark.on(outbox);
        return as(unpublished().map(message -> marked.with(message, now)).orElse(marked), now, revision + 1);
    }

    /** The same, for another thread. */
    Payment copy() {
        return as(outbox, changedAt, revision);
    }

    private Payment as(Outbox messages, @Nullable Instant at, long savedRevision) {
        return new Payment(
                id,
                orderId,
                buyerId,
                amount,
                currency,
                createdAt,
                at,
                messages,
                status,
                attempt,
                work,
                authorizedAt,
                failure,
                refunds,
                disputes,
                history,
                undone,
                version,
                savedRevision);
    }

    /** The message about the last change, until it is saved. */
    Optional<PaymentMessage> unpublished() {
        return announced == null ? Optional.empty() : Optional.of(announced.apply(state()));
    }

    @Override
    public String id() {
        return id;
    }

    String orderId() {
        return orderId;
    }

    String buyerId() {
        return buyerId;
    }

    /** In minor units of the {@link #currency()}. */
    long amount() {
        return amount;
    }

    String currency() {
        return currency;
    }

    Instant createdAt() {
        return createdAt;
    }

    /** When it was last written. */
    Instant changedAt() {
        return changedAt == null ? createdAt : changedAt;
    }

    PaymentStatus status() {
        return status;
    }

    /** Whether the provider refused the card. */
    boolean isCardDeclined() {
        return status() == PaymentStatus.DECLINED && CARD_DECLINED.equals(failure());
    }

    /** A stable word for why it failed; null when it did not. */
    @Nullable
    String failure() {
        return failure;
    }

    @Override
    public long version() {
        return version;
    }

    long revision() {
        return revision;
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    PaymentState state() {
        return new PaymentState(
                id,
                orderId,
                buyerId,
                status,
                amount,
                currency,
                authorizedAt,
                failure,
                refunds.refundPaid(),
                refunds.stopped() == 0 ? null : Long.valueOf(refunds.stopped()),
                refunds.ended() == 0 ? null : Long.valueOf(refunds.ended()),
                isCharged() ? disputes.state() : null,
                isCharged() ? disputes.states() : null,
                version);
    }
}
