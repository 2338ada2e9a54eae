package io.holdfast.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Which refusals for want of units were wrong, as far as buyers can know: those for which units would have been free even if every order
 * had its units from when it was asked for until it was certainly over. Thread-safe.
 */
final class TakenUnits {

    private static final long NEVER = Long.MAX_VALUE;

    /** Units that an order may have had. Times are those of {@link System#nanoTime()}. */
    final class Taken {

        private final int units;
        private final long from;
        private long until = NEVER;

        private Taken(int units, long from) {
            this.units = units;
            this.from = from;
        }

        /** They were certainly free again from now on. */
        void over(long now) {
            synchronized (TakenUnits.this) {
                until = now;
            }
        }
    }

    private record Refusal(int units, long asked, long answered) {}

    private final int capacity;
    private final List<Taken> taken = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();

    TakenUnits(int capacity) {
        this.capacity = capacity;
    }

    /** An order is asked for. */
    synchronized Taken asked(int units, long now) {
        Taken asked = new Taken(units, now);
        taken.add(asked);
        return asked;
    }

    /** It was refused for want of units, so it had none. */
    synchronized void refused(Taken order, long answered) {
        taken.remove(order);
        refusals.add(new Refusal(order.units, order.from, answered));
    }

    /** How many refusals were wrong. */
    synchronized long wrong() {
        return refusals.stream().filter(this::isWrong).count();
    }

    synchronized int refusals() {
        return refusals.size();
    }

    private boolean isWrong(Refusal refusal) {
        long most = taken.stream()
                .filter(one -> one.from <= refusal.answered && one.until >= refusal.asked)
                .mapToLong(one -> one.units)
                .sum();
        return most + refusal.units <= capacity;
    }
}
