package io.holdfast.webclient.backend;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;

/**
 * What all events of an organizer have taken, as orders-service works it out. Amounts are minor units.
 *
 * @param more whether there are further events, which ended earlier and are not counted
 */
public record Takings(List<EventTakings> events, List<Month> months, List<Total> totals, boolean more) {

    public record EventTakings(String eventId, String name, Instant startsAt, String currency, Payout.Amounts total) {}

    public record Month(YearMonth month, String currency, Payout.Amounts amounts) {}

    public record Total(String currency, Payout.Amounts amounts) {}
}
