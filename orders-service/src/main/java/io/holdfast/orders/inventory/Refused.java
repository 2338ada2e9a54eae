package io.holdfast.orders.inventory;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The units cannot be had: everything that could serve was read after they were asked for. */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Why units of a tier cannot be had.
     *
     * @param available how many could be
     * @param takenSeats of the seats that were named, those that somebody has; empty when none were named
     * @param nearest free seats that could be had instead; as many as were named, or as there are
     */
    public record Shortage(
            String tierId, int wanted, int available, int held, List<Seat> takenSeats, List<Seat> nearest) {

        public Shortage {
            takenSeats = List.copyOf(takenSeats);
            nearest = List.copyOf(nearest);
        }
    }

    private final transient List<Shortage> shortages;
    private final transient @Nullable Duration retryAfter;

    Refused(List<Shortage> shortages, @Nullable Duration retryAfter) {
        super("Not enough units left: " + shortages, null, false, false);
        this.shortages = List.copyOf(shortages);
        this.retryAfter = retryAfter;
    }

    /** At least one. */
    public List<Shortage> shortages() {
        return shortages;
    }

    /** When held units may come back; null when they would not suffice. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
