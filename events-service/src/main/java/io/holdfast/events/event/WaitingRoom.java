package io.holdfast.events.event;

import io.holdfast.contracts.WaitingRoomState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That only those who are admitted from a waiting room may order tickets. Its places are drawn, and the next ones are admitted, by
 * orders-service.
 *
 * @param opensAt when places are drawn and admission begins
 * @param admitPerMinute most people admitted in a minute; null for no limit
 * @param holdersAtOnce most people who choose or pay at a time; null for the setting of this site
 */
record WaitingRoom(
        Instant opensAt,
        @Nullable Integer admitPerMinute,
        @Nullable Integer holdersAtOnce) {

    WaitingRoom openingAt(Instant time) {
        return new WaitingRoom(time, admitPerMinute, holdersAtOnce);
    }

    WaitingRoomState state() {
        return new WaitingRoomState(opensAt, admitPerMinute, holdersAtOnce);
    }
}
