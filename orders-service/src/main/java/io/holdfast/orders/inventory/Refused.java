package io.holdfast.orders.inventory;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The units cannot be had: everything that could serve was read after they were asked for. */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why units of a tier cannot be had; {@code available} is how many could be. */
    public record Shortage(String tierId, int wanted, int available, int held) {}

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
