package io.holdfast.web;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is in a cell of a table for spreadsheets. */
public sealed interface TableCell {

    /** Words, some of which a person typed. */
    record Words(String text) implements TableCell {}

    record Count(long number) implements TableCell {}

    /** In major units, with the digits of its currency. */
    record Money(BigDecimal amount) implements TableCell {}

    record Time(Instant at) implements TableCell {}

    /** @param text null for an empty cell */
    static TableCell words(@Nullable String text) {
        return new Words(text == null ? "" : text);
    }

    /** @param digits that the minor units have behind the decimal point */
    static TableCell money(long minorUnits, int digits) {
        return new Money(BigDecimal.valueOf(minorUnits, digits));
    }
}
