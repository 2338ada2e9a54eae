package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.EventSales;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number of tickets sold over time as rising steps in a drawing of {@value #WIDTH} by {@value #HEIGHT}, which the page
 * scales and labels. What was sold in a span is a step at its beginning: when in the span it was is not known.
 *
 * @param line the steps as an SVG path
 * @param area the area below them as an SVG path
 * @param most the number at the upper edge, where they end
 * @param rows the numbers of the steps
 */
public record SalesChart(String line, String area, long most, Instant from, Instant until, List<Row> rows) {

    static final int WIDTH = 1000;
    static final int HEIGHT = 300;

    /**
     * A span of time.
     *
     * @param sold tickets sold in the span
     * @param soldSoFar tickets sold until the end of the span; takings likewise
     */
    public record Row(Instant at, long sold, long soldSoFar, long takingsSoFar) {}

    /** @return null if nothing was sold yet */
    static @Nullable SalesChart of(List<EventSales.Span> timeline, @Nullable Instant asOf) {
        long most = timeline.stream().mapToLong(EventSales.Span::sold).sum();
        if (most <= 0) {
            return null;
        }
        List<Row> rows = new ArrayList<>();
        StringBuilder line = new StringBuilder("M0 ").append(HEIGHT);
        long sold = 0;
        long takings = 0;
        for (EventSales.Span span : timeline) {
            sold += span.sold();
            takings += span.takings();
            rows.add(new Row(span.at(), span.sold(), sold, takings));
            line.append('V').append(HEIGHT - sold * HEIGHT / most);
            line.append('H').append(rows.size() * WIDTH / timeline.size());
        }
        String area = line + "V" + HEIGHT + "Z";
        return new SalesChart(
                line.toString(), area, most, timeline.getFirst().at(), until(timeline, asOf), List.copyOf(rows));
    }

    /** The end of the last span, or the time of the count if that is within the span. */
    private static Instant until(List<EventSales.Span> timeline, @Nullable Instant asOf) {
        Instant last = timeline.getLast().at();
        if (timeline.size() == 1) {
            return asOf == null ? last : asOf;
        }
        Instant end =
                last.plus(Duration.between(timeline.get(timeline.size() - 2).at(), last));
        return asOf != null && asOf.isAfter(last) && asOf.isBefore(end) ? asOf : end;
    }
}
