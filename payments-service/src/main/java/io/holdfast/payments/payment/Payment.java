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
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.payment.Work.Kind;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.AuthorizationRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.annotation.Transient;

/**
 * The payment of one order, with every attempt at it.
 *
 * <pre>
 * AUTHORIZING ──▶ AUTHORIZED ──order completed──▶ CAPTURED ──sold back, event cancelled──▶ REFUNDED
 *   │  ▲              │    └──────refused for good──▶ CAPTURE_FAILED
 *   ▼  │              └──order came to nothing──▶ VOIDED
 * DECLINED
 * </pre>
 *
 * What is asked of the provider is written down as {@link Work} before it is asked, and what the provider answered is
 * learned in one guarded write together with the message that says so. So whatever a crash interrupts is still written
 * there as work, and asking again, with the same key, is how it is finished.
 */
final class Payment implements Outboxed {

    private static final String LAPSED = "authorization-lapsed";
    static final String PROVIDER_UNAVAILABLE = "provider-unavailable";

    @Id
    private final String id;

    private final String orderId;
    private final String buyerId;
    private final long amount;
    private final String currency;
    private final Instant createdAt;
    private final List<HistoryEntry> history;
    private final Outbox outbox;
    private PaymentStatus status;
    private Attempt attempt;
    private @Nullable Work work;
    private @Nullable Instant authorizedAt;
    private @Nullable String failure;
    // Counts what was announced; the revision counts every write and guards it.
    private long version;
    private final long revision;

    @Transient
    private @Nullable PaymentMessage unsaid;

    @PersistenceCreator
    Payment(
            String id,
            String orderId,
            String buyerId,
            long amount,
            String currency,
            Instant createdAt,
            List<HistoryEntry> history,
            Outbox outbox,
            PaymentStatus status,
            Attempt attempt,
            @Nullable Work work,
            @Nullable Instant authorizedAt,
            @Nullable String failure,
            long version,
            long revision) {
        this.id = id;
        this.orderId = orderId;
        this.buyerId = buyerId;
        this.amount = amount;
        this.currency = currency;
        this.createdAt = createdAt;
        this.history = new ArrayList<>(history);
        this.outbox = outbox;
        this.status = status;
        this.attempt = attempt;
        this.work = work;
        this.authorizedAt = authorizedAt;
        this.failure = failure;
        this.version = version;
        this.revision = revision;
    }

    /** The id of the payment of an order; there is one, however often and by whomever it is begun. */
    static String idFor(String orderId) {
        return Ids.derived("payment", orderId);
    }

    /** Writes down that the provider is about to be asked; whoever saves this is the one to ask. */
    static Payment begin(PayableOrder order, String token, Instant now, Duration lease) {
        Payment payment = new Payment(
                idFor(order.id()),
                order.id(),
                order.buyerId(),
                order.total(),
                order.currency(),
                now,
                List.of(),
                Outbox.empty(),
                PaymentStatus.AUTHORIZING,
                Attempt.first(token, now),
                Work.of(Kind.AUTHORIZE, now.plus(lease)),
                null,
                null,
                0,
                1);
        payment.note(now);
        return payment;
    }

    /** Begins another attempt, after one that came to nothing. */
    void tryAgain(String token, Instant now, Duration lease) {
        require(mayTryAgain(), PaymentStatus.AUTHORIZING);
        attempt = attempt.next(token, now);
        status = PaymentStatus.AUTHORIZING;
        failure = null;
        authorizedAt = null;
        work = Work.of(Kind.AUTHORIZE, now.plus(lease));
        note(now);
    }

    /** Takes up work whose time has come; whoever saves this is the one to do it. */
    void claim(Instant now, Duration lease) {
        Work due = work;
        if (due == null || !due.isDue(now)) {
            throw new IllegalStateException("Nothing is due for payment " + id);
        }
        if (due.kind() == Kind.AUTHORIZE) {
            attempt = attempt.asUncertain();
        }
        work = due.claimed(now, lease);
    }

    /** The buyer is back, with the same card, for an attempt that was about to be given up. */
    void reclaim(Instant now, Duration lease) {
        require(isBeingReleased() && attempt.reference() == null, PaymentStatus.AUTHORIZING);
        work = Work.of(Kind.AUTHORIZE, now.plus(lease));
    }

