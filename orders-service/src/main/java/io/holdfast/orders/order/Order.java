package io.holdfast.orders.order;

import static io.holdfast.contracts.OrderStatus.AWAITING_PAYMENT;
import static io.holdfast.contracts.OrderStatus.CANCELLED;
import static io.holdfast.contracts.OrderStatus.COMPLETED;
import static io.holdfast.contracts.OrderStatus.EXPIRED;
import static io.holdfast.contracts.OrderStatus.REFUNDED;
import static io.holdfast.contracts.OrderStatus.SOLD_BACK;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.OrderAdopted;
import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderExpired;
import io.holdfast.contracts.OrderMessage;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderProlonged;
import io.holdfast.contracts.OrderRefunded;
import io.holdfast.contracts.OrderSoldBack;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentState;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.ticket.Admission;
import io.holdfast.orders.ticket.AdmissionTakenBack;
import io.holdfast.orders.ticket.AdmittedAgain;
import io.holdfast.orders.ticket.AlreadyAdmitted;
import io.holdfast.orders.ticket.EndedTicket;
import io.holdfast.orders.ticket.Ticket;
import io.holdfast.orders.ticket.TicketNotValid;
import io.holdfast.orders.ticket.TicketStopped;
import io.holdfast.orders.ticket.TicketsUsed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tickets that are held for a buyer until a deadline, and are the buyer's once paid.
 *
 * <p>What the table of {@link Transition}s does not have throws {@link IllegalTransition}; what happened already changes nothing and
 * returns false. Each transition adds one to the version and puts its message into the outbox of the same document. Admissions at the
 * door concern no other service: they are not published, and are counted by a version of their own.
 */
public final class Order implements Outboxed {

    /** What can happen to an order once it is placed: in which status, to which, and the message that tells of it. */
    private enum Transition {
        PROLONG(AWAITING_PAYMENT, AWAITING_PAYMENT, OrderProlonged::new), // the buyer's bank asks
        COMPLETE(AWAITING_PAYMENT, COMPLETED, OrderCompleted::new), // the payment was authorized in time
        CANCEL(AWAITING_PAYMENT, CANCELLED, OrderCancelled::new), // by the buyer, or with the event
        EXPIRE(AWAITING_PAYMENT, EXPIRED, OrderExpired::new), // the hold ran out
        REFUND_PART(COMPLETED, COMPLETED, OrderRefunded::new), // by the organizer
        REFUND_REST(COMPLETED, REFUNDED, OrderRefunded::new), // by the organizer, or with the event
        SELL_BACK_PART(COMPLETED, COMPLETED, OrderRefunded::new), // by the buyer
        SELL_BACK(COMPLETED, SOLD_BACK, OrderSoldBack::new), // by the buyer
        FAIL_CAPTURE(COMPLETED, CANCELLED, OrderCancelled::new); // by the payment provider

        private final OrderStatus from;
        private final OrderStatus to;

        @SuppressWarnings("ImmutableEnumChecker") // A reference to a constructor does not change.
        private final Function<OrderState, OrderMessage> message;

        Transition(OrderStatus from, OrderStatus to, Function<OrderState, OrderMessage> message) {
            this.from = from;
            this.to = to;
            this.message = message;
        }

        void requireAllowed(OrderStatus status) {
            if (status != from) {
                throw illegal(status);
            }
        }

        IllegalTransition illegal(OrderStatus status) {
            return new IllegalTransition("An order that is " + status + " cannot become " + to + ".", to);
        }

        /** The buyer had the units and has them no longer. */
        boolean givesUnitsBack() {
            return from == COMPLETED && to != COMPLETED;
        }
    }

    // Reasons why an order is over.
    static final String BY_BUYER = "cancelled-by-buyer";
    static final String CAPTURE_FAILED = "capture-failed";
    static final String EVENT_CANCELLED = "event-cancelled";
    static final String SOLD_BACK_BY_BUYER = "sold-back";
    static final String EVENT_MOVED = "event-moved";

    /** Also the reason of a refund for which the organizer gives none. */
    public static final String BY_ORGANIZER = "refunded-by-organizer";

    private final List<OrderStep> history;
    private final Outbox outbox;
    private final RefundProgress refundProgress;
    private OrderTerms terms;
    private OrderStatus status;
    private long version;
    private @Nullable String paymentId;
    private @Nullable String reason;
    private Tickets tickets;
    private long doorVersion;
    private Refunds refunds;
    private @Nullable Instant unreleasedSince;
    private @Nullable Instant prolongedUntil;

