package io.holdfast.orders.order;

import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderExpired;
import io.holdfast.contracts.OrderItem;
import io.holdfast.contracts.OrderMessage;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderRefunded;
import io.holdfast.contracts.OrderSoldBack;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentState;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.Outboxed;
import io.holdfast.orders.inventory.Allocation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tickets held for a buyer until a deadline, and theirs once paid.
 *
 * <pre>
 * AWAITING_PAYMENT ──authorized before expiresAt──▶ COMPLETED ──buyer sells back──▶ SOLD_BACK
 *       ├─ buyer cancels, or event is cancelled ─▶ CANCELLED  ├─ event is cancelled, or organizer refunds all ─▶ REFUNDED
 *       └─ hold runs out ─▶ EXPIRED                           ├─ organizer refunds a part ─▶ COMPLETED
 *                                                             └─ capture fails ─▶ CANCELLED
 * </pre>
 *
 * A transition that is not drawn here throws and names both states; one that has happened already changes nothing and
 * returns false. Each change adds one to the version and announces itself in the outbox of the same document. What happens
 * at the door is nobody else's business: it is not announced, and counted by a version of its own.
 */
public final class Order implements Outboxed {

    static final String CAPTURE_FAILED = "capture-failed";
    static final String BY_BUYER = "cancelled-by-buyer";
    static final String SOLD_BACK = "sold-back";
    static final String EVENT_CANCELLED = "event-cancelled";
    public static final String BY_ORGANIZER = "refunded-by-organizer";

    /** Each part is kept with the order, and said with it each time. */
    static final int MOST_PARTS = 100;

    /** A step in the life of an order. */
    public record Step(OrderStatus status, Instant at) {}

    /**
     * Money the buyer is to have back.
     *
     * @param amount minor units; zero for a free order that is given back whole
     * @param reason in the organizer's words, or one of the words above
     * @param fingerprint of what was asked for, so that one idempotency key cannot stand for two different refunds
     */
    public record Refund(String id, long amount, String reason, Instant at, String fingerprint) {}

    /** What never changes. */
    public record Terms(
            String id,
            String buyerId,
            String holder,
            String eventId,
            EventSummary event,
            List<Line> lines,
            long total,
            String currency,
            Instant createdAt,
            Instant expiresAt,
            String fingerprint,
            Allocation allocation) {}

    private final Terms terms;
    private final List<Step> history;
    private final List<Ticket> tickets;
    private final List<Refund> refunds;
    private final long moneyBack;
    private final Outbox outbox;
    private OrderStatus status;
    private long doorVersion;
    private long version;
    private @Nullable String paymentId;
    private @Nullable String reason;
    private @Nullable Instant owesUnitsSince;

    /** As it was stored. */
    Order(
            Terms terms,
            OrderStatus status,
            long version,
            @Nullable String paymentId,
            @Nullable String reason,
            List<Step> history,
            List<Ticket> tickets,
            List<Refund> refunds,
            long moneyBack,
            @Nullable Instant owesUnitsSince,
            long doorVersion,
            Outbox outbox) {
        this.terms = terms;
        this.status = status;
        this.version = version;
        this.paymentId = paymentId;
        this.reason = reason;
        this.history = new ArrayList<>(history);
        this.tickets = new ArrayList<>(tickets);
        this.refunds = new ArrayList<>(refunds);
        this.moneyBack = moneyBack;
        this.owesUnitsSince = owesUnitsSince;
        this.doorVersion = doorVersion;
        this.outbox = outbox;
    }

    /**
     * A new order for units that are taken already. A free one is completed at once.
     *
     * @param codes gives an unguessable code each time
     */
    static Order place(OrderDraft draft, Allocation allocation, Instant now, Duration hold, Supplier<String> codes) {
        Terms terms = new Terms(
                draft.orderId(),
                draft.buyerId(),
                draft.holder(),
                draft.eventId(),
                draft.event(),
                draft.lines(),
                draft.total(),
                draft.currency(),
                now,
                now.plus(hold),
                draft.fingerprint(),
                allocation);
        Order order = fresh(terms, OrderStatus.AWAITING_PAYMENT, 0, List.of());
        order.become(OrderStatus.AWAITING_PAYMENT, now, OrderPlaced::new);
        if (draft.isFreeOfCharge()) {
            order.finish(now, codes);
        }
        return order;
    }

    private static Order fresh(Terms terms, OrderStatus status, long version, List<Step> history) {
        return new Order(terms, status, version, null, null, history, List.of(), List.of(), 0, null, 0, Outbox.empty());
    }

    /**
     * The buyer's payment was authorized.
     *
     * @throws IllegalTransition when the order is over, another payment completed it, or this one came too late
     */
    boolean complete(PaymentState payment, Instant now, Supplier<String> codes) {
        if (status == OrderStatus.COMPLETED && payment.id().equals(paymentId)) {
            return false;
        }
        if (!canBeCompletedBy(payment)) {
            throw new IllegalTransition(status, OrderStatus.COMPLETED);
        }
        paymentId = payment.id();
        finish(now, codes);
        return true;
    }

