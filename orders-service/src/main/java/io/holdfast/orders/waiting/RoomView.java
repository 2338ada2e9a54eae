package io.holdfast.orders.waiting;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The waiting room of an event.
 *
 * @param status {@code gathering} until places are drawn, then {@code open}; {@code sold-out} while nothing can be had and nothing can come
 *     back but by tickets that are given back; {@code paused} while the sale rests; {@code closed} when it is over
 * @param opensAt when places are drawn
 * @param entries how many have entered
 * @param admitted how many of them were admitted so far
 * @param holdersAtOnce most people who choose or pay at a time
 * @param admitPerMinute most people admitted in a minute; null without a limit
 * @param tiers what is left; empty until it was counted
 * @param commitment SHA-256 of the seed of the draw, in hexadecimal; shown from the beginning
 * @param publicKey the Ed25519 key that verifies the room's signatures, in base64url
 * @param draw null until places are drawn
 * @param serverNow when this was
 */
record RoomView(
        String eventId,

        @Schema(allowableValues = {"gathering", "open", "sold-out", "paused", "closed"})
        String status,

        Instant opensAt,
        int entries,
        int admitted,
        int holdersAtOnce,
        @Nullable Integer admitPerMinute,
        List<TierLeft> tiers,
        String commitment,
        String publicKey,
        @Nullable Drawn draw,
        Instant serverNow) {

    static final String GATHERING = "gathering";
    static final String OPEN = "open";
    static final String SOLD_OUT = "sold-out";
    static final String PAUSED = "paused";
    static final String CLOSED = "closed";

    /** The same, as if it were of another moment. */
    RoomView at(Instant moment) {
        return new RoomView(
                eventId,
                status,
                opensAt,
                entries,
                admitted,
                holdersAtOnce,
                admitPerMinute,
                tiers,
                commitment,
                publicKey,
                draw,
                moment);
    }

    /** What is left of a tier: units that can be had now, and units of orders that are not paid, which may come back. */
    record TierLeft(String id, int available, int held) {}

    /**
     * What the places follow from.
     *
     * @param entries how many places were drawn
     * @param root of the tree of the entries, in hexadecimal
     * @param seed in hexadecimal
     */
    record Drawn(Instant at, int entries, String root, String seed) {}
}
