package io.holdfast.events.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.events.availability.TakenSeats;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The numbered seats of an event, and which of them are free.
 *
 * @param tiers those that are seated
 * @param asOf the time of this state
 */
record SeatMap(String eventId, List<TierSeats> tiers, Instant asOf) {

    static SeatMap of(Event event, TakenSeats taken) {
        return new SeatMap(
                event.id(),
                event.details().tiers().stream()
                        .filter(Tier::isSeated)
                        .map(tier ->
                                TierSeats.of(tier, event.details().cost(tier).total(), taken))
                        .toList(),
                taken.asOf());
    }

    /**
     * The rows of a tier, from the front to the back.
     *
     * @param price what a seat costs its buyer, with tax and fees, in minor units
     */
    record TierSeats(String id, String name, long price, List<RowSeats> rows) {

        private static TierSeats of(Tier tier, long price, TakenSeats taken) {
            return new TierSeats(
                    tier.id(),
                    tier.name(),
                    price,
                    Objects.requireNonNull(tier.seating()).rows().stream()
                            .map(row -> RowSeats.of(row, number -> taken.has(tier.id(), row.key(), number)))
                            .toList());
        }
    }

    /**
     * The seats of a row. A number that is absent is a gap.
     *
     * @param section the part of the hall that the row is in; null if the plan has no parts
     * @param label once in its section
     * @param aisles numbers after which there is an aisle
     */
    record RowSeats(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String section,

            String label,
            List<Seat> seats,
            List<Integer> aisles) {

        private static RowSeats of(SeatRow row, IntPredicate isTaken) {
            return new RowSeats(
                    row.section(),
                    row.label(),
                    row.numbers().stream()
                            .mapToObj(number -> new Seat(
                                    row.key() + "-" + number,
                                    number,
                                    isTaken.test(number) ? State.TAKEN : State.FREE,
                                    Kind.of(row, number)))
                            .toList(),
                    row.aisles());
        }
    }

    /** @param kind null for a seat like any other */
    record Seat(
            String name,
            int number,
            State state,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Kind kind) {}

    /** Whether a seat is free. */
    enum State {
        FREE,
        TAKEN;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whom a seat is for. */
    enum Kind {
        ACCESSIBLE,
        COMPANION;

        static @Nullable Kind of(SeatRow row, int number) {
            if (row.accessible().contains(number)) {
                return ACCESSIBLE;
            }
            return row.companion().contains(number) ? COMPANION : null;
        }

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
