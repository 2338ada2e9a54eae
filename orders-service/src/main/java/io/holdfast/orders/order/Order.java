package io.holdfast.orders.order;

import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderExpired;
import io.holdfast.contracts.OrderItem;
import io.holdfast.contracts.OrderMessage;
import io.holdfast.contracts.OrderPlaced;
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
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tickets held for a buyer until a deadline, and theirs once paid.
 *
 * <pre>
 * AWAITING_PAYMENT ──authorized before expiresAt──▶ COMPLETED ──capture fails──▶ CANCELLED
 *       ├─ buyer cancels ─▶ CANCELLED
 *       └─ hold runs out ─▶ EXPIRED
 * </pre>
 *
 * A transition that is not drawn here throws and names both states; one that has happened already changes nothing and
 * returns false. Each change adds one to the version and announces itself in the outbox of the same document.
 */
final class Order implements Outboxed {

    static final String CAPTURE_FAILED = "capture-failed";
    static final String BY_BUYER = "cancelled-by-buyer";

    /** A step in the life of an order. */
    record Step(OrderStatus status, Instant at) {}

    /** What never changes. */
    record Terms(
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
    private final Outbox outbox;
    private OrderStatus status;
    private long version;
    private @Nullable String paymentId;
    private @Nullable String reason;

    /** As it was stored. */
    Order(
            Terms terms,
            OrderStatus status,
            long version,
            @Nullable String paymentId,
            @Nullable String reason,
            List<Step> history,
            List<Ticket> tickets,
            Outbox outbox) {
        this.terms = terms;
        this.status = status;
        this.version = version;
        this.paymentId = paymentId;
        this.reason = reason;
        this.history = new ArrayList<>(history);
        this.tickets = new ArrayList<>(tickets);
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
        Order order =
                new Order(terms, OrderStatus.AWAITING_PAYMENT, 0, null, null, List.of(), List.of(), Outbox.empty());
        order.become(OrderStatus.AWAITING_PAYMENT, now, OrderPlaced::new);
        if (draft.free()) {
            order.finish(now, codes);
        }
        return order;
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
                tickets.add(new Ticket(id, codes.get(), line.tierId(), line.tierName(), seat));
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
        if (status == OrderStatus.CANCELLED || !payment.id().equals(paymentId)) {
            return false;
        }
        require(OrderStatus.COMPLETED, OrderStatus.CANCELLED);
        reason = CAPTURE_FAILED;
        tickets.clear();
        become(OrderStatus.CANCELLED, now, OrderCancelled::new);
        return true;
    }

    private void require(OrderStatus from, OrderStatus to) {
        if (status != from) {
            throw new IllegalTransition(status, to);
        }
    }

    private void become(OrderStatus next, Instant now, Function<OrderState, OrderMessage> fact) {
        status = next;
        version++;
        history.add(new Step(next, now));
        outbox.add(fact.apply(state()), now);
    }

    /** The order as it was when it was just placed: what a repeated request is answered with. */
    Order asPlaced() {
        boolean free = terms.total() == 0;
        return new Order(
                terms,
                free ? OrderStatus.COMPLETED : OrderStatus.AWAITING_PAYMENT,
                free ? 2 : 1,
                null,
                null,
                history.subList(0, free ? 2 : 1),
                List.of(),
                Outbox.empty());
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
                0,
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

    Terms terms() {
        return terms;
    }

    OrderStatus status() {
        return status;
    }

    @Nullable
    String paymentId() {
        return paymentId;
    }

    @Nullable
    String reason() {
        return reason;
    }

    List<Step> history() {
        return List.copyOf(history);
    }

    /** None until the order is completed. */
    List<Ticket> tickets() {
        return List.copyOf(tickets);
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
