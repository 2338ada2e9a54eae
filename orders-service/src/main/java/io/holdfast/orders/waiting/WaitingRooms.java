package io.holdfast.orders.waiting;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.messaging.ClockSkew;
import io.holdfast.orders.sale.Sale;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Component;

/** The waiting rooms that this replica knows. */
@Component
class WaitingRooms {

    /** More are read again when they are asked for. */
    private static final int MOST = 1_000;

    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(30);

    /** An event is edited until it ends, and what it was edited to may arrive late: then it is sold again, and needs its room. */
    private static final Duration LATE_CHANGES = Duration.ofDays(1);

    private final PageStore pages;
    private final RoomStore rooms;
    private final Opening opening;
    private final WaitingRoomProperties properties;
    private final RoomStreams streams;
    private final Clock clock;
    /** Futures, since rooms that are being read must not keep those waiting who ask for others. */
    private final Cache<String, CompletableFuture<WaitingRoom>> known;

    private final ConcurrentMap<String, List<TierAvailability>> left = new ConcurrentHashMap<>();

    WaitingRooms(
            PageStore pages,
            RoomStore rooms,
            Opening opening,
            WaitingRoomProperties properties,
            RoomStreams streams,
            ClockSkew skew) {
        this.pages = pages;
        this.rooms = rooms;
        this.opening = opening;
        this.properties = properties;
        this.streams = streams;
        this.clock = skew.databaseClock();
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(FORGOTTEN_AFTER)
                .build();
    }

    private WaitingRoom load(String eventId) {
        WaitingRoom room = new WaitingRoom(
                eventId, rooms.findOrMake(eventId), pages, rooms, opening, clock, properties.entries(), streams::wake);
        room.refresh();
        return room;
    }

    /** The room of an event that has one; it is made if it is not there. */
    WaitingRoom of(String eventId) {
        CompletableFuture<WaitingRoom> mine = new CompletableFuture<>();
        CompletableFuture<WaitingRoom> first = known.asMap().putIfAbsent(eventId, mine);
        if (first != null) {
            return result(first);
        }
        try {
            mine.complete(load(eventId));
        } catch (RuntimeException e) {
            known.asMap().remove(eventId, mine);
            mine.completeExceptionally(e);
        }
        return result(mine);
    }

    /** The same room as this replica knows it now: it may have been forgotten and read again, and what it was before is not followed. */
    WaitingRoom latest(String eventId, WaitingRoom earlier) {
        CompletableFuture<WaitingRoom> now = known.getIfPresent(eventId);
        return now != null && now.isDone() && !now.isCompletedExceptionally() ? now.join() : earlier;
    }

    private static WaitingRoom result(CompletableFuture<WaitingRoom> room) {
        try {
            return room.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The room of an event, if there ever was one. */
    Optional<WaitingRoom> find(String eventId) {
        boolean present =
                known.getIfPresent(eventId) != null || rooms.find(eventId).isPresent();
        return present ? Optional.of(of(eventId)) : Optional.empty();
    }

    /**
     * The room of an event that has one, with what was stored at {@code moment}. One that was given up, since it was not known that the event was
     * moved, is looked after again from the first look on: without one there is no one to admit.
     */
    WaitingRoom lookAt(Sale sale, Instant moment) {
        WaitingRoom room = of(sale.eventId());
        room.refreshTo(moment);
        if (!room.isActive() && isLookedAfter(sale, clock.instant())) {
            rooms.revive(sale.eventId());
        }
        return room;
    }

    /** Whether people may still be admitted from the room of an event. */
    static boolean isLookedAfter(Sale sale, Instant now) {
        return !sale.isCancelled() && now.isBefore(sale.event().endsAt().plus(LATE_CHANGES));
    }

    /** What is left of an event's tiers, as it was counted last; empty if it was not. */
    List<TierAvailability> left(String eventId) {
        return left.getOrDefault(eventId, List.of());
    }

    void leave(String eventId, List<TierAvailability> counted) {
        left.put(eventId, counted);
    }

    /** Forgets what was left of other events: no replica counts it any more. */
    void leaveOnly(Collection<String> eventIds) {
        left.keySet().retainAll(eventIds);
    }

    /** The event is no longer sold. */
    void retire(String eventId) {
        rooms.retire(eventId);
    }

    /** The time by which rooms open and passes end: the same for all replicas. */
    Clock clock() {
        return clock;
    }
}
