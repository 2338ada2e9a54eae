package io.holdfast.orders.organizer;

import io.holdfast.web.Legible;
import io.holdfast.web.OneLine;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A refund by the organizer.
 *
 * @param amount minor units; null: what {@code tickets} cost or, without them, all that is left, and the order is over
 * @param reason for the buyer to read
 * @param tickets ids of those that end and go on sale again; when absent, none does while something of the money is left
 * @param left what the caller saw as not refunded yet: the refund is refused if that changed meanwhile; null to refund in any case
 */
record RefundRequest(
        @Nullable @Min(1) Long amount,

        @Nullable @Size(max = 200) @Pattern(regexp = OneLine.PATTERN, message = OneLine.MESSAGE) @Legible
        String reason,

        @Nullable @Size(min = 1, max = 1000) List<@NotBlank @Size(max = 100) String> tickets,
        @Nullable @Min(0) Long left) {

    /** Empty when none is named. */
    Set<String> ticketIds() {
        return tickets == null ? Set.of() : new TreeSet<>(tickets);
    }
}
