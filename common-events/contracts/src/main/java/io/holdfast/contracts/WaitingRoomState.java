package io.holdfast.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That an event is sold to those who are admitted from its waiting room.
 *
 * @param opensAt when places are drawn and admission begins
 * @param admitPerMinute most people admitted in a minute; null: no limit
 * @param holdersAtOnce most people who choose or pay at a time; null: as the service is configured
 */
public record WaitingRoomState(
        Instant opensAt,
        @Nullable Integer admitPerMinute,
        @Nullable Integer holdersAtOnce) {}
