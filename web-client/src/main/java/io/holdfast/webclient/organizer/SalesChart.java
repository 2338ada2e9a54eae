package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.EventSales;
import io.holdfast.webclient.organizer.Happenings.Happening;
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
 * @param heights the numbers at the side, the lowest first
 * @param times what stands below the drawing: the beginning, about the middle unless it would be written over the beginning, and the end
 * @param rows the numbers of the steps
 * @param marks what happened meanwhile, by time
 */
public record SalesChart(
        String line, String area, List<Height> heights, List<Time> times, List<Row> rows, List<Mark> marks) {

    static final int WIDTH = 1000;
    static final int HEIGHT = 300;

    /** As many heights are named, or fewer. */
    private static final int MOST_HEIGHTS = 4;

    /** A longer chart has days below it, a shorter one times of day, with the day at both ends. */
    private static final Duration MOST_BY_THE_CLOCK = Duration.ofDays(2);

    /** A time of day nearer to the beginning, in percent of the width, would be written over it on a telephone. */
    private static final int MIDDLE = 40;

    /** What happens so near to each other, in percent of the width, has one mark. */
    private static final int NEAR = 4;

    /** @param percent how far it is from the upper edge */
    public record Height(long sold, int percent) {}

    /** @param percent how far it is from the beginning */
    public record Time(Instant at, int percent) {}

    /**
     * A line across the drawing.
     *
     * @param percent how far it is from the beginning
     */
    public record Mark(int percent, List<Happening> happenings) {}

    /**
     * A span of time.
     *
     * @param sold tickets sold in the span
     * @param soldSoFar tickets sold until the end of the span; takings likewise
     */
    public record Row(Instant at, long sold, long soldSoFar, long takingsSoFar) {}

    /**
     * @param happenings by time; those outside of the chart are left out
     * @return null if nothing was sold yet
     */
    static @Nullable SalesChart of(List<EventSales.Span> timeline, @Nullable Instant asOf, List<Happening> happenings) {
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
                line.toString(),
                area,
                heights(most),
                times(timeline, asOf),
                List.copyOf(rows),
                marks(timeline, asOf, happenings));
    }

    /** Whether it is so short that the time of day tells more than the day. */
    public boolean isByTheClock() {
        return isByTheClock(times.getFirst().at(), times.getLast().at());
    }

    private static boolean isByTheClock(Instant from, Instant until) {
        return Duration.between(from, until).compareTo(MOST_BY_THE_CLOCK) <= 0;
    }

    /** Up to four round numbers, as far apart as each other and as zero is. */
    private static List<Height> heights(long most) {
        long step = 1;
        for (int tries = 0; most / step > MOST_HEIGHTS; tries++) {
            // 1, 2, 5, 10, 20, 50 and so on.
            step = tries % 3 == 1 ? step / 2 * 5 : step * 2;
        }
        List<Height> heights = new ArrayList<>();
        for (long sold = step; sold <= most; sold += step) {
            heights.add(new Height(sold, Math.toIntExact(100 - sold * 100 / most)));
        }
        return List.copyOf(heights);
    }

    private static List<Time> times(List<EventSales.Span> timeline, @Nullable Instant asOf) {
        List<Time> times = new ArrayList<>();
        times.add(new Time(timeline.getFirst().at(), 0));
        int middle = timeline.size() / 2;
        int percent = middle * 100 / timeline.size();
        if (percent > (isByTheClock(timeline.getFirst().at(), until(timeline, asOf)) ? MIDDLE : 0)) {
            times.add(new Time(timeline.get(middle).at(), percent));
        }
        times.add(new Time(until(timeline, asOf), 100));
        return List.copyOf(times);
    }

    private static List<Mark> marks(
            List<EventSales.Span> timeline, @Nullable Instant asOf, List<Happening> happenings) {
        Instant from = timeline.getFirst().at();
        long shown = timeline.size() == 1
                ? Duration.between(from, until(timeline, asOf)).toMillis()
                : Duration.between(from, timeline.get(1).at()).toMillis() * timeline.size();
        List<Mark> marks = new ArrayList<>();
        for (Happening happening : happenings) {
            long after = Duration.between(from, happening.at()).toMillis();
            if (after >= 0 && after < shown) {
                int percent = Math.toIntExact(after * 100 / shown);
                if (marks.isEmpty() || percent - marks.getLast().percent() >= NEAR) {
                    marks.add(new Mark(percent, new ArrayList<>()));
                }
                marks.getLast().happenings().add(happening);
            }
        }
        return List.copyOf(marks);
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
