package io.holdfast.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.events.EventsProperties;
import io.holdfast.events.availability.AvailabilityStore;
import io.holdfast.events.availability.TakenSeats;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** A map that takes long keeps only those waiting who ask for it. */
class SeatMapsTests {

    /** Two names with one hash, which lie beside each other in any table. */
    private static final String SLOW = "Aa";

    private static final String QUICK = "BB";

    private static final Executor OTHERS = task -> Thread.ofVirtual().start(task);

    private final EventStore events = mock();
    private final AvailabilityStore availability = mock();
    private final Event event = EventFixtures.published(EventFixtures.seated("hall", EventFixtures.row("A", 4)));
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicInteger reads = new AtomicInteger();
    private final SeatMaps maps = new SeatMaps(
            events,
            availability,
            new EventsProperties(
                    new EventsProperties.Streams(
                            1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
                    new EventsProperties.SeatMaps(
                            DataSize.ofMegabytes(1), DataSize.ofMegabytes(1), DataSize.ofMegabytes(1)),
                    1,
                    1,
                    false,
                    Duration.ofSeconds(1),
                    Duration.ofDays(730)),
            JsonMapper.shared());

    @BeforeEach
    void theDatabaseIsSlowForOneOfThem() {
        when(availability.takenSeats(any())).thenAnswer(_ -> taken(1));
        when(events.read(QUICK)).thenReturn(Optional.of(event));
        when(events.read(SLOW)).thenAnswer(_ -> {
            reads.incrementAndGet();
            asked.countDown();
            answered.await();
            return Optional.of(event);
        });
    }

    private static TakenSeats taken(long version) {
        return new TakenSeats(Map.of(), EventFixtures.NOW, version);
    }

    private SeatMapState state(long counts) {
        return new SeatMapState(event.version(), counts);
    }

    @Test
    @Timeout(60)
    void mapsOfOtherEventsDoNotWait() throws InterruptedException {
        CompletableFuture<SeatMapFile> slow = CompletableFuture.supplyAsync(() -> maps.file(SLOW, state(1)), OTHERS);
        asked.await();

        assertThat(maps.file(QUICK, state(1)).state()).isEqualTo(state(1));
        assertThat(slow).isNotDone();

        answered.countDown();
        assertThat(slow.join().state()).isEqualTo(state(1));
    }

    @Test
    @Timeout(60)
    void whoAsksForALaterStateThanTheOneThatIsWrittenGetsThat() throws InterruptedException {
        CompletableFuture<SeatMapFile> first = CompletableFuture.supplyAsync(() -> maps.file(SLOW, state(1)), OTHERS);
        asked.await();
        CompletableFuture<SeatMapFile> later = CompletableFuture.supplyAsync(() -> maps.file(SLOW, state(2)), OTHERS);
        when(availability.takenSeats(any())).thenReturn(taken(1), taken(2));

        answered.countDown();

        assertThat(first.join().state()).isEqualTo(state(1));
        assertThat(later.join().state()).isEqualTo(state(2));
        assertThat(maps.file(SLOW, state(2))).isSameAs(later.join());
        assertThat(reads).hasValue(2);
    }

    /** A fail-over of the database may have undone it. */
    @Test
    @Timeout(60)
    void aStateThatIsNowhereIsNotWaitedFor() {
        assertThat(maps.file(QUICK, state(7)).state()).isEqualTo(state(1));
    }
}
