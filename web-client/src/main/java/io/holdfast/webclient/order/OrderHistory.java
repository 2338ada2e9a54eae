package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Payment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The history of an order and its payment, oldest first. */
final class OrderHistory {

    private static final String REFUNDED = "REFUNDED";

    private OrderHistory() {}

    static List<HistoryEntry> of(Order order, @Nullable Payment payment) {
        List<HistoryEntry> entries = new ArrayList<>();
        entries.add(new HistoryEntry("history.held", order.createdAt()));
        entries.addAll(changes(order));
        entries.addAll(refunds(order));
        if (payment != null) {
            entries.addAll(steps(payment));
        }
        entries.sort(Comparator.comparing(HistoryEntry::at));
        return entries;
    }

    private static List<HistoryEntry> changes(Order order) {
        List<HistoryEntry> entries = new ArrayList<>();
        if (order.history() != null) {
            for (Order.Change change : order.history()) {
                if (change.status() != null && !change.status().equals("AWAITING_PAYMENT")) {
                    entries.add(new HistoryEntry("history.order." + keyOf(change.status()), change.at()));
                }
            }
        } else if (order.status() == Order.Status.EXPIRED && order.expiresAt() != null) {
            entries.add(new HistoryEntry("history.order.expired", order.expiresAt()));
        }
        return entries;
    }

    private static List<HistoryEntry> refunds(Order order) {
        List<HistoryEntry> entries = new ArrayList<>();
        if (order.refunds() != null && order.status() == Order.Status.COMPLETED) {
            for (Order.Refund refund : order.refunds()) {
                String key = refund.isSoldBack() ? "history.refund.sold-back" : "history.refund";
                entries.add(new HistoryEntry(key, refund.at(), refund.amount(), freeText(refund.reason())));
            }
        }
        return entries;
    }

    /** A reason that the organizer wrote; null for a code such as {@code event-cancelled}. */
    private static @Nullable String freeText(@Nullable String reason) {
        return reason == null || reason.matches("[a-z-]+") ? null : reason;
    }

    private static List<HistoryEntry> steps(Payment payment) {
        List<HistoryEntry> entries = new ArrayList<>();
        if (payment.history() != null) {
            for (Payment.Step step : payment.history()) {
                if (step.status() != null && step.at() != null && !step.status().equals("AUTHORIZING")) {
                    // Of a part of it the payment stays captured.
                    entries.add(new HistoryEntry("history.payment." + keyOf(step, step.status()), step.at()));
                }
            }
        }
        return entries;
    }

    private static String keyOf(Payment.Step step, String status) {
        return switch (step.failure()) {
            // Whatever the status is: it may be of an attempt that came to nothing.
            case "refund-failed", "refund-again", "refund-ended", "disputed", "dispute-ended" -> step.failure();
            // Of a part of it the payment stays captured.
            case null, default -> keyOf(REFUNDED.equals(step.moved()) ? REFUNDED : status) + failureKeyOf(step);
        };
    }

    /** The end of the message key, for a payment that did not fail because of the card. */
    private static String failureKeyOf(Payment.Step step) {
        return switch (step.failure()) {
            case "provider-unavailable" -> ".unavailable";
            case "refused-by-provider" -> ".refused";
            case "not-confirmed" -> ".unconfirmed";
            case "authentication-required" -> ".authentication";
            case "authorization-lapsed" -> ".lapsed";
            case null, default -> "";
        };
    }

    private static String keyOf(String status) {
        return status.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
