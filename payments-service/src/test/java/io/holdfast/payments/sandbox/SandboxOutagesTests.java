package io.holdfast.payments.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SandboxOutagesTests {

    private static final Instant START = Instant.parse("2026-11-29T20:00:00Z");

    private final Clock clock = mock();
    private final SandboxOutages outages = new SandboxOutages(clock);

    @Test
    void anOutageEndsForTheKeyItBeganFor() {
        when(clock.instant()).thenReturn(START);
        assertThat(outages.isAway("a-1")).isTrue();

        when(clock.instant()).thenReturn(START.plus(SandboxOutages.LENGTH).minusNanos(1));
        assertThat(outages.isAway("a-1")).isTrue();
        assertThat(outages.isAway("a-2")).isTrue();

        when(clock.instant()).thenReturn(START.plus(SandboxOutages.LENGTH));
        assertThat(outages.isAway("a-1")).isFalse();
        assertThat(outages.isAway("a-2")).isTrue();
    }
}
