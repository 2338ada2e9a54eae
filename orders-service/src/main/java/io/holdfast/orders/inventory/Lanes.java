package io.holdfast.orders.inventory;

import io.holdfast.orders.OrdersProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The lanes of the events that are being sold; each is made when it is first needed and removed when it was idle for a while. */
final class Lanes<C extends Claim, R> {

    private static final Duration KEPT_IDLE = Duration.ofMinutes(10);

    /** Between two looks at what other replicas are about to decide. */
    private static final RefusalCheck.Pause PAUSE = () -> Thread.sleep(Duration.ofMillis(20));

    private final Blocks blocks;
    private final OrderSink<C, R> orderSink;
    private final Consumer<String> onChange;
    private final OrdersProperties properties;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, Lane<C, R>> byEvent = new ConcurrentHashMap<>();

    /** @param onChange called with the event's id after each batch */
    Lanes(
            Blocks blocks,
            OrderSink<C, R> orderSink,
            Consumer<String> onChange,
            OrdersProperties properties,
            Clock clock,
            RandomGenerator random) {
        this.blocks = blocks;
        this.orderSink = orderSink;
        this.onChange = onChange;
        this.properties = properties;
        this.clock = clock;
        this.random = random;
    }

    /** Calls {@code action} with the event's lane. */
    <T> T inLane(String eventId, Function<Lane<C, R>, T> action) {
        AtomicReference<@Nullable T> result = new AtomicReference<>();
        // Inside compute, so that a lane is never removed between being found and being used.
        byEvent.compute(eventId, (id, known) -> {
            Lane<C, R> lane = known != null ? known : create(id);
            result.set(action.apply(lane));
            return lane;
        });
        return Objects.requireNonNull(result.get());
    }

    /** Has each lane free what is overdue and was asked for in vain. */
    void freeWanted() {
        byEvent.values().forEach(Lane::freeWanted);
    }

    void removeIdle() {
        Instant before = clock.instant().minus(KEPT_IDLE);
        byEvent.keySet()
                .forEach(eventId ->
                        byEvent.computeIfPresent(eventId, (id, lane) -> lane.isIdleSince(before) ? null : lane));
    }

    private Lane<C, R> create(String eventId) {
        EventFreeUnits freeUnits = new EventFreeUnits(eventId, blocks, random);
        UnitUpdates unitUpdates = new UnitUpdates(blocks, freeUnits);
        BatchAllocator<C, R> allocator = new BatchAllocator<>(
                eventId, blocks, orderSink, freeUnits, unitUpdates, properties.hold(), clock, random, PAUSE);
        return new Lane<>(
                eventId,
                allocator,
                unitUpdates,
                () -> onChange.accept(eventId),
                properties.maxWaiting(),
                properties.maxBatch(),
                clock);
    }
}