    /** Puts off what could not be done now. */
    void postpone(Instant now) {
        if (work != null) {
            work = work.postponed(now);
        }
    }

    /**
     * What has become of the order decides about the money. Repeating it changes nothing.
     *
     * @return whether anything changed, and is to be saved
     */
    boolean decide(PayableOrder order, Instant now, Duration lease) {
        boolean completed = order.isCompletedBy(id);
        return switch (status) {
            case AUTHORIZED ->
                isWaitingFor(Kind.DECIDE) && !order.isOpen() && begin(completed ? Kind.CAPTURE : Kind.VOID, now, lease);
            case CAPTURED -> work == null && !order.isOpen() && !completed && begin(Kind.REFUND, now, lease);
            // The order was completed by an authorization that is gone: it has to be told, or the tickets were free.
            case VOIDED, DECLINED -> completed && fail(PaymentStatus.CAPTURE_FAILED, LAPSED, now);
            case AUTHORIZING, CAPTURE_FAILED, REFUNDED -> false;
        };
    }

    /**
     * What the provider answered. An answer that no longer matters changes nothing.
     *
     * @return whether anything changed, and is to be saved
     */
    boolean learn(Answer answer, Instant now) {
        return switch (status) {
            case AUTHORIZING -> learnAuthorization(answer, now);
            case AUTHORIZED -> learnOutcome(answer, now);
            case CAPTURED -> isWaitingFor(Kind.REFUND) && learnRefund(answer, now);
            case CAPTURE_FAILED -> work != null && learnCleanUp(answer, now);
            case DECLINED, VOIDED, REFUNDED -> false;
        };
    }

    private boolean learnAuthorization(Answer answer, Instant now) {
        boolean released = isWaitingFor(Kind.RELEASE);
        return switch (answer) {
            case Answer.Authorized(String reference) ->
                released ? giveBack(reference, now) : authorized(reference, now);
            // Taken while nobody had asked us for it; the order decides whether it stays so.
            case Answer.Captured(String reference) -> authorized(reference, now);
            case Answer.Voided _, Answer.Refunded _ -> fail(PaymentStatus.DECLINED, PROVIDER_UNAVAILABLE, now);
            case Answer.Refused(String reason) ->
                attempt.reference() == null ? fail(PaymentStatus.DECLINED, reason, now) : later(now);
            case Answer.Unreached _ ->
                attempt.uncertain() ? letGo(now) : fail(PaymentStatus.DECLINED, PROVIDER_UNAVAILABLE, now);
            case Answer.Unknown _ -> letGo(now);
        };
    }

    private boolean learnOutcome(Answer answer, Instant now) {
        boolean capturing = isWaitingFor(Kind.CAPTURE);
        boolean waiting = isWaitingFor(Kind.DECIDE);
        return switch (answer) {
            // While the order has not decided, money taken by another hand stays a matter of that decision.
            case Answer.Captured _ -> !waiting && become(PaymentStatus.CAPTURED, null, now);
            case Answer.Voided _ ->
                capturing ? fail(PaymentStatus.CAPTURE_FAILED, LAPSED, now) : become(PaymentStatus.VOIDED, null, now);
            case Answer.Refunded _ -> !waiting && become(PaymentStatus.REFUNDED, null, now);
            case Answer.Refused(String reason)
            when capturing -> {
                fail(PaymentStatus.CAPTURE_FAILED, reason, now);
                // The amount is still set aside on the buyer's card.
                work = Work.of(Kind.VOID, now);
                yield true;
            }
            case Answer.Refused _, Answer.Authorized _, Answer.Unreached _, Answer.Unknown _ -> !waiting && later(now);
        };
    }

    private boolean learnRefund(Answer answer, Instant now) {
        boolean back = answer instanceof Answer.Refunded || answer instanceof Answer.Voided;
        return back ? become(PaymentStatus.REFUNDED, null, now) : later(now);
    }

    private boolean learnCleanUp(Answer answer, Instant now) {
        switch (answer) {
            case Answer.Voided _, Answer.Refunded _ -> work = null;
            case Answer.Refused _ when isWaitingFor(Kind.VOID) -> work = null;
            case Answer.Captured _ when isWaitingFor(Kind.VOID) -> work = Work.of(Kind.REFUND, now);
            default -> postpone(now);
        }
        return true;
    }