    /** Whether it was placed here and not read, or was read only to learn that. */
    private boolean placedNow;

    /** Whether a payment completed the order since it was read. */
    private boolean paidNow;

    /** As it was stored. */
    Order(
            OrderTerms terms,
            OrderStatus status,
            long version,
            @Nullable String paymentId,
            @Nullable String reason,
            List<OrderStep> history,
            Tickets tickets,
            long doorVersion,
            Refunds refunds,
            RefundProgress refundProgress,
            @Nullable Instant unreleasedSince,
            @Nullable Instant prolongedUntil,
            Outbox outbox) {
        this.terms = terms;
        this.status = status;
        this.version = version;
        this.paymentId = paymentId;
        this.reason = reason;
        this.history = new ArrayList<>(history);
        this.tickets = tickets;
        this.doorVersion = doorVersion;
        this.refunds = refunds;
        this.refundProgress = refundProgress;
        this.unreleasedSince = unreleasedSince;
        this.prolongedUntil = prolongedUntil;
        this.outbox = outbox;
    }

    private Order(OrderTerms terms, OrderStatus status, long version, List<OrderStep> history) {
        this(
                terms,
                status,
                version,
                null,
                null,
                history,
                Tickets.NONE,
                0,
                Refunds.NONE,
                RefundProgress.NONE,
                null,
                null,
                Outbox.empty());
    }

    /**
     * A new order for units that are claimed already. A free one is completed at once.
     *
     * @param codes gives an unguessable code each time
     */
    static Order place(OrderDraft draft, Allocation allocation, Instant now, Duration hold, Supplier<String> codes) {
        Order order = new Order(draft.terms(allocation, now, hold), AWAITING_PAYMENT, 0, List.of());
        order.placedNow = true;
        order.enter(AWAITING_PAYMENT, now);
        order.announce(OrderPlaced::new, now);
        if (draft.isFreeOfCharge()) {
            order.complete(now, codes);
        }
        return order;
    }

    /**
     * The buyer's payment was authorized. False if the same payment completed the order before.
     *
     * @throws IllegalTransition when the order is over, another payment completed it, or {@link #canBeCompletedBy} is false
     */
    boolean complete(PaymentState payment, Instant now, Supplier<String> codes) {
        if (status == COMPLETED && payment.id().equals(paymentId)) {
            return false;
        }
        if (!canBeCompletedBy(payment)) {
            throw Transition.COMPLETE.illegal(status);
        }
        paymentId = payment.id();
        paidNow = true;
        complete(now, codes);
        return true;
    }

    /** Whether the order waits for a payment, and this one is of its total and was authorized in time. */
    boolean canBeCompletedBy(PaymentState payment) {
        Instant authorizedAt = payment.authorizedAt();
        return status == AWAITING_PAYMENT
                && payment.amount() == terms.total()
                && payment.currency().equals(terms.currency())
                && authorizedAt != null
                && authorizedAt.isBefore(expiresAt());
    }

    private void complete(Instant now, Supplier<String> codes) {
        tickets = Tickets.issue(terms, codes);
        apply(Transition.COMPLETE, null, now);
    }

    /**
     * The buyer's bank asks the buyer to confirm the payment: the hold lasts until {@code least} after that, which happens once. False if
     * it lasts so long anyway, was prolonged before, or the bank began to ask too late.
     */
    boolean prolong(Instant challengedAt, Duration least, Instant now) {
        Instant until = challengedAt.plus(least);
        boolean inTime = status == AWAITING_PAYMENT && challengedAt.isBefore(terms.expiresAt()) && !isOverdue(now);
        if (!inTime || prolongedUntil != null || !until.isAfter(terms.expiresAt())) {
            return false;
        }
        prolongedUntil = until;
        apply(Transition.PROLONG, null, now);
        return true;
    }

    /** The buyer gives up the hold. */
    boolean cancel(Instant now) {
        if (status == CANCELLED) {
            return false;
        }
        apply(Transition.CANCEL, BY_BUYER, now);
        return true;
    }

    /** The hold ran out; the caller made sure of it by {@link #isOverdue}. */
    boolean expire(Instant now) {
        if (status == EXPIRED) {
            return false;
        }
        apply(Transition.EXPIRE, null, now);
        return true;
    }

