package io.holdfast.orders.inventory;

import io.holdfast.contracts.TierAvailability;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.inventory.Lane.LaneLimits;
import io.holdfast.orders.inventory.OrderSink.HolderState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Who holds what. Everything about one event goes through its lane.
 *
 * @param <C> what is claimed
 * @param <R> what a buyer gets for it
 */
public class Inventory<C extends Claim, R> {

    private static final Duration LANE_KEPT = Duration.ofMinutes(10);
    private static final Duration HEAL_EVERYTHING = Duration.ofMinutes(1);
    private static final int JUDGED_TOGETHER = 1_000;

    private final BlockStore blocks;
    private final TierCounter tierCounter;
    private final OrderSink<C, R> sink;
    private final AvailabilityPublisher publisher;
    private final OrdersProperties properties;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, Lane<C, R>> lanes = new ConcurrentHashMap<>();
    private Instant healedUpTo = Instant.EPOCH;
    private Instant healEverythingAt = Instant.EPOCH;

    Inventory(
            BlockStore blocks,
            TierCounter tierCounter,
            OrderSink<C, R> sink,
            AvailabilityPublisher publisher,
            OrdersProperties properties,
            Clock clock,
            RandomGenerator random) {
        this.blocks = blocks;
        this.tierCounter = tierCounter;
        this.sink = sink;
        this.publisher = publisher;
        this.properties = properties;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Claims units and has them written down as an order. The future fails with {@link Refused} when they cannot be
     * had, and with {@link Busy} when no decision could be reached.
     */
    public CompletableFuture<R> claim(String eventId, C claim) {
        return inLane(eventId, lane -> lane.claim(claim));
    }

    /** The order bought what it held. Repeating it is harmless. */
    public CompletableFuture<Void> sell(String eventId, String orderId, Allocation allocation) {
        return inLane(eventId, lane -> lane.sell(orderId, allocation));
    }

    /** The order gives back what it held or had bought. Repeating it is harmless. */
    public CompletableFuture<Void> release(String eventId, String orderId, Allocation allocation) {
        return inLane(eventId, lane -> lane.release(orderId, allocation));
    }

    /** How many units of each tier there are, free, held and sold, read from the database now. */
    public List<TierAvailability> counts(String eventId) {
        return tierCounter.count(eventId).tiers();
    }

    /** Tells the others soon how much of the event is left. */
    public void announce(String eventId) {
        publisher.changed(eventId);
    }

    /**
     * Mends what crashes left behind: units held for orders that were never written, that are over, or that do not name
     * the block; and units still marked as held that are sold.
     */
    void heal() {
        Instant now = clock.instant();
        Instant before = now.minus(properties.abandonedAfter());
        // Who was in order once stays so until paid, cancelled or expired, and each of these says so itself:
        // looking at the others again is for what got lost there, and need not be often.
        boolean all = !now.isBefore(healEverythingAt);
        Instant from = all ? Instant.EPOCH : healedUpTo;
        List<OrderUnits> old = blocks.holders().stream()
                .filter(held -> held.since().isBefore(before) && !held.since().isBefore(from))
                .map(Block.Holder::toUnits)
                .toList();
        for (int start = 0; start < old.size(); start += JUDGED_TOGETHER) {
            sink.resolve(old.subList(start, Math.min(start + JUDGED_TOGETHER, old.size())))
                    .forEach(this::mend);
        }
        healedUpTo = before;
        if (all) {
            healEverythingAt = now.plus(HEAL_EVERYTHING);
        }
    }

    private void mend(OrderUnits holder, HolderState standing) {
        String eventId = BlockId.eventOf(holder.blockId());
        Allocation allocation = new Allocation(List.of(holder.part()));
        if (standing == HolderState.RELEASABLE) {
            var _ = release(eventId, holder.orderId(), allocation);
        } else if (standing == HolderState.SOLD) {
            var _ = sell(eventId, holder.orderId(), allocation);
        }
    }

    /** Forgets lanes nobody uses any more. */
    void retireIdleLanes() {
        Instant before = clock.instant().minus(LANE_KEPT);
        lanes.keySet()
                .forEach(eventId ->
                        lanes.computeIfPresent(eventId, (id, lane) -> lane.isIdleSince(before) ? null : lane));
    }

    private <T> T inLane(String eventId, Function<Lane<C, R>, T> entry) {
        Object[] result = new Object[1];
        // Inside compute, so that a lane is never retired between being found and being entered.
        lanes.compute(eventId, (id, lane) -> {
            Lane<C, R> open = lane != null ? lane : newLane(id);
            result[0] = entry.apply(open);
            return open;
        });
        @SuppressWarnings("unchecked")
        T typed = (T) result[0];
        return typed;
    }

    private Lane<C, R> newLane(String eventId) {
        LaneLimits limits = new LaneLimits(properties.hold(), properties.maxWaiting(), properties.maxBatch());
        return new Lane<>(eventId, blocks, sink, limits, clock, random, () -> publisher.changed(eventId));
    }
}
