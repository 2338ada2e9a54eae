package io.holdfast.orders.placing;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.orders.inventory.Busy;
import io.holdfast.orders.inventory.LimitReached;
import io.holdfast.orders.inventory.Refused;
import io.holdfast.orders.inventory.Refused.Shortage;
import io.holdfast.orders.inventory.Seat;
import io.holdfast.orders.order.RefundTooHigh;
import io.holdfast.orders.ticket.TicketsUsed;
import io.holdfast.orders.ticket.UnknownTickets;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ProblemTranslator;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Answers what orders and the inventory throw with a problem, each with its code. */
@Component
public class OrderProblems implements ProblemTranslator {

    static final String SALES_CLOSED = "sales-closed";
    static final String LIMIT_REACHED = "limit-reached";
    static final String TOO_MANY_HELD = "too-many-held";
    public static final String NOT_SELLABLE = "not-sellable";
    static final String SEATS_TAKEN = "seats-taken";
    static final String ALL_HELD = "all-held";
    static final String SOLD_OUT = "sold-out";
    static final String NOT_ENOUGH_LEFT = "not-enough-left";
    static final String TOTAL_TOO_SMALL = "total-too-small";
    static final String TOTAL_TOO_LARGE = "total-too-large";
    static final String TOTAL_NOT_CHARGEABLE = "total-not-chargeable";

    @Override
    public @Nullable ProblemException translate(Throwable exception) {
        return switch (exception) {
            case Refused refused -> refused(refused, detail(refused), null);
            case HeldByBuyer held ->
                refused(
                        held.refused(),
                        "You hold some of these tickets yourself. Pay for them, or give them back.",
                        held.orderId());
            case LimitReached limit -> limitReached(limit);
            case Busy busy -> ProblemException.unavailable(busy.reason(), Duration.ofSeconds(1));
            case IllegalTransition refused ->
                ProblemException.of(HttpStatus.CONFLICT, code(OrderStatus.valueOf(refused.to())), refused.reason());
            case RefundTooHigh refused ->
                ProblemException.invalid("amount", "must be at most " + refused.left() + ", which is what is left");
            case UnknownTickets unknown ->
                ProblemException.invalid(
                        "tickets", "must be tickets that the order has, unlike " + unknown.getMessage());
            case TicketsUsed _ ->
                ProblemException.of(
                        HttpStatus.CONFLICT, NOT_SELLABLE, "Somebody was let in with a ticket of this order.");
            default -> null;
        };
    }

    /** @param wanted the status that the order cannot come to */
    private static String code(OrderStatus wanted) {
        return switch (wanted) {
            case SOLD_BACK -> NOT_SELLABLE;
            case REFUNDED -> "not-refundable";
            case AWAITING_PAYMENT, COMPLETED, CANCELLED, EXPIRED -> "order-not-pending";
        };
    }

    static String code(LimitReached limit) {
        return limit.heldOnly() ? TOO_MANY_HELD : LIMIT_REACHED;
    }

    /** The code of a refusal. */
    static String code(Refused refused) {
        List<Shortage> shortages = refused.shortages();
        if (shortages.stream().anyMatch(shortage -> !shortage.takenSeats().isEmpty())) {
            return SEATS_TAKEN;
        }
        if (refused.retryAfter() != null) {
            return ALL_HELD;
        }
        return shortages.stream().anyMatch(shortage -> shortage.available() == 0) ? SOLD_OUT : NOT_ENOUGH_LEFT;
    }

    /** Whether what is missing is held, as far as is known, and not sold. */
    static boolean isAboutHolds(Refused refused) {
        return switch (code(refused)) {
            case SEATS_TAKEN, ALL_HELD -> true;
            default -> false;
        };
    }

    /** @param orderId the buyer's order that holds what is missing; null if there is none */
    private static ProblemException refused(Refused refused, String detail, @Nullable String orderId) {
        Duration retryAfter = refused.retryAfter();
        ProblemException problem = ProblemException.of(HttpStatus.CONFLICT, code(refused), detail)
                .withErrors(refused.shortages().stream()
                        .map(shortage -> error(shortage, orderId))
                        .toList());
        return retryAfter == null ? problem : problem.withRetryAfter(retryAfter);
    }

    private static String detail(Refused refused) {
        Duration retryAfter = refused.retryAfter();
        return switch (code(refused)) {
            case SEATS_TAKEN -> "Somebody was faster: not all of these seats are free.";
            case SOLD_OUT -> "There are no tickets left.";
            case NOT_ENOUGH_LEFT -> "There are not that many tickets left.";
            default ->
                "The last tickets are held. Some may come back in "
                        + Math.max(1, retryAfter == null ? 0 : retryAfter.toSeconds())
                        + " s.";
        };
    }

    private static Map<String, Object> error(Shortage shortage, @Nullable String orderId) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("field", "items." + shortage.tierId());
        error.put("message", message(shortage));
        error.put("tierId", shortage.tierId());
        error.put("available", shortage.available());
        if (!shortage.takenSeats().isEmpty()) {
            error.put("seats", names(shortage.takenSeats()));
            error.put("nearest", names(shortage.nearest()));
        }
        if (orderId != null) {
            error.put("orderId", orderId);
        }
        return error;
    }

    private static String message(Shortage shortage) {
        if (!shortage.takenSeats().isEmpty()) {
            return String.join(", ", names(shortage.takenSeats())) + " cannot be had";
        }
        return shortage.available() == 0 ? "none left" : "only " + shortage.available() + " left";
    }

    private static List<String> names(List<Seat> seats) {
        return seats.stream().map(Seat::name).toList();
    }

    /** @param available how many more the buyer may have; null if it is not told */
    private static String message(@Nullable Integer available) {
        if (available == null) {
            return "with all that was ordered with this address, that is more than one may have";
        }
        return available == 0 ? "you have as many as one may" : "you may have " + available + " more";
    }

    private static ProblemException limitReached(LimitReached limit) {
        String tierId = limit.tierId();
        Integer available = limit.available();
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("field", tierId == null ? "items" : "items." + tierId);
        error.put("message", message(available));
        if (tierId != null) {
            error.put("tierId", tierId);
        }
        if (available != null) {
            error.put("available", available);
        }
        if (limit.heldOnly()) {
            return ProblemException.of(
                            HttpStatus.CONFLICT,
                            code(limit),
                            "One buyer may hold " + limit.most()
                                    + " tickets for this event at a time. Pay for those you hold, or give some up.")
                    .withErrors(List.of(error));
        }
        return ProblemException.of(
                        HttpStatus.CONFLICT,
                        code(limit),
                        (tierId == null
                                        ? "One buyer may have %d tickets for this event, all orders together."
                                        : "One buyer may have %d tickets of this kind, all orders together.")
                                .formatted(limit.most()))
                .withErrors(List.of(error));
    }
}