    /** Whether {@code payment} is for this order, whole, in time, and still wanted. */
    boolean canBeCompletedBy(PaymentState payment) {
        Instant authorizedAt = payment.authorizedAt();
        return status == OrderStatus.AWAITING_PAYMENT
                && payment.amount() == terms.total()
                && payment.currency().equals(terms.currency())
                && authorizedAt != null
                && authorizedAt.isBefore(terms.expiresAt());
    }

    private void finish(Instant now, Supplier<String> codes) {
        for (Line line : terms.lines()) {
            List<String> seats = terms.allocation().seatsOf(line.tierId());
            for (int i = 0; i < line.quantity(); i++) {
                String id = terms.id() + "-" + (tickets.size() + 1);
                String seat = seats.isEmpty() ? null : seats.get(i);
                tickets.add(new Ticket(id, codes.get(), line.tierId(), line.tierName(), seat, null));
            }
        }
        become(OrderStatus.COMPLETED, now, OrderCompleted::new);
    }

    /** The buyer gives the hold up. */
    boolean cancel(Instant now) {
        if (status == OrderStatus.CANCELLED) {
            return false;
        }
        require(OrderStatus.AWAITING_PAYMENT, OrderStatus.CANCELLED);
        reason = BY_BUYER;
        become(OrderStatus.CANCELLED, now, OrderCancelled::new);
        return true;
    }

    /** The event will not take place: what is not paid is cancelled, what is paid comes back. False if it is over already. */
    boolean endWithEvent(Instant now) {
        return switch (status) {
            case AWAITING_PAYMENT -> {
                reason = EVENT_CANCELLED;
                become(OrderStatus.CANCELLED, now, OrderCancelled::new);
                yield true;
            }
            case COMPLETED -> {
                refundRest(OrderStatus.REFUNDED, EVENT_CANCELLED, now, OrderRefunded::new);
                yield true;
            }
            case CANCELLED, EXPIRED, SOLD_BACK, REFUNDED -> false;
        };
    }

    /**
     * The buyer gives the tickets back and gets what was paid; the caller has made sure that this is allowed.
     *
     * @throws TicketsUsed when somebody was let in with one of them
     */
    boolean sellBack(Instant now) {
        if (status == OrderStatus.SOLD_BACK) {
            return false;
        }
        require(OrderStatus.COMPLETED, OrderStatus.SOLD_BACK);
        if (admitted() > 0) {
            throw new TicketsUsed();
        }
        refundRest(OrderStatus.SOLD_BACK, SOLD_BACK, now, OrderSoldBack::new);
        return true;
    }

    /** Everything that is left goes back to the buyer, the tickets die, and the units must go back on the shelf. */
    private void refundRest(OrderStatus next, String why, Instant now, Function<OrderState, OrderMessage> fact) {
        refunds.add(new Refund(why, left(), why, now, ""));
        giveBack(next, why, now, fact);
    }

    private void giveBack(OrderStatus next, String why, Instant now, Function<OrderState, OrderMessage> fact) {
        reason = why;
        tickets.clear();
        owesUnitsSince = now;
        become(next, now, fact);
    }

    /**
     * The organizer gives money back: all that is left, and the order is over; less, and it stays completed. A refund of
     * an id that was made already changes nothing. It may be given to somebody who was let in: that is between the two.
     *
     * @param amount minor units; null: all that is left
     * @throws RefundTooHigh when less than that is left
     * @throws IllegalTransition when it is not completed, or has been given back in a hundred parts and this would be another
     */
    boolean refund(String id, @Nullable Long amount, String why, String fingerprint, Instant now) {
        if (refundOf(id).isPresent()) {
            return false;
        }
        require(OrderStatus.COMPLETED, OrderStatus.REFUNDED);
        long left = left();
        long back = amount == null ? left : amount;
        if (back > left) {
            throw new RefundTooHigh(left);
        }
        if (refunds.size() >= MOST_PARTS && back < left) {
            throw new IllegalTransition(
                    OrderStatus.REFUNDED, "It has been refunded in many parts: now only all that is left can be.");
        }
        refunds.add(new Refund(id, back, why, now, fingerprint));
        if (back == left) {
            giveBack(OrderStatus.REFUNDED, BY_ORGANIZER, now, OrderRefunded::new);
        } else {
            announce(now, OrderRefunded::new);
        }
        return true;
    }

    public Optional<Refund> refundOf(String id) {
        return refunds.stream().filter(refund -> refund.id().equals(id)).findFirst();
    }

    /** The hold ran out; the caller has made sure of it by {@link #isOverdue}. */
    boolean expire(Instant now) {
        if (status == OrderStatus.EXPIRED) {
            return false;
        }
        require(OrderStatus.AWAITING_PAYMENT, OrderStatus.EXPIRED);
        become(OrderStatus.EXPIRED, now, OrderExpired::new);
        return true;
    }

