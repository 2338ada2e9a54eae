package io.holdfast.events.event;

import io.holdfast.contracts.SeatingState;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The seating plan of a tier.
 *
 * @param rows from the front to the back, those of a section together and those of no section first; each label once in its section
 */
record Seating(List<SeatRow> rows) {

    Seating {
        rows = orNone(rows);
    }

    int seats() {
        return rows.stream().mapToInt(SeatRow::count).sum();
    }

    /** Whether every seat that is here is in {@code other}, too. */
    boolean isWithin(Seating other) {
        Map<String, SeatRow> others = other.rows.stream().collect(Collectors.toMap(SeatRow::key, Function.identity()));
        return rows.stream().allMatch(row -> {
            BitSet missing = row.numbers();
            SeatRow same = others.get(row.key());
            if (same != null) {
                missing.andNot(same.numbers());
            }
            return missing.isEmpty();
        });
    }

    /** The same plan with its rows written in another way. */
    Seating withRows(UnaryOperator<SeatRow> written) {
        return new Seating(rows.stream().map(written).toList());
    }

    SeatingState state() {
        return new SeatingState(rows.stream().map(SeatRow::state).toList());
    }

    /** The outline of an event has no rows. */
    private static List<SeatRow> orNone(@Nullable List<SeatRow> rows) {
        return rows == null ? List.of() : List.copyOf(rows);
    }
}
