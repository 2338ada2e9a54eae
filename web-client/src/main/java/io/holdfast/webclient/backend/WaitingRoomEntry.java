package io.holdfast.webclient.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A visitor's entry in the waiting room of an event, as orders-service shows it.
 *
 * @param status {@code none}, {@code waiting}, {@code admitted} or {@code over}
 * @param number how many had entered then; null without an entry
 * @param place null until places are drawn
 * @param before how many people are admitted first; null until places are drawn
 * @param estimate null while that cannot be told
 * @param pass null unless admitted
 */
public record WaitingRoomEntry(
        String status,
        @Nullable String id,
        @Nullable Integer number,
        @Nullable Integer place,
        @Nullable Integer before,
        @Nullable Estimate estimate,
        @Nullable Pass pass,
        Room room) {

    /** How long it may take, in seconds. */
    public record Estimate(long atLeast, long atMost) {

        public Duration least() {
            return Duration.ofSeconds(atLeast);
        }

        public Duration most() {
            return Duration.ofSeconds(atMost);
        }
    }

    /** Until when tickets can be ordered. */
    public record Pass(Instant until) {}

    /**
     * The room itself.
     *
     * @param status {@code gathering}, {@code open}, {@code sold-out}, {@code paused} or {@code closed}
     * @param commitment SHA-256 of the seed of the draw, in hexadecimal
     * @param draw null until places are drawn
     */
    public record Room(
            String eventId,
            String status,
            Instant opensAt,
            int entries,
            int admitted,
            List<TierLeft> tiers,
            String commitment,
            @Nullable Draw draw) {

        public Room {
            tiers = List.copyOf(tiers);
        }
    }

    public record TierLeft(String id, int available, int held) {}

    public record Draw(Instant at, int entries, String root, String seed) {}

    /** As someone without a session sees the room. */
    static WaitingRoomEntry none(Room room) {
        return new WaitingRoomEntry("none", null, null, null, null, null, null, room);
    }

    /** Whether its place was drawn, and not given afterwards. */
    public boolean wasDrawn() {
        return number != null && room.draw() != null && number <= room.draw().entries();
    }

    public boolean isAdmitted() {
        return status.equals("admitted");
    }

    public boolean isWaiting() {
        return status.equals("waiting");
    }

    /** Whether its turn has passed. */
    public boolean isOver() {
        return status.equals("over");
    }

    /** Whether there is nothing to wait for any more. */
    public boolean isClosed() {
        return room.status().equals("closed");
    }

    public boolean isSoldOut() {
        return room.status().equals("sold-out");
    }

    /** Whether no one is admitted for now: tickets are sold out, or the sale is paused. */
    public boolean isHalted() {
        return isSoldOut() || room.status().equals("paused");
    }
}
