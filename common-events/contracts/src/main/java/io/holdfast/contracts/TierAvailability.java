package io.holdfast.contracts;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts of one tier's units: {@code capacity = free + held + sold}.
 *
 * @param takenSeats for numbered seats: by the row's label, which of its numbers cannot be had, sold or held, as a set of bits in hexadecimal
 *     ({@code BitSet.toByteArray}, seat 1 is bit 0); rows without any are left out; null for general admission
 */
public record TierAvailability(
        String tierId,
        int capacity,
        int free,
        int held,
        int sold,
        @Nullable Map<String, String> takenSeats) {

    /** Counts of a general-admission tier. */
    public TierAvailability(String tierId, int capacity, int free, int held, int sold) {
        this(tierId, capacity, free, held, sold, null);
    }
}
