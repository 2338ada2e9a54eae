package io.holdfast.check;

import io.holdfast.check.Snapshot.Order;
import io.holdfast.check.Snapshot.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * I12: an order that was paid and whose event named a seller has one receipt, over what it cost, and credit notes over what is to go back;
 * nothing else has any. The numbers of a seller's receipts, and of the credit notes, are 1, 2, 3 and so on, each drawn once.
 */
final class ReceiptRules {

    private final Snapshot snapshot;
    private final DeliveryCheck deliveries;
    private final Findings findings;

    ReceiptRules(Snapshot snapshot, DeliveryCheck deliveries, Findings findings) {
        this.snapshot = snapshot;
        this.deliveries = deliveries;
        this.findings = findings;
    }

    void check() {
        checkNumbers();
        Map<String, List<Receipt>> byOrder = new HashMap<>();
        for (Receipt receipt : snapshot.receipts) {
            byOrder.computeIfAbsent(receipt.order(), id -> new ArrayList<>()).add(receipt);
        }
        for (Order order : snapshot.orders.values()) {
            checkOrder(order, byOrder.getOrDefault(order.id(), List.of()));
        }
    }

    private void checkNumbers() {
        Map<String, TreeMap<Long, Receipt>> books = new TreeMap<>();
        Map<String, Receipt> facts = new HashMap<>();
        for (Receipt receipt : snapshot.receipts) {
            Receipt same = books.computeIfAbsent(receipt.book(), book -> new TreeMap<>())
                    .put(receipt.number(), receipt);
            if (same != null) {
                wrong(receipt, "number %d of %s was drawn twice".formatted(receipt.number(), receipt.book()));
            }
            if (facts.put(receipt.fact(), receipt) != null) {
                wrong(receipt, "%s was issued twice".formatted(receipt.fact()));
            }
        }
        books.forEach((book, receipts) -> {
            long expected = 1;
            for (Map.Entry<Long, Receipt> entry : receipts.entrySet()) {
                if (entry.getKey() != expected) {
                    wrong(entry.getValue(), "number %d of %s is missing".formatted(expected, book));
                }
                expected = entry.getKey() + 1;
            }
        });
    }

    private void checkOrder(Order order, List<Receipt> receipts) {
        boolean owed = !order.voided() && order.receiptsOf() != null && order.everCompleted() && order.total() > 0;
        if (!owed) {
            receipts.forEach(
                    receipt -> wrong(receipt, "order %s has a receipt and is owed none".formatted(order.id())));
            return;
        }
        long due = order.status().equals("CANCELLED") ? order.total() : order.refundDue();
        long charged = sum(receipts, false);
        long credited = sum(receipts, true);
        if (charged == order.total() && credited == due) {
            return;
        }
        boolean tooMuch = charged > order.total() || credited > due;
        boolean isHandled =
                deliveries.hasAcknowledgedAll("orders", "orders-receipts", order.id(), order.version(), order.since());
        if (tooMuch || isHandled) {
            findings.wrongAboutOrder(
                    "I12",
                    order.id(),
                    "order %s over %d, of which %d are to go back, has receipts over %d and credit notes over %d"
                            .formatted(order.id(), order.total(), due, charged, credited));
        } else {
            findings.underway("receipts to be issued");
        }
    }

    private static long sum(List<Receipt> receipts, boolean credits) {
        return receipts.stream()
                .filter(receipt -> receipt.isCredit() == credits)
                .mapToLong(Receipt::total)
                .sum();
    }

    private void wrong(Receipt receipt, String text) {
        findings.wrong("I12", text, Set.of(receipt.order()), Set.of());
    }
}
