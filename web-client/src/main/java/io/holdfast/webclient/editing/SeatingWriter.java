package io.holdfast.webclient.editing;

import io.holdfast.webclient.backend.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes a seating plan in the notation of {@link SeatingText}. */
final class SeatingWriter {

    private SeatingWriter() {}

    /** The plan as it would be typed; empty for null. */
    static String write(Event.@Nullable Seating seating) {
        if (seating == null) {
            return "";
        }
        List<String> lines = new ArrayList<>();
        String section = null;
        for (Event.SeatRow row : seating.rows()) {
            if (row.section() != null && !row.section().equals(section)) {
                lines.add("[" + row.section() + "]");
            }
            section = row.section();
            lines.add(line(row));
        }
        return String.join("\n", lines);
    }

    private static String line(Event.SeatRow row) {
        int first = row.numbers().nextSetBit(0);
        boolean isByTwos = row.step() == 2;
        String which = isByTwos ? (first % 2 == 1 ? " odd" : " even") : "";
        List<Integer> gaps = from(first, row.gaps()).stream()
                .filter(gap -> !isByTwos || gap % 2 == first % 2)
                .toList();
        return SeatingText.written(row.label()) + ": " + first + "-" + row.seats()
                + which
                + marks(" gap ", gaps)
                + marks(" aisle ", from(first, row.aisles()))
                + marks(" accessible ", row.accessible())
                + marks(" companion ", row.companion());
    }

    private static List<Integer> from(int first, @Nullable List<Integer> numbers) {
        return numbers == null
                ? List.of()
                : numbers.stream().filter(number -> number >= first).toList();
    }

    private static String marks(String word, @Nullable List<Integer> numbers) {
        if (numbers == null || numbers.isEmpty()) {
            return "";
        }
        List<String> ranges = new ArrayList<>();
        List<Integer> sorted = new ArrayList<>(new TreeSet<>(numbers));
        for (int i = 0; i < sorted.size(); ) {
            int end = i;
            while (end + 1 < sorted.size() && sorted.get(end + 1) == sorted.get(end) + 1) {
                end++;
            }
            ranges.add(end > i + 1 ? sorted.get(i) + "-" + sorted.get(end) : Integer.toString(sorted.get(i)));
            i = end > i + 1 ? end + 1 : i + 1;
        }
        return word + String.join(",", ranges);
    }
}
