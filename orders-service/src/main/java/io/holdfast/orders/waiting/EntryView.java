package io.holdfast.orders.waiting;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The caller's entry, and the waiting room as it is for the caller.
 *
 * @param status {@code none} without an entry, {@code waiting}, {@code admitted} while tickets can be ordered with it, {@code over} after
 *     that: one may enter again
 * @param id as it is drawn; null without an entry
 * @param number how many had entered then; null without an entry
 * @param place null until places are drawn
 * @param before how many people are admitted first; null until places are drawn
 * @param estimate how long it may take; null while that cannot be told
 * @param receipt proves that the entry was made; null without one, and in streams
 * @param pass null unless admitted
 */
record EntryView(
        @Schema(allowableValues = {"none", "waiting", "admitted", "over"})
        String status,

        @Nullable String id,
        @Nullable Integer number,
        @Nullable Integer place,
        @Nullable Integer before,
        @Nullable Estimate estimate,
        @Nullable Signed receipt,
        @Nullable Pass pass,
        RoomView room) {

    static final String NONE = "none";
    static final String WAITING = "waiting";
    static final String ADMITTED = "admitted";
    static final String OVER = "over";

    /** The same, as if it were of another moment. */
    EntryView at(Instant moment) {
        return new EntryView(status, id, number, place, before, estimate, receipt, pass, room.at(moment));
    }

    /**
     * An estimate, from how many were admitted lately.
     *
     * @param atLeast seconds
     * @param atMost seconds
     */
    record Estimate(long atLeast, long atMost) {}

    /**
     * What the room states, and its signature in base64url.
     *
     * @param statement lines of text
     */
    record Signed(String statement, String signature) {}

    /**
     * Until when the caller may order.
     *
     * @param signed null in streams
     */
    record Pass(Instant until, @Nullable Signed signed) {}
}