    public boolean isOverdue(Instant now) {
        return status == AWAITING_PAYMENT && !now.isBefore(expiresAt());
    }

    /** The provider refused to capture this payment. False if it did not complete the order, or the order is over already. */
    boolean failCapture(PaymentState payment, Instant now) {
        if (status != COMPLETED || !payment.id().equals(paymentId)) {
            return false;
        }
        apply(Transition.FAIL_CAPTURE, CAPTURE_FAILED, now);
        return true;
    }

    /** Whether this payment completed the order, and money was to go back before it turned out that none was charged. */
    boolean wasRefundedUncharged(PaymentState payment) {
        boolean over = status == SOLD_BACK || status == REFUNDED || CAPTURE_FAILED.equals(reason);
        return over && refundDue() > 0 && payment.id().equals(paymentId);
    }

    /**
     * The buyer gives the tickets back for what was paid. The caller made sure that the event allows it.
     *
     * @throws TicketsUsed when one of them was admitted
     */
    boolean sellBack(Instant now) {
        return sellBack(SOLD_BACK_BY_BUYER, now);
    }

    /**
     * The same, by the right to return that buyers have once their event was moved. The caller made sure that the right has not ended.
     *
     * @throws TicketsUsed when one of them was admitted
     */
    boolean returnMoved(Instant now) {
        return sellBack(EVENT_MOVED, now);
    }

    private boolean sellBack(String why, Instant now) {
        if (status == SOLD_BACK) {
            return false;
        }
        Transition.SELL_BACK.requireAllowed(status);
        if (tickets.admitted() > 0) {
            throw new TicketsUsed();
        }
        refundRest(Transition.SELL_BACK, why, now);
        return true;
    }

    /**
     * The buyer gives some of the tickets back for what they cost; with all that are left it is {@link #sellBack}. The caller made sure
     * that the event allows it. False if they were sold back before.
     *
     * @param moved whether that is by the right to return that buyers have once their event was moved
     * @throws io.holdfast.orders.ticket.UnknownTickets when the order does not have one of them
     * @throws TicketsUsed when one of them was admitted
     */
    boolean sellBack(Set<String> ticketIds, boolean moved, Instant now) {
        String why = moved ? EVENT_MOVED : SOLD_BACK_BY_BUYER;
        Set<String> open = refunds.notSoldBack(ticketIds);
        if (open.isEmpty() || status == SOLD_BACK) {
            return false;
        }
        Transition.SELL_BACK_PART.requireAllowed(status);
        List<Ticket> chosen = tickets.of(open);
        if (chosen.stream().anyMatch(Ticket::isAdmitted)) {
            throw new TicketsUsed();
        }
        if (chosen.size() == tickets.all().size()) {
            return sellBack(why, now);
        }
        String id = Refunds.idOfSoldBack(chosen.getFirst());
        end(chosen, new Refund(id, refunds.amountFor(chosen, null, terms, SOLD_BACK), why, now, ""));
        apply(Transition.SELL_BACK_PART, null, now);
        return true;
    }

    /** Ends tickets of an order that keeps others. */
    private void end(List<Ticket> chosen, Refund refund) {
        refunds = refunds.ending(chosen, refund, terms.allocation());
        tickets = tickets.without(chosen);
        unreleasedSince = refund.at();
    }

    /** The event was cancelled: an unpaid order is cancelled, a paid one refunded. False if the order is over already. */
    boolean endWithEvent(Instant now) {
        return switch (status) {
            case AWAITING_PAYMENT -> {
                apply(Transition.CANCEL, EVENT_CANCELLED, now);
                yield true;
            }
            case COMPLETED -> {
                refundRest(Transition.REFUND_REST, EVENT_CANCELLED, now);
                yield true;
            }
            case CANCELLED, EXPIRED, SOLD_BACK, REFUNDED -> false;
        };
    }

    /** The order of a guest goes into the account of the address' owner. False if it is in an account already. */
    public boolean adopt(String account, Instant now) {
        if (!terms.isGuests()) {
            return false;
        }
        terms = terms.in(account);
        announce(OrderAdopted::new, now);
        return true;
    }

    private void refundRest(Transition transition, String why, Instant now) {
        refunds = refunds.with(new Refund(why, refundable(), why, now, ""));
        apply(transition, why, now);
    }