    boolean isOverdue(Instant now) {
        return status == OrderStatus.AWAITING_PAYMENT && !now.isBefore(terms.expiresAt());
    }

    /** The money could not be had after all: the tickets are void. */
    boolean failCapture(PaymentState payment, Instant now) {
        if (status != OrderStatus.COMPLETED || !payment.id().equals(paymentId)) {
            return false; // what was sold back or refunded meanwhile is over already
        }
        giveBack(OrderStatus.CANCELLED, CAPTURE_FAILED, now, OrderCancelled::new);
        return true;
    }

    /**
     * Lets the holder of a ticket in, once. False if this very admission was made before: whoever did not hear the answer asks
     * again.
     *
     * @throws AlreadyAdmitted when somebody was let in with it by another
     * @throws TicketNotValid when the order is over
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
        replace(ticket, ticket.with(admission));
        return true;
    }

    /**
     * It was a mistake: the ticket is as good as new. False if nobody was let in with it.
     *
     * @throws TicketNotValid when the order is over
     */
    public boolean takeAdmissionBack(String code) {
        Ticket ticket = validTicket(code);
        if (!ticket.isAdmitted()) {
            return false;
        }
        replace(ticket, ticket.with(null));
        return true;
    }

    /** @throws TicketNotValid when there is no such ticket any more */
    public Ticket validTicket(String code) {
        return tickets.stream()
                .filter(ticket -> ticket.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new TicketNotValid(status));
    }

    private void replace(Ticket ticket, Ticket other) {
        tickets.set(tickets.indexOf(ticket), other);
        doorVersion++;
    }

    private void require(OrderStatus from, OrderStatus to) {
        if (status != from) {
            throw new IllegalTransition(status, to);
        }
    }

    private void become(OrderStatus next, Instant now, Function<OrderState, OrderMessage> fact) {
        status = next;
        history.add(new Step(next, now));
        announce(now, fact);
    }

    private void announce(Instant now, Function<OrderState, OrderMessage> fact) {
        version++;
        outbox.add(fact.apply(state()), now);
    }

    /** The order as it was when it was just placed: what a repeated request is answered with. */
    Order asPlaced() {
        boolean free = terms.total() == 0;
        return fresh(
                terms,
                free ? OrderStatus.COMPLETED : OrderStatus.AWAITING_PAYMENT,
                free ? 2 : 1,
                history.subList(0, free ? 2 : 1));
    }

    /** Whether the order wants its units, held or bought. */
    boolean isAlive() {
        return status == OrderStatus.AWAITING_PAYMENT || status == OrderStatus.COMPLETED;
    }

    OrderState state() {
        return new OrderState(
                terms.id(),
                terms.eventId(),
                terms.buyerId(),
                status,
                terms.lines().stream().map(this::item).toList(),
                terms.total(),
                terms.currency(),
                terms.createdAt(),
                terms.expiresAt(),
                paymentId,
                reason,
                refunded(),
                version);
    }

    private OrderItem item(Line line) {
        return new OrderItem(line.tierId(), line.tierName(), line.quantity(), line.unitPrice(), seats(line));
    }

    /** The names of a line's seats; null for general admission. */
    @Nullable
    List<String> seats(Line line) {
        List<String> seats = terms.allocation().seatsOf(line.tierId());
        return seats.isEmpty() ? null : seats;
    }

    public Terms terms() {
        return terms;
    }

    public OrderStatus status() {
        return status;
    }

    @Nullable
    String paymentId() {
        return paymentId;
    }

    public @Nullable String reason() {
        return reason;
    }

    List<Step> history() {
        return List.copyOf(history);
    }

    /** None until the order is completed, and none once it is over. */
    public List<Ticket> tickets() {
        return List.copyOf(tickets);
    }

    /** With how many of its tickets somebody was let in. */
    public int admitted() {
        return Math.toIntExact(tickets.stream().filter(Ticket::isAdmitted).count());
    }

    /** How often something was changed at the door. */
    public long doorVersion() {
        return doorVersion;
    }

    List<Refund> refunds() {
        return List.copyOf(refunds);
    }

    /** What the buyer is to have back so far, in minor units: it only grows, up to the total. */
    public long refunded() {
        return refunds.stream().mapToLong(Refund::amount).sum();
    }

    private long left() {
        return terms.total() - refunded();
    }

    /** What the provider has given back, in minor units. */
    public long moneyBack() {
        return moneyBack;
    }

    /** Since when units that were bought may still be marked as sold though the order is over; null when they are not. */
    @Nullable
    Instant owesUnitsSince() {
        return owesUnitsSince;
    }

    /** When the tickets became the buyer's; null while they did not. */
    public @Nullable Instant completedAt() {
        return history.stream()
                .filter(step -> step.status() == OrderStatus.COMPLETED)
                .map(Step::at)
                .findFirst()
                .orElse(null);
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
