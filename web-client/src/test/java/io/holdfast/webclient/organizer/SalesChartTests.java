package io.holdfast.webclient.organizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.webclient.backend.EventSales;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
        SalesChart chart = SalesChart.of(List.of(span(0, 30), span(1, 0), span(2, 10)), null);
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
        SalesChart chart = SalesChart.of(List.of(span(0, sold)), null);
        assertThat(chart.heights())
                .extracting(height -> String.valueOf(height.sold()))
                .containsExactly(heights.split(", "));
        assertThat(chart.heights()).allMatch(height -> height.percent() == 100 - height.sold() * 100 / sold);
    }

    @Test
    void namesTheBeginningTheMiddleAndTheEnd() {
        List<EventSales.Span> days = List.of(span(0, 1), span(24, 1), span(48, 1), span(72, 1));
        SalesChart chart = SalesChart.of(days, null);
        assertThat(chart.times())
                .containsExactly(
                        new SalesChart.Time(NOON, 0),
                        new SalesChart.Time(days.get(2).at(), 50),
                        new SalesChart.Time(days.get(3).at().plus(Duration.ofDays(1)), 100));
        assertThat(chart.isByTheClock()).isFalse();
        assertThat(SalesChart.of(days.subList(0, 2), null).isByTheClock()).isTrue();
    }

    @Test
    void nothingSoldIsNoChart() {
        assertThat(SalesChart.of(List.of(span(0, 0)), NOON)).isNull();
    }
}
