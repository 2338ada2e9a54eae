package io.holdfast.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.events.EventsProperties;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SeatMapLimitTests {

    private static final String ADDRESS = "198.51.100.7";

    private Instant now = Instant.parse("2026-11-27T18:00:00Z");

    private final SeatMapLimit limit = new SeatMapLimit(
            new EventsProperties(
                    new EventsProperties.Streams(
                            1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                    new EventsProperties.SeatMaps(
                            DataSize.ofMegabytes(1), DataSize.ofKilobytes(10), DataSize.ofKilobytes(20)),
                    1,
                    1,
                    false,
                    Duration.ofSeconds(1),
                    Duration.ofDays(730)),
            ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    @Test
    void anAccountGetsSoMuchInAMinute() {
        take("ana", 6_000);
        take("ana", 6_000);
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> take("ana", 1));
        assertThat(refused.status().value()).isEqualTo(429);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(1));
        now = now.plus(Duration.ofMinutes(1));
        assertThatCode(() -> take("ana", 6_000)).doesNotThrowAnyException();
    }

    @Test
    void oneClientDoesNotUseUpWhatOthersAtItsAddressGet() {
        take("ana", 100_000);
        assertThatThrownBy(() -> take("ana", 1)).isInstanceOf(ProblemException.class);
        assertThatCode(() -> take("bo", 1)).doesNotThrowAnyException();
        limit.take(Optional.empty(), ADDRESS, 100_000);
        assertThatThrownBy(() -> limit.take(Optional.empty(), ADDRESS, 1)).isInstanceOf(ProblemException.class);
        assertThatCode(() -> take("bo", 1)).doesNotThrowAnyException();
        assertThatCode(() -> limit.take(Optional.empty(), "198.51.100.8", 1)).doesNotThrowAnyException();
    }

    @Test
    void theLargestAmountsDoNotOverflow() {
        for (int i = 0; i < 3; i++) {
            take("ana", Integer.MAX_VALUE - 1_024);
            now = now.plus(Duration.ofMinutes(1));
        }
        assertThatThrownBy(() -> new EventsProperties.SeatMaps(
                        DataSize.ofBytes(0), DataSize.ofMegabytes(1), DataSize.ofMegabytes(1)))
                .hasMessageContaining("seat-maps");
    }

    private void take(String account, int bytes) {
        limit.take(
                Optional.of(new Caller(account, account + "@example.com", null, "session", "token")), ADDRESS, bytes);
    }
}