    /**
     * The organizer refunds on the view that this is left to be paid back: then nothing of it may have been paid back meanwhile.
     *
     * @param id of the refund, which may be made already
     * @param seen minor units
     * @throws IllegalTransition when it is not what is left
     */
    void requireLeft(String id, long seen) {
        if (refundOf(id).isEmpty() && status == COMPLETED && seen != refundable()) {
            throw new IllegalTransition("Something was paid back meanwhile: look at what is left.", REFUNDED);
        }
    }

    /**
     * The organizer refunds all that is left, which ends the order, or a part, after which it stays completed. False if a refund of
     * this id was made before. Admitted tickets do not prevent it.
     *
     * @param amount minor units; null: all that is left
     * @throws RefundTooHigh when less than that is left
     * @throws IllegalTransition when the order is not completed, or has {@link Refund#MOST} refunds and this one would leave a rest
     */
    boolean refund(String id, @Nullable Long amount, String why, String fingerprint, Instant now) {
        if (refundOf(id).isPresent()) {
            return false;
        }
        Transition.REFUND_REST.requireAllowed(status);
        long left = refundable();
        long refunded = amount == null ? left : amount;
        if (refunded > left) {
            throw new RefundTooHigh(left);
        }
        boolean isRest = refunded == left;
        if (!isRest) {
            refunds.requireRoom(REFUNDED);
        }
        refunds = refunds.with(new Refund(id, refunded, why, now, fingerprint));
        if (isRest) {
            apply(Transition.REFUND_REST, BY_ORGANIZER, now);
        } else {
            apply(Transition.REFUND_PART, null, now);
        }
        return true;
    }

    /**
     * The organizer refunds some of the tickets, which ends them; with all that are left it is a refund of everything. False if a refund
     * of this id was made before. Admitted tickets do not prevent it.
     *
     * @param amount minor units; null: what the tickets cost, as far as it is left
     * @throws io.holdfast.orders.ticket.UnknownTickets when the order does not have one of them
     * @throws RefundTooHigh when less than that is left
     * @throws IllegalTransition when the order is not completed, or nothing would be left of what was paid for the other tickets
     */
    boolean refund(
            String id, @Nullable Long amount, Set<String> ticketIds, String why, String fingerprint, Instant now) {
        if (ticketIds.isEmpty()) {
            return refund(id, amount, why, fingerprint, now);
        }
        if (refundOf(id).isPresent()) {
            return false;
        }
        Transition.REFUND_PART.requireAllowed(status);
        List<Ticket> chosen = tickets.of(ticketIds);
        if (chosen.size() == tickets.all().size()) {
            if (amount != null && amount < refundable()) {
                throw new IllegalTransition(
                        "An order without tickets is over, and all that is left is paid back: leave the amount out.",
                        REFUNDED);
            }
            return refund(id, amount, why, fingerprint, now);
        }
        end(chosen, new Refund(id, refunds.amountFor(chosen, amount, terms, REFUNDED), why, now, fingerprint));
        apply(Transition.REFUND_PART, null, now);
        return true;
    }

    private long refundable() {
        return refunds.leftOf(terms);
    }

    private void apply(Transition transition, @Nullable String why, Instant now) {
        transition.requireAllowed(status);
        reason = why;
        if (transition.givesUnitsBack()) {
            tickets = Tickets.NONE;
            unreleasedSince = now;
        }
        if (transition.to != status) {
            enter(transition.to, now);
        }
        announce(transition.message, now);
    }

    private void enter(OrderStatus next, Instant now) {
        status = next;
        history.add(new OrderStep(next, now));
    }

    private void announce(Function<OrderState, OrderMessage> message, Instant now) {
        version++;
        outbox.add(message.apply(state()), now);
    }

    /**
     * Admits the holder of a ticket. False if this same admission was made before: the request was repeated.
     *
     * @throws AlreadyAdmitted when another request admitted the holder
     * @throws AdmissionTakenBack when this same admission was made before, and taken back
     * @throws TicketNotValid when the order is over
     * @throws TicketStopped when a dispute about it is lost and that stops its tickets
     */
    public boolean admit(String code, Admission admission) {
        Ticket ticket = validTicket(code);
        Admission earlier = ticket.admission();
        if (earlier != null) {
            if (earlier.id().equals(admission.id())) {
                return false;
            }
            throw new AlreadyAdmitted(ticket, terms.holder());
        }
        if (ticket.tookBack(admission)) {
            throw new AdmissionTakenBack(ticket, terms.holder());
        }
        if (isStopped(admission.report() != null)) {
            throw new TicketStopped(ticket, terms.holder());
        }
        doorVersion++;
        tickets = tickets.with(ticket, ticket.admitted(admission));
        return true;
    }

