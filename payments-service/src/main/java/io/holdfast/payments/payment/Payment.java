package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentCaptured;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.PaymentVoided;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import io.holdfast.payments.ledger.LedgerEntry;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.payment.HistoryEntry.Move;
import io.holdfast.payments.payment.Work.Kind;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.AuthorizationRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
 *   ▼  │              └──order ended──▶ VOIDED
 * DECLINED
 * </pre>
 *
 * <p>A payment stays {@code CAPTURED} while only parts of it are refunded. {@link PaymentTransitions} has every transition.
 *
 * <p>A call to the provider is stored as {@link Work} before it is made. Its answer is applied in one guarded write, together with the
 * message that publishes the change. So a crash leaves the work stored, and the call is repeated with the same key.
 *
 * <p>Methods that apply something return whether the payment changed and has to be saved; repeating them changes nothing.
 */
final class Payment implements Outboxed {

    static final String PROVIDER_UNAVAILABLE = "provider-unavailable";
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
    private PaymentHistory history;

    /** Counts the messages; {@link #revision} counts the writes and guards them. */
    private long version;

    private final long revision;

    @Transient
    private @Nullable PaymentMessage unpublished;

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
            PaymentHistory history,
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
        this.history = history;
        this.version = version;
        this.revision = revision;
    }

    /** The id of the payment of an order. It derives from the order's id, so an order has one payment. */
    static String idFor(String orderId) {
        return Ids.derived("payment", orderId);
    }

    /** A payment whose first attempt is about to be made, by the caller that inserts it. */
    static Payment begin(PayableOrder order, String token, Instant now, Duration lease) {
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
                Attempt.first(token, now),
                Work.of(Kind.AUTHORIZE, now.plus(lease)),
                null,
                null,
                RefundProgress.NONE,
                PaymentHistory.EMPTY,
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
        moveTo(PaymentStatus.AUTHORIZING);
        attempt = attempt.next(token, now);
        failure = null;
        authorizedAt = null;
        refunds = RefundProgress.NONE;
        work = Work.of(Kind.AUTHORIZE, now.plus(lease));
        record(null, 0, now);
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
            case AUTHORIZING,
                    AUTHORIZING_AGAIN,
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
        if (stage() == Stage.CAPTURED && refunds.isOpen()) {
            work = Work.refund(refunds.next(), now.plus(lease));
            return true;
        }
        return false;
    }

    /** Applies the provider's answer to the stored work. */
    boolean applyAnswer(Answer answer, Instant now) {
        return react(transitions().onAnswer(answer), answer, now);
    }

    /** Applies where the provider has the money, looked up without moving it. It may be older than what is known here. */
    boolean applyLookup(Answer answer, Instant now) {
        return react(transitions().onLookup(answer), answer, now);
    }

    private PaymentTransitions transitions() {
        return new PaymentTransitions(stage(), amount, refunds.refundPaid(), refundGoal());
    }

    private boolean react(Reaction reaction, Answer answer, Instant now) {
        switch (reaction) {
            case IGNORE -> {
                return false;
            }
            case RETRY -> postponeWork(now);
            case AUTHORIZE -> authorize(answer.reference(), now);
            case DECLINE -> become(PaymentStatus.DECLINED, reasonOf(answer), null, now);
            case RELEASE -> release(now);
            case CANCEL -> cancel(answer.reference(), now);
            case CAPTURE -> capture(now);
            case FAIL_CAPTURE -> failCapture(reasonOf(answer), now);
            case LAPSE -> become(PaymentStatus.CAPTURE_FAILED, LAPSED, Move.VOIDED, now);
            case VOID -> become(PaymentStatus.VOIDED, null, Move.VOIDED, now);
            case REFUND -> refund(answer.refunded(), now);
            case REFUND_ALL -> refund(amount, now);
            case CLOSE -> close(now);
            case REVERSE_AUTHORIZATION -> reverseAuthorization(answer.reference(), now);
            case REVERSE_CHARGE -> reverseCharge(answer.reference(), answer.refunded(), now);
        }
        return true;
    }

    private static String reasonOf(Answer answer) {
        return answer instanceof Answer.Refused refused ? refused.reason() : PROVIDER_UNAVAILABLE;
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
        become(PaymentStatus.CAPTURED, null, Move.CAPTURED, now);
        refundNext(now);
    }

    private void failCapture(String reason, Instant now) {
        become(PaymentStatus.CAPTURE_FAILED, reason, null, now);
        // The amount is still authorized.
        work = Work.of(Kind.VOID, now);
    }

    private void refund(long refunded, Instant now) {
        moveTo(PaymentStatus.CAPTURED);
        recordCharge(now);
        recordRefunds(refunded, now);
        work = null;
        announce(PaymentRefunded::new);
        refundNext(now);
    }

    /** Starts the refund that became due while another call was under way. */
    private void refundNext(Instant now) {
        if (status == PaymentStatus.CAPTURED && refunds.isOpen()) {
            work = Work.refund(refunds.next(), now);
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

    private void reverseCharge(String reference, long refunded, Instant now) {
        recordCharge(now);
        recordRefunds(refunded, now);
        attempt = attempt.withReference(reference);
        work = refunds.refundPaid() < amount ? Work.refund(refunds.stepTo(amount), now) : null;
    }

    private void recordCharge(Instant now) {
        if (history.isCaptured(attempt.number())) {
            return;
        }
        if (!history.isAuthorized(attempt.number())) {
            record(Move.AUTHORIZED, amount, now);
        }
        record(Move.CAPTURED, amount, now);
    }

    /** Records the refund that was requested and what was refunded beyond it by hand as two steps, since each has its own key. */
    private void recordRefunds(long refunded, Instant now) {
        long goal = refundGoal();
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
        moveTo(next);
        failure = reason;
        work = null;
        record(moved, amount, now);
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
        if (unpublished != null) {
            throw new IllegalStateException("Payment " + id + " has an unpublished message that was not saved");
        }
        version++;
        unpublished = message.apply(state());
    }

    private void record(@Nullable Move moved, long moneyMoved, Instant now) {
        history = history.with(new HistoryEntry(
                now, status, attempt.number(), failure, moved, moved == null ? null : Long.valueOf(moneyMoved)));
    }

    Stage stage() {
        return Stage.of(status, work, attempt, history);
    }

    /** Whether the next attempt may begin: none is under way, and none succeeded. */
    boolean mayBeginNextAttempt() {
        return stage().isClosed() && status != PaymentStatus.CAPTURE_FAILED;
    }

    /** Whether the buyer was charged, however much was refunded since. */
    boolean isCharged() {
        return status == PaymentStatus.CAPTURED || status == PaymentStatus.REFUNDED;
    }

    /** Whether all of the money is on its way back to the buyer. */
    boolean isBeingReversed() {
        return isWorkingOn(Kind.VOID) || (isWorkingOn(Kind.REFUND) && refundGoal() == amount);
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

    /** How much is to be refunded after the refund that is under way; 0 when none is. */
    private long refundGoal() {
        return isWorkingOn(Kind.REFUND) ? refundStep().to() : 0;
    }

    /** How much was refunded so far, in minor units. */
    long refundPaid() {
        return refunds.refundPaid();
    }

    /**
     * When the payment is to be looked at again at the provider, although nothing is left to do here: 3, 7 and 30 days after its last
     * refund, which may fail until then. Empty when that is over, or nothing was refunded.
     */
    Optional<Instant> nextLook(Instant now) {
        return history.lastRefundAt()
                .flatMap(refundedAt -> LOOKS_AFTER_REFUND.stream()
                        .map(refundedAt::plus)
                        .filter(now::isBefore)
                        .findFirst());
    }

    /** The refunds of the current attempt that were recorded at or after {@code since}, oldest first. */
    List<RefundStep> recentRefunds(Instant since) {
        return history.refunds(attempt.number(), since);
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

    /** The message about the last change, until it is saved. */
    Optional<PaymentMessage> unpublished() {
        return Optional.ofNullable(unpublished);
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
                id, orderId, buyerId, status, amount, currency, authorizedAt, failure, refunds.refundPaid(), version);
    }
}
