package io.holdfast.contracts;

import java.util.List;

/**
 * The seating plan of a tier.
 *
 * @param rows from the front to the back, those of a section together; each label once
 */
public record SeatingState(List<RowState> rows) {

    public SeatingState {
        rows = List.copyOf(rows);
    }
}
