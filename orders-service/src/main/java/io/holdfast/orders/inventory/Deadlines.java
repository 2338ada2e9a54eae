package io.holdfast.orders.inventory;

import io.holdfast.orders.inventory.Block.Holder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The holds of a tier in the order in which they expire. Read once, they are complete for the length of a hold, since what is held later
 * expires later.
 */
final class Deadlines {

    private final Deque<Holder> waiting;
    private final Duration hold;
    private final Instant completeUntil;

    Deadlines(List<Holder> holders, Instant readAt, Duration hold) {
        List<Holder> sorted = new ArrayList<>(holders);
        sorted.sort(Comparator.comparing(Holder::since));
        this.waiting = new ArrayDeque<>(sorted);
        this.hold = hold;
        this.completeUntil = readAt.plus(hold);
    }

    boolean isOutdatedAt(Instant now) {
        return !now.isBefore(completeUntil);
    }

    /** Removes and returns units whose deadline has passed, of up to {@code most} holds. */
    List<OrderUnits> takeDue(Instant now, int most) {
        List<OrderUnits> due = new ArrayList<>();
        while (due.size() < most
                && !waiting.isEmpty()
                && !now.isBefore(waiting.getFirst().since().plus(hold))) {
            due.add(waiting.removeFirst().toUnits());
        }
        return due;
    }

    /** How long until the next hold expires, zero at least; the length of a hold when none is known. */
    Duration untilNext(Instant now) {
        Holder next = waiting.peekFirst();
        if (next == null) {
            return hold;
        }
        Duration left = Duration.between(now, next.since().plus(hold));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
