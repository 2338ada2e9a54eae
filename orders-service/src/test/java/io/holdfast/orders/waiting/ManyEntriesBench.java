package io.holdfast.orders.waiting;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.WaitingRoomState;
import io.holdfast.orders.RunningOrders;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Measures a waiting room with many people: entering, the draw, and asking for one's place. The suite does not run it; run it with
 *
 * <pre>./mvnw verify -pl orders-service -am -Dit.test=ManyEntriesBench -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 */
class ManyEntriesBench {

    private static final int ENTRIES = Integer.getInteger("entries", 50_000);
    private static final int BY_HTTP = Integer.getInteger("by-http", 10_000);
    private static final int AT_ONCE = 256;

    @Test
    void aRush() throws Exception {
        try (RunningOrders orders =
                new RunningOrders(TestBroker.shared(), 1, "holdfast.orders.waiting-room.per-network=1000000")) {
            Instant opensAt = Instant.now().plus(Duration.ofHours(1));
            EventState event = orders.publish(
                    new SalesTerms(
                            null, true, null, false, null, null, null, new WaitingRoomState(opensAt, null, null)),
                    new TierState("hall", "Hall", 1000, 10_000, 10));
            String path = "/events/" + event.id() + "/waiting-room";
            WaitingRoom room = orders.bean(WaitingRooms.class).of(event.id());

            IntStream.range(0, BY_HTTP).forEach(i -> TestIdentity.shared().bearer("user-" + i));
            measure("entered by HTTP", BY_HTTP, i -> orders.call("POST", "user-" + i, path + "/entries", null));
            long memory = usedMemory();
            measure(
                    "entered in the service",
                    ENTRIES,
                    i -> room.enter(visitor(room, i), opensAt).join());
            System.out.printf("%d entries take %d kB%n", ENTRIES, (usedMemory() - memory) / 1024);

            Instant began = Instant.now();
            room.ringIfDue(began.minusSeconds(1));
            System.out.printf("drawn after %d ms%n", millisSince(began));
            measure(
                    "places asked for in the service",
                    ENTRIES,
                    i -> room.find(visitor(room, i)).orElseThrow().place());
            measure("places asked for by HTTP", BY_HTTP, i -> orders.call("GET", "user-" + i, path + "/entry", null));

            began = Instant.now();
            WaitingRoom other = new WaitingRoom(
                    event.id(),
                    room.secrets(),
                    orders.bean(PageStore.class),
                    orders.bean(RoomStore.class),
                    orders.bean(Opening.class),
                    orders.bean(WaitingRooms.class).clock(),
                    1_000_000,
                    () -> {});
            other.refresh();
            System.out.printf("read by another replica after %d ms%n", millisSince(began));
        }
    }

    private static Visitor visitor(WaitingRoom room, int number) {
        return new Visitor(room.secrets().pseudonym("visitor " + number), "", false, false);
    }

    private static void measure(String what, int count, IntConsumer call) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Instant began = Instant.now();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < AT_ONCE; thread++) {
                threads.execute(() -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        call.accept(i);
                    }
                });
            }
        }
        long millis = millisSince(began);
        System.out.printf("%d %s in %d ms: %d a second%n", count, what, millis, count * 1_000L / Math.max(1, millis));
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long millisSince(Instant began) {
        return Duration.between(began, Instant.now()).toMillis();
    }
}
