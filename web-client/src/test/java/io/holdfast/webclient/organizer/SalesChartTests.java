package io.holdfast.webclient.organizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.webclient.backend.EventSales;
import io.holdfast.webclient.organizer.Happenings.Happening;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SalesChartTests {

    private static final Instant NOON = Instant.parse("2030-12-05T12:00:00Z");

    private static EventSales.Span span(int hour, long sold) {
        return new EventSales.Span(NOON.plusSeconds(hour * 3600L), sold, sold * 100);
    }

    @Test
    void whatWasSoldAtOnceIsAStepAndNoSlope() {
        SalesChart chart = SalesChart.of(List.of(span(0, 30), span(1, 0), span(2, 10)), null, List.of());
        assertThat(chart.line()).isEqualTo("M0 300V75H333V75H666V0H1000");
        assertThat(chart.area()).isEqualTo("M0 300V75H333V75H666V0H1000V300Z");
        assertThat(chart.rows()).extracting(SalesChart.Row::soldSoFar).containsExactly(30L, 30L, 40L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 1",
                "4 | 1, 2, 3, 4",
                "5 | 2, 4",
                "42 | 10, 20, 30, 40",
                "100 | 50, 100",
                "12345 | 5000, 10000"
            })
    void namesRoundHeights(long sold, String heights) {
        SalesChart chart = SalesChart.of(List.of(span(0, sold)), null, List.of());
        assertThat(chart.heights())
                .extracting(height -> String.valueOf(height.sold()))
                .containsExactly(heights.split(", "));
        assertThat(chart.heights()).allMatch(height -> height.percent() == 100 - height.sold() * 100 / sold);
    }

    @Test
    void namesTheBeginningTheMiddleAndTheEnd() {
        List<EventSales.Span> days = List.of(span(0, 1), span(24, 1), span(48, 1), span(72, 1));
        SalesChart chart = SalesChart.of(days, null, List.of());
        assertThat(chart.times())
                .containsExactly(
                        new SalesChart.Time(NOON, 0),
                        new SalesChart.Time(days.get(2).at(), 50),
                        new SalesChart.Time(days.get(3).at().plus(Duration.ofDays(1)), 100));
        assertThat(chart.isByTheClock()).isFalse();
        assertThat(SalesChart.of(days.subList(0, 2), null, List.of()).isByTheClock())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1 | 0, 100", "2 | 0, 50, 100", "3 | 0, 100", "4 | 0, 50, 100", "5 | 0, 100", "7 | 0, 42, 100"})
    void namesNoMiddleThatIsNearToTheBeginning(int spans, String percents) {
        List<EventSales.Span> hours =
                IntStream.range(0, spans).mapToObj(hour -> span(hour, 1)).toList();
        assertThat(SalesChart.of(hours, null, List.of()).times())
                .extracting(time -> String.valueOf(time.percent()))
                .containsExactly(percents.split(", "));
    }

    @Test
    void namesTheMiddleOfDays() {
        List<EventSales.Span> days = List.of(span(0, 1), span(24, 1), span(48, 1));
        assertThat(SalesChart.of(days, null, List.of()).times())
                .extracting(SalesChart.Time::percent)
                .containsExactly(0, 33, 100);
    }

    @Test
    void marksWhatHappenedMeanwhile() {
        List<EventSales.Span> tenHours =
                IntStream.range(0, 10).mapToObj(hour -> span(hour, 1)).toList();
        List<Happening> happenings = Stream.of(-1, 0, 30, 299, 323, 324, 599, 600)
                .map(minute -> new Happening(NOON.plusSeconds(minute * 60L), "after " + minute))
                .toList();

        SalesChart chart = SalesChart.of(tenHours, NOON.plusSeconds(9 * 3600 + 60), happenings);

        assertThat(chart.marks()).extracting(SalesChart.Mark::percent).containsExactly(0, 5, 49, 53, 99);
        assertThat(chart.marks().stream()
                        .map(mark ->
                                mark.happenings().stream().map(Happening::key).toList())
                        .toList())
                .as("what is too near to have a mark of its own shares one")
                .isEqualTo(List.of(
                        List.of("after 0"),
                        List.of("after 30"),
                        List.of("after 299"),
                        List.of("after 323", "after 324"),
                        List.of("after 599")));
        assertThat(SalesChart.of(tenHours.subList(0, 1), NOON.plusSeconds(600), happenings)
                        .marks())
                .extracting(SalesChart.Mark::percent)
                .as("one span ends with the count")
                .containsExactly(0);
        assertThat(SalesChart.of(tenHours.subList(0, 1), null, happenings).marks())
                .isEmpty();
    }

    @Test
    void nothingSoldIsNoChart() {
        assertThat(SalesChart.of(List.of(span(0, 0)), NOON, List.of())).isNull();
    }
}
