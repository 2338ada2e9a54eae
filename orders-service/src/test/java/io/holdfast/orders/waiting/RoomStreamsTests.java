package io.holdfast.orders.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.web.ClientNetwork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RoomStreamsTests {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final EntryView VIEW = new EntryView(
            EntryView.WAITING,
            "entry",
            1,
            null,
            null,
            null,
            null,
            null,
            new RoomView(
                    "event1", RoomView.GATHERING, NOON, 1, 0, 1, null, List.of(), "commitment", "key", null, NOON));

    /** Between two looks there is half a second: these would take two minutes. */
    private static final int LOOKS = 240;

    private final RoomStreams streams = new RoomStreams(
            new WaitingRoomProperties(100, 1, 1, Duration.ofMinutes(5), 10, 40, Duration.ofMillis(500), 10, 10));

    @AfterEach
    void stop() {
        streams.stop();
    }

    @Test
    @Timeout(60)
    void aStreamLooksAtOnceWhenItIsWoken() throws InterruptedException {
        streams.start();
        Semaphore looked = new Semaphore(0);
        assertThat(streams.open(ClientNetwork.of("192.0.2.1"), () -> {
                    looked.release();
                    return Optional.of(VIEW);
                }))
                .isPresent();

        for (int look = 0; look < LOOKS; look++) {
            looked.acquire();
            streams.wake();
        }
        assertThat(streams.countOpen()).isEqualTo(1);
    }
}
