package io.holdfast.check;

import io.holdfast.check.Snapshot.Notice;
import io.holdfast.check.Snapshot.Order;
import io.holdfast.check.Snapshot.Sale;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * I11: a buyer who has tickets of an event whose name, date or place changed was told, or is to be told; one who returned them because of
 * that did so in time and is to have back everything.
 */
final class NoticeRules {

    /** How far the clocks of two machines may differ, and how long a request may take. */
    private static final Duration TOLERANCE = Duration.ofMinutes(2);

    private final Snapshot snapshot;
    private final Findings findings;
    private final Instant now;

    NoticeRules(Snapshot snapshot, Findings findings, Instant now) {
        this.snapshot = snapshot;
        this.findings = findings;
        this.now = now;
    }

    void check() {
        for (Sale sale : snapshot.sales.values()) {
            Instant due = sale.notice().dueAt();
            if (due != null && due.isBefore(now)) {
                findings.underway("events whose buyers are to be told what changed");
            }
        }
        for (Order order : snapshot.orders.values()) {
            Sale sale = snapshot.sales.get(order.event());
            if (!order.voided() && sale != null) {
                checkTold(order, sale.notice());
                checkReturned(order, sale.notice());
            }
        }
    }

    private void checkTold(Order order, Notice notice) {
        boolean changed = !order.facts().isEmpty()
                && !notice.facts().isEmpty()
                && !order.facts().equals(notice.facts());
        if (order.isCompleted()
                && changed
                && !notice.cancelled()
                && !notice.pending()
                && !notice.told().equals(notice.facts())) {
            wrong(order, "is not told that event %s changed".formatted(order.event()));
        }
    }

    private void checkReturned(Order order, Notice notice) {
        if (!"event-moved".equals(order.reason())) {
            return;
        }
        if (order.refundDue() != order.total()) {
            wrong(order, "was returned for %d of %d".formatted(order.refundDue(), order.total()));
        }
        Instant until = notice.returnUntil();
        if (until == null || order.since().isAfter(until.plus(TOLERANCE))) {
            wrong(order, "was returned because its event was moved, which was possible until " + until);
        }
    }

    private void wrong(Order order, String text) {
        findings.wrong("I11", "order %s %s".formatted(order.id(), text), Set.of(order.id()), Set.of(order.event()));
    }
}
