package io.holdfast.webclient.organizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.webclient.backend.EventSales;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    @Test
    void nothingSoldIsNoChart() {
        assertThat(SalesChart.of(List.of(span(0, 0)), NOON)).isNull();
    }
}
