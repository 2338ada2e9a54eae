package io.holdfast.webclient.backend;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The seats of an event's seated tiers, with the availability that events-service displays. */
public record SeatPlan(List<Tier> tiers) {

    public record Tier(String id, String name, long price, List<Row> rows) {

        public Tier {
            rows = List.copyOf(rows);
        }

        /** Whether seats of it, by name, are next to each other in one row, without a gap or an aisle between them. */
        public boolean areSideBySide(Set<String> names) {
            List<Row> chosen = rows.stream()
                    .filter(row -> row.seats().stream().anyMatch(seat -> names.contains(seat.name())))
                    .toList();
            return chosen.size() <= 1 && chosen.stream().allMatch(row -> row.areSideBySide(names));
        }
    }

    /**
     * A row.
     *
     * @param section the part of the hall that it is in; null if the plan has no parts
     * @param label once in its section
     * @param aisles numbers after which there is an aisle
     */
    public record Row(
            @Nullable String section,
            String label,
            List<Seat> seats,
            @Nullable List<Integer> aisles) {

        /** What it is called in its plan, each once. */
        public String key() {
            return section == null ? label : section + " " + label;
        }

        public Row {
            seats = List.copyOf(seats);
        }

        private boolean areSideBySide(Set<String> names) {
            int[] numbers = seats.stream()
                    .filter(seat -> names.contains(seat.name()))
                    .mapToInt(Seat::number)
                    .sorted()
                    .toArray();
            return IntStream.range(1, numbers.length)
                    .allMatch(i -> numbers[i] == numbers[i - 1] + step() && !hasAisle(numbers[i - 1], numbers[i]));
        }

        private boolean hasAisle(int one, int next) {
            return aisles != null && aisles.stream().anyMatch(aisle -> aisle >= one && aisle < next);
        }

        /** From the number of a seat to that of the one beside it. */
        public int step() {
            BitSet numbers = new BitSet();
            seats.forEach(seat -> numbers.set(seat.number()));
            return SeatNumbers.step(numbers);
        }
    }

    /**
     * A seat; a number that is missing in its row is a gap.
     *
     * @param kind {@code accessible}, {@code companion} or null
     */
    public record Seat(
            String name, int number, String state, @Nullable String kind) {

        public boolean isFree() {
            return "free".equals(state);
        }
    }

    public SeatPlan {
        tiers = List.copyOf(tiers);
    }

    /** How many seats it has. */
    int seats() {
        return tiers.stream()
                .flatMap(tier -> tier.rows().stream())
                .mapToInt(row -> row.seats().size())
                .sum();
    }
}
