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
import io.holdfast.payments.ledger.LedgerEntry;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.ledger.Balance;
import io.holdfast.payments.payment.HistoryEntry.Move;
import io.holdfast.payments.payment.Work.Kind;
import io.holdfast.payments.payment.Work.Refund;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.AuthorizationRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.annotation.Transient;

/**
 * The payment of one order, with every attempt at it.
 *
 * <pre>
 * AUTHORIZING ──▶ AUTHORIZED ──order completed──▶ CAPTURED ──all of it is back──▶ REFUNDED
 *   │  ▲              │    └──────refused for good──▶ CAPTURE_FAILED
 *   ▼  │              └──order came to nothing──▶ VOIDED
 * DECLINED
 * </pre>
 *
 * <p>Parts may be given back while it stays {@code CAPTURED}. How much is due back only grows, and so does how much is
 * back; the work in between goes from one amount to the other, one step at a time.
 *
 * <p>What is asked of the provider is written down as {@link Work} before it is asked, and what the provider answered is
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
    // The first step in the history whose money is not in the ledger yet; null when all of it is.
    private @Nullable Integer unbooked;
    private final @Nullable Instant changedAt;
    // What is to be back, and what is back: cumulative amounts that only grow.
    private long due;
    private long refunded;
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
            @Nullable Long due,
            @Nullable Long refunded,
            @Nullable Integer unbooked,
            @Nullable Instant changedAt,
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
        // Payments made before there were refunds in part have neither.
        this.due = due == null ? 0 : due;
        this.refunded = refunded == null ? 0 : refunded;
        this.unbooked = unbooked;
        this.changedAt = changedAt;
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
                0L,
                0L,
                null,
                now,
                0,
                1);
        payment.note(null, 0, now);
        return payment;
    }

    /** Begins another attempt, after one that came to nothing. */
    void tryAgain(String token, Instant now, Duration lease) {
        require(mayTryAgain(), PaymentStatus.AUTHORIZING);
        attempt = attempt.next(token, now);
        status = PaymentStatus.AUTHORIZING;
        failure = null;
        authorizedAt = null;
        due = 0;
        refunded = 0;
        work = Work.of(Kind.AUTHORIZE, now.plus(lease));
        note(null, 0, now);
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
    boolean applyOrder(PayableOrder order, Instant now, Duration lease) {
        return switch (status) {
            case AUTHORIZED, CAPTURED -> {
                boolean more = owe(order.refundDueFrom(id));
                yield begin(order, now, lease) || more;
            }
            // The order was completed by an authorization that is gone: it has to be told, or the tickets were free.
            case VOIDED, DECLINED ->
                work == null && order.isCompletedBy(id) && fail(PaymentStatus.CAPTURE_FAILED, LAPSED, now);
            case AUTHORIZING, CAPTURE_FAILED, REFUNDED -> false;
        };
    }

    /** Remembered even while it cannot be given back yet: whoever finishes what is under way goes on with it. */
    private boolean owe(long back) {
        boolean more = back > due;
        due = Math.max(due, back);
        return more;
    }

    private boolean begin(PayableOrder order, Instant now, Duration lease) {
        if (isWaitingFor(Kind.DECIDE) && !order.isAwaitingPayment()) {
            work = Work.of(order.isCompletedBy(id) ? Kind.CAPTURE : Kind.VOID, now.plus(lease));
            return true;
        }
        if (status == PaymentStatus.CAPTURED && work == null && due > refunded) {
            work = Work.refund(refunded, due, now.plus(lease));
            return true;
        }
        return false;
    }

    /**
     * What the provider answered to the work that is written down. An answer that no longer matters changes nothing.
     *
     * @return whether anything changed, and is to be saved
     */
    boolean applyAnswer(Answer answer, Instant now) {
        return switch (status) {
            case AUTHORIZING -> learnAuthorization(answer, now);
            case AUTHORIZED -> learnOutcome(answer, now);
            case CAPTURED -> isWaitingFor(Kind.REFUND) && learnRefund(answer, now);
            case CAPTURE_FAILED, DECLINED, VOIDED -> work != null && learnCleanUp(answer, now);
            case REFUNDED -> false;
        };
    }

    /**
     * Where the provider says the money is, without having been asked to move it. What it says may be older than what is
     * known here, and then changes nothing; nor does it put off work that somebody is at.
     *
     * @return whether anything changed, and is to be saved
     */
    boolean applyLookup(Answer answer, Instant now) {
        return switch (answer) {
            case Answer.Authorized(String reference) ->
                status == PaymentStatus.AUTHORIZING
                        ? !isBeingReleased() && applyAnswer(answer, now)
                        : isOver() && !isTaken() && cleanUp(reference, Work.of(Kind.VOID, now));
            case Answer.Voided _ -> status == PaymentStatus.AUTHORIZED && applyAnswer(answer, now);
            case Answer.Captured(String reference) -> hearCharge(reference, 0, answer, now);
            case Answer.Refunded(String reference, long back) -> hearCharge(reference, back, answer, now);
            case Answer.Refused _, Answer.Unreached _, Answer.Unknown _ -> false;
        };
    }

    private boolean hearCharge(String reference, long back, Answer answer, Instant now) {
        return switch (status) {
            case AUTHORIZED -> applyAnswer(answer, now);
            case CAPTURED -> back > refunded && back >= goal() && givenBack(back, now);
            // Charged although it came to nothing here: by hand, or by a provider that forgot that it was not to be.
            case CAPTURE_FAILED, DECLINED, VOIDED -> isOver() && !isTaken() && giveAllBack(reference, back, now);
            case AUTHORIZING, REFUNDED -> false;
        };
    }

    private boolean learnAuthorization(Answer answer, Instant now) {
        boolean released = isWaitingFor(Kind.RELEASE);
        return switch (answer) {
            case Answer.Authorized(String reference) ->
                released ? giveBack(reference, now) : authorized(reference, now);
            // Taken while nobody had asked us for it; the order decides whether it stays so.
            case Answer.Captured(String reference) -> authorized(reference, now);
            case Answer.Refunded known when known.refunded() < amount -> authorized(known.reference(), now);
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
            case Answer.Captured _ -> !waiting && captured(now);
            case Answer.Voided _ ->
                capturing
                        ? become(PaymentStatus.CAPTURE_FAILED, LAPSED, Move.VOIDED, now)
                        : become(PaymentStatus.VOIDED, null, Move.VOIDED, now);
            case Answer.Refunded known -> !waiting && givenBack(known.refunded(), now);
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

    private boolean captured(Instant now) {
        become(PaymentStatus.CAPTURED, null, Move.CAPTURED, now);
        goOn(now);
        return true;
    }

    private boolean learnRefund(Answer answer, Instant now) {
        return switch (answer) {
            case Answer.Voided _ -> givenBack(amount, now);
            // Less than the goal, but more than was known: another hand was faster, and what was asked is refused.
            case Answer.Refunded known when known.refunded() > refunded -> givenBack(known.refunded(), now);
            default -> later(now);
        };
    }

    private boolean givenBack(long back, Instant now) {
        status = PaymentStatus.CAPTURED;
        take(now);
        noteBack(back, now);
        work = null;
        announce(PaymentRefunded::new);
        goOn(now);
        return true;
    }

    /** What became due while something else was under way is next. */
    private void goOn(Instant now) {
        if (status == PaymentStatus.CAPTURED && due > refunded) {
            work = Work.refund(refunded, due, now);
        }
    }

    private boolean learnCleanUp(Answer answer, Instant now) {
        boolean voiding = isWaitingFor(Kind.VOID);
        return switch (answer) {
            case Answer.Voided _ -> letGoOf(now);
            case Answer.Refused _ when voiding -> letGoOf(now);
            case Answer.Captured(String reference) when voiding -> giveAllBack(reference, 0, now);
            case Answer.Refunded(String reference, long back)
            when voiding || back > refunded -> giveAllBack(reference, back, now);
            default -> later(now);
        };
    }

    private boolean letGoOf(Instant now) {
        if (isSetAside()) {
            note(Move.VOIDED, amount, now);
        }
        work = null;
        return true;
    }

    private boolean giveAllBack(String reference, long back, Instant now) {
        take(now);
        noteBack(back, now);
        return cleanUp(reference, refunded < amount ? Work.refund(refunded, amount, now) : null);
    }

    private boolean cleanUp(String reference, @Nullable Work left) {
        attempt = attempt.at(reference);
        work = left;
        return true;
    }

    private void take(Instant now) {
        if (isTaken()) {
            return;
        }
        if (!isSetAside()) {
            note(Move.AUTHORIZED, amount, now);
        }
        note(Move.CAPTURED, amount, now);
    }

    /** Notes each step back by itself: the one that was asked for, and what came on top by another hand. */
    private void noteBack(long back, Instant now) {
        long goal = goal();
        if (goal < back) {
            noteStep(goal, now);
        }
        noteStep(Math.min(back, amount), now);
    }

    private void noteStep(long back, Instant now) {
        long more = back - refunded;
        if (more <= 0) {
            return;
        }
        refunded = back;
        if (status == PaymentStatus.CAPTURED && refunded == amount) {
            status = PaymentStatus.REFUNDED;
        }
        note(Move.REFUNDED, more, now);
    }

    private boolean authorized(String reference, Instant now) {
        attempt = attempt.at(reference);
        authorizedAt = now;
        become(PaymentStatus.AUTHORIZED, null, Move.AUTHORIZED, now);
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
        return become(next, reason, null, now);
    }

    private boolean become(PaymentStatus next, @Nullable String reason, @Nullable Move moved, Instant now) {
        status = next;
        failure = reason;
        work = null;
        note(moved, amount, now);
        announce(
                switch (next) {
                    case AUTHORIZED -> PaymentAuthorized::new;
                    case CAPTURED -> PaymentCaptured::new;
                    case VOIDED -> PaymentVoided::new;
                    case REFUNDED -> PaymentRefunded::new;
                    case DECLINED, CAPTURE_FAILED -> PaymentFailed::new;
                    case AUTHORIZING -> throw new IllegalStateException("An intent is not announced");
                });
        return true;
    }

    private void announce(Function<PaymentState, PaymentMessage> message) {
        if (unsaid != null) {
            throw new IllegalStateException("Payment " + id + " has something to say that was not saved");
        }
        version++;
        unsaid = message.apply(state());
    }

    private void note(@Nullable Move moved, long much, Instant now) {
        if (moved != null && unbooked == null) {
            unbooked = history.size();
        }
        history.add(new HistoryEntry(
                now, status, attempt.number(), failure, moved, moved == null ? null : Long.valueOf(much)));
    }

    private void require(boolean allowed, PaymentStatus next) {
        if (!allowed) {
            throw new IllegalStateException("Payment " + id + " cannot go from " + status + " to " + next);
        }
    }

    /** Whether the next attempt may begin: none is under way and none succeeded. */
    boolean mayTryAgain() {
        return isOver() && status != PaymentStatus.CAPTURE_FAILED;
    }

    /** Whether it came to nothing, and nothing is left to be cleaned up. */
    private boolean isOver() {
        return work == null
                && switch (status) {
                    case DECLINED, VOIDED, CAPTURE_FAILED -> true;
                    case AUTHORIZING, AUTHORIZED, CAPTURED, REFUNDED -> false;
                };
    }

    /** Whether the buyer was charged, whatever came back since. */
    boolean isCharged() {
        return status == PaymentStatus.CAPTURED || status == PaymentStatus.REFUNDED;
    }

    /** What the ledger is to say of it: an entry for each step that moved money. */
    List<LedgerEntry> entries() {
        return entriesFrom(0);
    }

    /** What the ledger may not say of it yet. */
    List<LedgerEntry> unbooked() {
        return unbooked == null ? List.of() : entriesFrom(unbooked);
    }

    boolean isBooked() {
        return unbooked == null;
    }

    private List<LedgerEntry> entriesFrom(int first) {
        return IntStream.range(first, history.size())
                .mapToObj(step -> history.get(step).entry(id, step, currency))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether books that say so much of it are right. */
    boolean agreesWith(Balance books) {
        return switch (status) {
            case AUTHORIZED -> books.equals(new Balance(amount, 0));
            case CAPTURED, REFUNDED -> books.equals(new Balance(0, amount - refunded));
            case AUTHORIZING -> books.equals(Balance.ZERO);
            // While something is being cleaned up, money is still on its way.
            case DECLINED, VOIDED, CAPTURE_FAILED -> work != null || books.equals(Balance.ZERO);
        };
    }

    private boolean isSetAside() {
        return whereabouts() == Move.AUTHORIZED;
    }

    private boolean isTaken() {
        return whereabouts() == Move.CAPTURED;
    }

    /** What was last done with the money that the present attempt set aside; null while it has set none aside. */
    private @Nullable Move whereabouts() {
        return history.stream()
                .filter(entry -> entry.attempt() == attempt.number())
                .map(HistoryEntry::moved)
                .filter(moved -> moved != null && moved != Move.REFUNDED)
                .reduce(null, (_, later) -> later);
    }

    /** Whether the buyer was told that it did not work, while it is not known yet whether it did. */
    boolean isBeingReleased() {
        return status == PaymentStatus.AUTHORIZING && isWaitingFor(Kind.RELEASE);
    }

    /** Whether all of the money goes back. */
    boolean isGoingBack() {
        return isWaitingFor(Kind.VOID) || (isWaitingFor(Kind.REFUND) && goal() == amount);
    }

    boolean isDue(Instant now) {
        return work != null && work.isDue(now);
    }

    /** In a word, what is to be done; {@code nothing} for that. */
    String workName() {
        return work == null ? "nothing" : work.kind().name().toLowerCase(Locale.ROOT);
    }

    /** The trace of what the work was written down for; null for none. */
    @Nullable
    String trace() {
        return work == null ? null : work.trace();
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

    /** The step back that is written down as work. */
    Refund toRefund() {
        Refund refund = work == null ? null : work.refund();
        return refund == null ? new Refund(refunded, amount) : refund;
    }

    /** The steps back that were made since then. */
    List<Refund> refunds(Instant since) {
        List<Refund> steps = new ArrayList<>();
        long back = 0;
        for (HistoryEntry entry : history) {
            if (entry.attempt() == attempt.number() && entry.moved() == Move.REFUNDED && entry.amount() != null) {
                if (!entry.at().isBefore(since)) {
                    steps.add(new Refund(back, back + entry.amount()));
                }
                back += entry.amount();
            }
        }
        return steps;
    }

    String captureKey() {
        return key() + "-capture";
    }

    /** The provider's idempotency key of a step back. */
    String key(Refund refund) {
        return key() + "-refund-" + refund.from() + "-" + refund.to();
    }

    /** What is to be back when the work that is written down is done; 0 when that is something else. */
    private long goal() {
        return isWaitingFor(Kind.REFUND) ? toRefund().to() : 0;
    }

    /** Whether the work was taken up before, so that what it asks for may have been done already. */
    boolean isRepeated() {
        return work != null && work.tries() > 0;
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

    /** What is back, in minor units. */
    long refunded() {
        return refunded;
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
        return new PaymentState(
                id, orderId, buyerId, status, amount, currency, authorizedAt, failure, refunded, version);
    }
}
