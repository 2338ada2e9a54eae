package io.holdfast.webclient.editing;

import io.holdfast.webclient.backend.Event;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A seating plan drawn small, to see whether it was understood: dots as lines of no length in one path each kind, so that
 * a hall is a few kilobytes.
 *
 * @param sections the names of sections, each above its rows
 * @param hidden rows at the back that are left out
 */
public record SeatingSketch(
        int width,
        int height,
        List<Label> labels,
        List<Label> sections,
        String seats,
        String accessible,
        String companion,
        int rows,
        int count,
        int accessibleCount,
        int companionCount,
        int hidden) {

    public record Label(int y, String text) {}

    private static final int MOST_ROWS = 60;
    private static final int STEP = 12;
    private static final int LEFT = 40;

    /** Height of the line with the name of a section. */
    private static final int HEADING = 20;

    static SeatingSketch of(SeatingText plan) {
        List<Event.SeatRow> shown =
                plan.rows().subList(0, Math.min(MOST_ROWS, plan.rows().size()));
        List<Label> labels = new ArrayList<>();
        List<Label> sections = new ArrayList<>();
        String section = null;
        int bottom = 0;
        StringBuilder seats = new StringBuilder();
        StringBuilder accessible = new StringBuilder();
        StringBuilder companion = new StringBuilder();
        int right = LEFT;
        int widest = shown.stream().mapToInt(SeatingSketch::width).max().orElse(0);
        for (Event.SeatRow row : shown) {
            if (row.section() != null && !row.section().equals(section)) {
                section = row.section();
                sections.add(new Label(bottom + HEADING - STEP / 2, section));
                bottom += HEADING;
            }
            int y = bottom + STEP / 2;
            bottom += STEP;
            labels.add(new Label(y, row.label()));
            // Rows stand around the middle of the stage.
            int x = LEFT + (widest - width(row)) / 2;
            Set<Integer> aisles = set(row.aisles());
            BitSet numbers = row.numbers();
            int step = row.step();
            for (int n = first(row); n <= row.seats(); n += step) {
                if (numbers.get(n)) {
                    StringBuilder path = set(row.accessible()).contains(n)
                            ? accessible
                            : set(row.companion()).contains(n) ? companion : seats;
                    path.append('M').append(x).append(' ').append(y).append("h0");
                }
                right = Math.max(right, x);
                boolean isBeforeAisle = IntStream.range(n, n + step).anyMatch(aisles::contains);
                x += isBeforeAisle ? 2 * STEP : STEP;
            }
        }
        return new SeatingSketch(
                right + STEP / 2,
                Math.max(STEP, bottom),
                List.copyOf(labels),
                List.copyOf(sections),
                seats.toString(),
                accessible.toString(),
                companion.toString(),
                plan.rows().size(),
                plan.seats(),
                plan.accessible(),
                plan.companion(),
                plan.rows().size() - shown.size());
    }

    private static int width(Event.SeatRow row) {
        long inside = IntStream.range(first(row), row.seats())
                .filter(set(row.aisles())::contains)
                .count();
        return ((row.seats() - first(row)) / row.step() + (int) inside) * STEP;
    }

    /** Rows may begin at any number: those before it are no gaps to be drawn. */
    private static int first(Event.SeatRow row) {
        return row.numbers().nextSetBit(0);
    }

    private static Set<Integer> set(@Nullable List<Integer> numbers) {
        return numbers == null ? Set.of() : new HashSet<>(numbers);
    }
}