    private boolean authorized(String reference, Instant now) {
        attempt = attempt.at(reference);
        authorizedAt = now;
        become(PaymentStatus.AUTHORIZED, null, now);
        work = Work.of(Kind.DECIDE, now).postponed(now);
        return true;
    }

    private boolean giveBack(String reference, Instant now) {
        if (attempt.reference() != null) {
            return later(now);
        }
        attempt = attempt.at(reference);
        work = Work.of(Kind.RELEASE, now);
        return true;
    }

    private boolean letGo(Instant now) {
        attempt = attempt.asUncertain();
        if (isWaitingFor(Kind.RELEASE)) {
            return later(now);
        }
        work = Work.of(Kind.RELEASE, now).postponed(now);
        return true;
    }

    private boolean later(Instant now) {
        postpone(now);
        return true;
    }

    private boolean fail(PaymentStatus next, String reason, Instant now) {
        return become(next, reason, now);
    }

    private boolean become(PaymentStatus next, @Nullable String reason, Instant now) {
        if (unsaid != null) {
            throw new IllegalStateException("Payment " + id + " has something to say that was not saved");
        }
        status = next;
        failure = reason;
        work = null;
        version++;
        note(now);
        unsaid = switch (next) {
            case AUTHORIZED -> new PaymentAuthorized(state());
            case CAPTURED -> new PaymentCaptured(state());
            case VOIDED -> new PaymentVoided(state());
            case REFUNDED -> new PaymentRefunded(state());
            case DECLINED, CAPTURE_FAILED -> new PaymentFailed(state());
            case AUTHORIZING -> throw new IllegalStateException("An intent is not announced");
        };
        return true;
    }

    private boolean begin(Kind kind, Instant now, Duration lease) {
        work = Work.of(kind, now.plus(lease));
        return true;
    }

    private void note(Instant now) {
        history.add(new HistoryEntry(now, status, attempt.number(), failure));
    }

    private void require(boolean allowed, PaymentStatus next) {
        if (!allowed) {
            throw new IllegalStateException("Payment " + id + " cannot go from " + status + " to " + next);
        }
    }

    /** Whether the next attempt may begin: none is under way and none succeeded. */
    boolean mayTryAgain() {
        return status == PaymentStatus.DECLINED || status == PaymentStatus.VOIDED;
    }

    /** Whether the buyer was told that it did not work, while it is not known yet whether it did. */
    boolean isBeingReleased() {
        return status == PaymentStatus.AUTHORIZING && isWaitingFor(Kind.RELEASE);
    }

    /** Whether the money goes, or went, back because the order came to nothing. */
    boolean isGoingBack() {
        return isWaitingFor(Kind.VOID) || isWaitingFor(Kind.REFUND);
    }

    boolean isDue(Instant now) {
        return work != null && work.isDue(now);
    }

    private boolean isWaitingFor(Kind kind) {
        return work != null && work.kind() == kind;
    }

    boolean isToDecide() {
        return isWaitingFor(Kind.DECIDE);
    }

    /** What is to be asked of the provider, when something is. */
    Optional<Kind> toAsk() {
        return Optional.ofNullable(work).map(Work::kind).filter(Kind::needsProvider);
    }

    AuthorizationRequest authorizationRequest() {
        return new AuthorizationRequest(key(), id, orderId, amount, currency, attempt.token());
    }

    /** The provider's idempotency key of the current attempt. */
    String key() {
        return id + "-" + attempt.number();
    }

    /** What the provider calls the current attempt; null until it answered. */
    @Nullable
    String reference() {
        return attempt.reference();
    }

    int attempt() {
        return attempt.number();
    }

    boolean isAttemptWith(String token) {
        return attempt.token().equals(token);
    }

    Optional<PaymentMessage> unsaid() {
        return Optional.ofNullable(unsaid);
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

    long amount() {
        return amount;
    }

    String currency() {
        return currency;
    }

    Instant createdAt() {
        return createdAt;
    }

    PaymentStatus status() {
        return status;
    }

    @Nullable
    String failure() {
        return failure;
    }

    List<HistoryEntry> history() {
        return List.copyOf(history);
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
        return new PaymentState(id, orderId, buyerId, status, amount, currency, authorizedAt, failure, 0, version);
    }
}
