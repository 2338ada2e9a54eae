package io.holdfast.orders.inventory;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The units cannot be had. Everything that could serve the claim was read after it was made. */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Why units of a tier cannot be had.
     *
     * @param wanted how many units the claim asked for
     * @param available how many are free
     * @param held how many are held and not sold: of the named seats if seats were named, else of the tier, at most those that are missing
     * @param takenSeats those of the named seats that are held or sold; empty when no seats were named
     * @param nearest free seats that could be had instead: as many as were named, or as there are
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

    /** How long until held units may become free; null when they would not suffice. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
