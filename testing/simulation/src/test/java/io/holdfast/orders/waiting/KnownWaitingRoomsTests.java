package io.holdfast.orders.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.mongodb.MongoException;
import io.holdfast.messaging.ClockSkew;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Failures;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The rooms that a replica knows, while some of them are being read. */
class KnownWaitingRoomsTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Duration LONG = Duration.ofSeconds(30);

    /** Their hash codes are the same, so that they share whatever is shared in a map. */
    private static final String SLOW = "AaAa";

    private static final String QUICK = "BBBB";
    private static final int MORE_THAN_ARE_KNOWN = 1_500;
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private static WaitingRooms rooms(Effects effects) {
        MongoTemplate mongo = new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("orders", effects, "orders"));
        ClockSkew skew = mock(ClockSkew.class);
        when(skew.databaseClock()).thenReturn(CLOCK);
        WaitingRoomProperties properties =
                new WaitingRoomProperties(100, 600, 1, LONG, 10, 40, Duration.ofMillis(500), 10, 10);
        return new WaitingRooms(
                new PageStore(mongo),
                new RoomStore(mongo, CLOCK),
                _ -> true,
                properties,
                new RoomStreams(properties),
                skew);
    }

    private static boolean isOfSlow(Operation operation) {
        return operation.request().toJson().contains(SLOW);
    }

    @Test
    void aRoomThatIsBeingReadKeepsNoOtherWaiting() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> answer = new CompletableFuture<>();
        WaitingRooms rooms = rooms(operation -> {
            if (isOfSlow(operation)) {
                asked.complete(null);
                answer.join();
            }
            operation.perform();
        });
        CompletableFuture<WaitingRoom> slow = CompletableFuture.supplyAsync(() -> rooms.of(SLOW), THREADS);
        asked.join();

        assertThat(CompletableFuture.supplyAsync(() -> rooms.of(QUICK), THREADS))
                .succeedsWithin(LONG);

        answer.complete(null);
        assertThat(slow).succeedsWithin(LONG).isSameAs(rooms.of(SLOW));
    }

    /** As for a stream that was opened before. */
    @Test
    void aRoomThatWasForgottenIsFollowedAsItIsReadAgain() {
        WaitingRooms rooms = rooms(Effects.NONE);
        Map<String, WaitingRoom> first = new LinkedHashMap<>();
        for (int i = 0; i < MORE_THAN_ARE_KNOWN; i++) {
            first.put("event" + i, rooms.of("event" + i));
        }

        first.forEach((event, earlier) -> {
            WaitingRoom now = rooms.of(event);
            assertThat(rooms.latest(event, earlier)).isSameAs(now);
        });
        WaitingRoom none = rooms.of(SLOW);
        assertThat(rooms.latest("event that is not known", none)).isSameAs(none);
    }

    @Test
    void aRoomThatCouldNotBeReadIsReadAgain() {
        AtomicBoolean failed = new AtomicBoolean();
        WaitingRooms rooms = rooms(operation -> {
            if (failed.compareAndSet(false, true)) {
                throw Failures.connectionReset();
            }
            operation.perform();
        });

        assertThatThrownBy(() -> rooms.of(SLOW)).isInstanceOf(MongoException.class);
        assertThat(rooms.of(SLOW)).isSameAs(rooms.of(SLOW));
    }
}
