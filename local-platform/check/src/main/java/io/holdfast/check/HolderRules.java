package io.holdfast.check;

import io.holdfast.check.Snapshot.Block;
import io.holdfast.check.Snapshot.Holder;
import io.holdfast.check.Snapshot.Order;
import io.holdfast.check.Snapshot.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * I2: each holder in a block is one living order that names the same units, and the other way round; and no order lives for long after its
 * deadline, if it is not paid, or after its event was cancelled.
 */
final class HolderRules {

    /** While orders-service runs, it releases or marks within this time what a crash left undone. */
    private static final Duration MENDED_WITHIN = Duration.ofMinutes(3);

    /** While claims are made, what is overdue waits, as long as no one asks for it. */
    private static final Duration EXPIRED_WITHIN = Duration.ofMinutes(10);

    /** An event may have hundreds of thousands of orders, which are ended a few at a time. */
    private static final Duration ENDED_WITHIN = Duration.ofHours(1);

    private static final String TO_BE_RELEASED = "units to be released";
    private static final String TO_BE_MARKED_SOLD = "units to be marked as sold";
    private static final String TO_EXPIRE = "orders to expire";
    private static final String TO_BE_CANCELLED = "orders of cancelled events to be ended";

    private final Snapshot snapshot;
    private final Findings findings;

