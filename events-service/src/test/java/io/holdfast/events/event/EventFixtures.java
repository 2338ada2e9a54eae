package io.holdfast.events.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events as tests need them. */
final class EventFixtures {

    static final Instant NOW = Instant.parse("2027-01-01T12:00:00Z");
    static final Instant START = Instant.parse("2027-01-02T09:00:00Z");
    static final Instant END = START.plus(Duration.ofHours(3));

    private EventFixtures() {}

    static Event published(Tier... tiers) {
        return Event.published("id", "organizer", details(tiers), null, "hash", NOW);
    }

    static Event draft(Tier... tiers) {
        return Event.draft("id", "organizer", details(tiers), null, "hash", NOW);
    }

    static EventDetails details(Tier... tiers) {
        return named("Jazz", tiers);
    }

    static EventDetails named(String name, Tier... tiers) {
        return new EventDetails(
                name,
                "",
                null,
                Venue.TO_BE_ANNOUNCED,
                START,
                END,
                "UTC",
                "EUR",
                null,
                List.of(tiers),
                null,
                null,
                TermsOfSale.DEFAULT,
                null,
                Map.of());
    }

    static Tier tier(String id, int capacity) {
        return tier(id, capacity, null);
    }

    static Tier seated(String id, SeatRow... rows) {
        Seating seating = new Seating(List.of(rows));
        return tier(id, seating.seats(), seating);
    }

    static SeatRow row(String label, int seats, Integer... gaps) {
        return new SeatRow(null, label, null, seats, List.of(gaps), List.of(), List.of(), List.of());
    }

    private static Tier tier(String id, int capacity, @Nullable Seating seating) {
        return new Tier(id, "The " + id, 100, capacity, 10, null, seating, 1L, null, Map.of());
    }
}