    /**
     * Takes back an admission that was a mistake, so that the ticket can be used. False if it is not admitted.
     *
     * @param admissionId which one was the mistake; null for whichever there is
     * @throws AdmittedAgain when it is admitted by another one
     * @throws TicketNotValid when the order is over
     */
    public boolean undoAdmission(String code, @Nullable String admissionId) {
        Ticket ticket = validTicket(code);
        Admission admission = ticket.admission();
        if (admission == null) {
            return false;
        }
        if (admissionId != null && !admission.id().equals(admissionId)) {
            throw new AdmittedAgain(ticket, terms.holder());
        }
        doorVersion++;
        tickets = tickets.with(ticket, ticket.notAdmitted(doorVersion));
        return true;
    }

    /**
     * @param code of a ticket that this order has or had
     * @throws TicketNotValid when the order is over, or the ticket was given back
     */
    public Ticket validTicket(String code) {
        if (refunds.endedTicketWith(code)) {
            throw new TicketNotValid(status, true);
        }
        return tickets.withCode(code).orElseThrow(() -> new TicketNotValid(status, false));
    }

    /** The order as it was when it was placed, which is the answer to a repeated request. */
    public Order asPlaced() {
        return terms.total() == 0
                ? new Order(terms, COMPLETED, 2, history.subList(0, 2))
                : new Order(terms, AWAITING_PAYMENT, 1, history.subList(0, 1));
    }

    /**
     * The code of a ticket that it has, or had until the ticket was given back; empty if it never had such a ticket.
     *
     * @throws TicketNotValid when the order is over
     */
    public Optional<String> codeOf(String ticketId) {
        if (tickets.all().isEmpty()) {
            throw new TicketNotValid(status, false);
        }
        return Stream.concat(tickets.all().stream(), ended().stream().map(EndedTicket::ticket))
                .filter(ticket -> ticket.id().equals(ticketId))
                .map(Ticket::code)
                .findFirst();
    }

    /** Whether the order has a right to its units, held or sold. */
    boolean isAlive() {
        return status == AWAITING_PAYMENT || status == COMPLETED;
    }

    /** The order as messages describe it. */
    OrderState state() {
        return new OrderState(
                terms.id(),
                terms.eventId(),
                terms.buyerId(),
                status,
                terms.items(),
                terms.total(),
                terms.currency(),
                terms.createdAt(),
                expiresAt(),
                paymentId,
                reason,
                refundDue(),
                version,
                terms.organizerId());
    }

    /** When the hold runs out, or did. */
    public Instant expiresAt() {
        return prolongedUntil == null ? terms.expiresAt() : prolongedUntil;
    }

    /** Until when the hold was prolonged; null if it was not. */
    @Nullable
    Instant prolongedUntil() {
        return prolongedUntil;
    }

    public OrderTerms terms() {
        return terms;
    }

    public OrderStatus status() {
        return status;
    }

    /** The payment that completed the order; null before, and for a free order. */
    public @Nullable String paymentId() {
        return paymentId;
    }

    /** Why the order is over; null while it is not, and when it expired. */
    public @Nullable String reason() {
        return reason;
    }

    /** The statuses it came to, oldest first. */
    public List<OrderStep> history() {
        return List.copyOf(history);
    }

    /** When the tickets became the buyer's; null if they never did. */
    public @Nullable Instant completedAt() {
        return history.stream()
                .filter(step -> step.status() == COMPLETED)
                .map(OrderStep::at)
                .findFirst()
                .orElse(null);
    }

    /** Whether there is a receipt: its event named a seller when it was placed, it costs something, and it was completed. */
    public boolean hasReceipt() {
        return terms.getsReceipt() && completedAt() != null;
    }

    /** Empty until the order is completed, and once it is over. */
    public List<Ticket> tickets() {
        return tickets.all();
    }

    /** The tickets that were given back one by one, oldest first. */
    public List<EndedTicket> ended() {
        return refunds.ended();
    }

    /** What the order has of the inventory: nothing once it is over. */
    public Allocation allocation() {
        return isAlive() ? notGivenBack() : Allocation.NONE;
    }

