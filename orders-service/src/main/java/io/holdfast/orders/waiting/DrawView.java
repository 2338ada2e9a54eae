package io.holdfast.orders.waiting;

import java.time.Instant;
import java.util.List;

/**
 * All that the places of a draw follow from.
 *
 * @param commitment SHA-256 of the seed, in hexadecimal
 * @param seed in hexadecimal
 * @param root of the tree of the entries, in hexadecimal
 * @param entries ids in the order in which they came
 */
record DrawView(
        String eventId,
        String algorithm,
        Instant drawnAt,
        String commitment,
        String seed,
        String root,
        List<String> entries) {

    static final String ALGORITHM = "holdfast-draw-1";

    DrawView {
        entries = List.copyOf(entries);
    }
}
