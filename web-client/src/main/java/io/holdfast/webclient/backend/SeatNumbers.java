package io.holdfast.webclient.backend;

import java.util.BitSet;

/** How the seats of a row are numbered. */
final class SeatNumbers {

    /** Fewer odd numbers may as well be seats beside gaps. */
    private static final int FEWEST_BY_TWOS = 3;

    private SeatNumbers() {}

    /** From the number of a seat to that of the one beside it: 2 if all are odd, or all even, as orders-service takes them. */
    static int step(BitSet numbers) {
        int first = numbers.nextSetBit(0);
        return numbers.cardinality() >= FEWEST_BY_TWOS && numbers.stream().allMatch(number -> number % 2 == first % 2)
                ? 2
                : 1;
    }
}