    /** What the order was placed with, without the tickets that were given back one by one, whatever its status. */
    public Allocation notGivenBack() {
        return refunds.keptOf(terms.allocation());
    }

    /** Whether the order has a part of these units and gave another part of them up, which is to be released by itself. */
    boolean keepsSomeOf(Allocation.Part units) {
        return isAlive() && !ended().isEmpty() && notGivenBack().has(units.blockId());
    }

    /** How many of its tickets were admitted. */
    public int admitted() {
        return tickets.admitted();
    }

    /** How often a door changed its tickets. */
    public long doorVersion() {
        return doorVersion;
    }

    /**
     * Whether a refund ended some of the tickets and left others.
     *
     * @param due what was to go back with it and those before it, in minor units
     */
    public boolean endedTickets(long due) {
        return refunds.endedTickets(due);
    }

    /** What is to go back so far, oldest first: refunds are only ever added. */
    public List<Refund> refunds() {
        return refunds.all();
    }

    /**
     * The ids of the refunds by which the buyer sold these tickets back; those of tickets that ended in another way are left out.
     *
     * @param ticketIds null for all that were left when the order ended
     */
    Set<String> soldBackBy(@Nullable Collection<String> ticketIds) {
        Set<String> ids = new LinkedHashSet<>(ticketIds == null ? Set.of() : refunds.soldBackBy(ticketIds));
        boolean allAtOnce =
                ticketIds == null || !refunds.notSoldBack(Set.copyOf(ticketIds)).isEmpty();
        if (status == SOLD_BACK && allAtOnce) {
            ids.add(refunds.all().getLast().id());
        }
        return ids;
    }

    /** The refund of this id, if it was made. */
    public Optional<Refund> refundOf(String id) {
        return refunds.find(id);
    }

    /** How much the buyer is to have back so far, in minor units. It only grows, up to the total. */
    public long refundDue() {
        return refunds.due();
    }

    /** How much of it the provider has paid back, in minor units. */
    public long refundPaid() {
        return refundProgress.paid();
    }

    /** How much of it could not be paid back and is not being tried again, in minor units. */
    public long refundFailed() {
        return refundProgress.failed();
    }

    /** How much of what could not be paid back the buyer has in another way, as an operator says; in minor units. */
    public long refundEnded() {
        return refundProgress.ended();
    }

    /** How much of what the buyer is to have back has reached them in no way yet, as far as it was reported; in minor units. */
    long refundOwed() {
        return Math.max(0, refundDue() - refundPaid() - refundEnded() - refundProgress.lost());
    }

    /** This order as it was read back after {@code placed} was written without an answer. */
    Order readBackAs(Order placed) {
        placedNow = placed.placedNow;
        return this;
    }

    /** Whether the claim that was answered with it placed it, and not one that was decided before. */
    public boolean wasPlacedNow() {
        return placedNow;
    }

    /** Whether a payment completed the order since it was read, so that it has to be noted that nothing is charged yet. */
    boolean wasPaidNow() {
        return paidNow;
    }

    /** Whether the payment is authorized and not charged yet. Orders of earlier releases are taken for charged. */
    public boolean isUncharged() {
        return status == COMPLETED && (paidNow || refundProgress.uncharged());
    }

    /** What the charge is disputed by: a dispute that is lost, else one that is open, else the latest; null if there was none. */
    public @Nullable DisputeState dispute() {
        return refundProgress.dispute();
    }

    /** Each dispute about the charge, with its latest status. */
    public List<DisputeState> disputes() {
        return refundProgress.disputes();
    }

    /** How much the buyer's bank has taken back in disputes that are open or lost, in minor units. */
    public long disputed() {
        return disputes().stream()
                .filter(each -> each.status().isWithdrawn())
                .mapToLong(DisputeState::amount)
                .sum();
    }

    /** Which report about the order's money it knows: the payment's version, or 0 while there was none. */
    public long moneyReport() {
        return refundProgress.version();
    }

    /**
     * Whether the tickets admit no one, though the order is completed, since a dispute about the charge is lost.
     *
     * @param lossStops whether the organizer wants that
     */
    public boolean isStopped(boolean lossStops) {
        return lossStops && status == COMPLETED && refundProgress.isDisputeLost();
    }

    /** Since when the blocks may still list units as sold that this order, which is over, had bought; null if they do not. */
    @Nullable
    Instant unreleasedSince() {
        return unreleasedSince;
    }

    @Override
    public String id() {
        return terms.id();
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }
}