    HolderRules(Snapshot snapshot, Findings findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    void check() {
        snapshot.blocks
                .values()
                .forEach(block -> block.holders().forEach((order, holder) -> checkHolder(block, order, holder)));
        snapshot.orders.values().forEach(this::checkOrder);
        checkSeatsSoldTwice();
    }

    private void checkHolder(Block block, String orderId, Holder holder) {
        Order order = snapshot.orders.get(orderId);
        String what = "order %s %s %d units of %s"
                .formatted(orderId, holder.sold() ? "bought" : "holds", holder.units(), block.label());
        if (order == null || order.voided()) {
            unreleased(block, orderId, holder, holder.since(), what + ", but there is no such order");
            return;
        }
        if (!order.isAlive()) {
            unreleased(block, orderId, holder, latest(holder, order), what + ", but is " + order.status());
            return;
        }
        if (!order.event().equals(block.realEvent())) {
            wrong(block, orderId, what + ", but is for event " + order.event());
        }
        if (block.isAllowance()) {
            checkCount(block, order, holder, what);
        }
        List<Part> named = order.parts().stream()
                .filter(part -> part.block().equals(block.id()))
                .toList();
        if (named.isEmpty() && !block.isAllowance()) {
            unreleased(block, orderId, holder, latest(holder, order), what + " that it does not name");
            return;
        }
        if (!named.isEmpty()) {
            checkNamed(block, order, holder, named, what);
        }
        checkSold(block, order, holder, what);
    }

    private void checkNamed(Block block, Order order, Holder holder, List<Part> named, String what) {
        long units = named.stream().mapToLong(Part::units).sum();
        if (units < holder.units() && order.owesUnits() && !isOld(order.since())) {
            // Tickets were given back just now.
            findings.underway(TO_BE_RELEASED, (int) (holder.units() - units));
            return;
        }
        if (units != holder.units()) {
            wrong(block, order.id(), "%s, but names %d".formatted(what, units));
        }
        Set<String> seats = new HashSet<>();
        named.forEach(part -> part.seats().forEach(seat -> seats.add(Snapshot.seatNumber(seat))));
        Set<String> held = new HashSet<>();
        holder.seats().forEach(seat -> held.add(Snapshot.seatNumber(seat)));
        if (!seats.equals(held)) {
            wrong(block, order.id(), "%s with seats %s, but names seats %s".formatted(what, held, seats));
        }
    }

    private void checkSold(Block block, Order order, Holder holder, String what) {
        if (order.isCompleted() && !holder.sold()) {
            // An allowance may count an order since long after it was completed.
            if (isOld(latest(holder, order)) && !block.isAllowance()) {
                wrong(block, order.id(), what + ", but is COMPLETED");
            } else {
                findings.underway(TO_BE_MARKED_SOLD);
            }
        }
        if (!order.isCompleted() && holder.sold()) {
            wrong(block, order.id(), what + ", but is " + order.status());
        }
    }

    /** An allowance counts the units of an order also if the order does not name it, because the limit was set later. */
    private void checkCount(Block allowance, Order order, Holder holder, String what) {
        String buyer = allowance.buyerOfAllowance();
        if (!buyer.equals(order.buyer()) && !buyer.equals(order.address())) {
            wrong(allowance, order.id(), what + ", but is an order of " + order.buyer());
        }
        long ordered = order.unitsOrdered(allowance.tierOfAllowance());
        if (ordered < holder.units() && order.owesUnits() && !isOld(order.since())) {
            findings.underway(TO_BE_RELEASED, (int) (holder.units() - ordered));
            return;
        }
        if (ordered != holder.units()) {
            wrong(allowance, order.id(), "%s, but ordered %d".formatted(what, ordered));
        }
    }

    private void unreleased(Block block, String orderId, Holder holder, Instant since, String text) {
        if (isOld(since)) {
            wrong(block, orderId, text);
        } else {
            findings.underway(TO_BE_RELEASED, (int) holder.units());
        }
    }

    private boolean isOld(Instant since) {
        return since.isBefore(snapshot.asOf.minus(MENDED_WITHIN));
    }

    private static Instant latest(Holder holder, Order order) {
        return holder.since().isAfter(order.since()) ? holder.since() : order.since();
    }

    private void checkOrder(Order order) {
        if (order.voided()) {
            return;
        }
        if (order.isCompleted() && order.tickets() != order.unitsOrdered()) {
            findings.wrong(
                    "I2",
                    "order %s is COMPLETED for %d units and has %d tickets"
                            .formatted(order.id(), order.unitsOrdered(), order.tickets()));
        }
        if (!order.everCompleted() && order.tickets() > 0) {
            findings.wrong(
                    "I2", "order %s is %s and has %d tickets".formatted(order.id(), order.status(), order.tickets()));
        }
        if (!order.isAlive()) {
            return;
        }
        checkEnd(order);
        Map<String, Long> named = new HashMap<>();
        for (Part part : order.parts()) {
            Block block = snapshot.blocks.get(part.block());
            if (block == null) {
                wrong(
                        order,
                        "order %s names %d units of block %s, which does not exist"
                                .formatted(order.id(), part.units(), part.block()));
                continue;
            }
            if (!block.isAllowance()) {
                named.merge(block.tier(), part.units(), Long::sum);
            }
            if (!block.holders().containsKey(order.id())) {
                wrong(
                        order,
                        "order %s is %s and names %d units of %s, which it does not hold"
                                .formatted(order.id(), order.status(), part.units(), block.label()));
            }
        }
        if (!named.equals(order.units())) {
            wrong(order, "order %s is for %s, but names units of %s".formatted(order.id(), order.units(), named));
        }
    }

    private void checkEnd(Order order) {
        if (order.isOverdue(snapshot.asOf.minus(EXPIRED_WITHIN))) {
            wrong(
                    order,
                    "order %s was to be paid by %s and still holds its units".formatted(order.id(), order.expiresAt()));
        } else if (order.isOverdue(snapshot.asOf)) {
            findings.underway(TO_EXPIRE);
        }
        Instant cancelled = snapshot.cancellations.get(order.event());
        if (cancelled == null) {
            return;
        }
        if (cancelled.isBefore(snapshot.asOf.minus(ENDED_WITHIN))) {
            wrong(
                    order,
                    "order %s is %s, though its event is cancelled since %s"
                            .formatted(order.id(), order.status(), cancelled));
        } else {
            findings.underway(TO_BE_CANCELLED);
        }
    }

    /** Compares seats by name, so that overlapping blocks are found, too. */
    private void checkSeatsSoldTwice() {
        Map<String, String> orderOfSeat = new HashMap<>();
        for (Order order : snapshot.orders.values()) {
            if (!order.isAlive()) {
                continue;
            }
            for (Part part : order.parts()) {
                Block block = snapshot.blocks.get(part.block());
                if (block == null || block.isAllowance()) {
                    continue;
                }
                String row = part.block().substring(0, Math.max(0, part.block().lastIndexOf('.')));
                for (String seat : part.seats()) {
                    String other = orderOfSeat.put(row + "-" + Snapshot.seatNumber(seat), order.id());
                    if (other != null) {
                        String first = other.compareTo(order.id()) < 0 ? other : order.id();
                        String second = first.equals(other) ? order.id() : other;
                        findings.wrong(
                                "I2",
                                "seat %s-%s is sold to order %s and to order %s"
                                        .formatted(row, Snapshot.seatNumber(seat), first, second),
                                Set.of(first, second),
                                Set.of(order.event()));
                    }
                }
            }
        }
    }

    private void wrong(Block block, String orderId, String text) {
        findings.wrong("I2", text, Set.of(orderId), Set.of(block.realEvent()));
    }

    private void wrong(Order order, String text) {
        findings.wrong("I2", text, Set.of(order.id()), Set.of(order.event()));
    }
}
