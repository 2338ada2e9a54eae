package io.holdfast.orders.organizer;

import io.holdfast.orders.organizer.PayoutView.Amounts;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;

/**
 * What all events of an organizer have taken. Amounts are minor units of their currency, and never summed up over currencies.
 *
 * @param events those that something was sold for, the ones that end last first
 * @param months those in which something was sold or went back, the oldest first, and of each the currencies; a month is as the town of each
 *     event counts it
 * @param totals the sums over the events, of each currency
 * @param more whether there are further events, which ended earlier and are not counted
 */
record TakingsView(List<EventTakings> events, List<Month> months, List<Total> totals, boolean more) {

    /**
     * What one event has taken, by month and together.
     *
     * @param months the oldest first
     */
    record EventTakings(
            String eventId,
            String name,
            Instant startsAt,
            String timezone,
            String currency,
            List<EventMonth> months,
            Amounts total) {}

    /** A month of one event. */
    record EventMonth(
            @Schema(type = "string", example = "2026-12") YearMonth month, Amounts amounts) {}

    /** A month of all events in a currency. */
    record Month(
            @Schema(type = "string", example = "2026-12") YearMonth month, String currency, Amounts amounts) {}

    /** All events in a currency. */
    record Total(String currency, Amounts amounts) {}
}
