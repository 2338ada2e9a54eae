package io.holdfast.orders.waiting;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of waiting rooms.
 *
 * @param entries most entries of one event
 * @param perNetwork most entries from one network in a minute, counted by each replica
 * @param holdersAtOnce most people who choose or pay at a time, for events that set no number
 * @param pass how long those who are admitted may order
 * @param ordersPerPass most orders placed with one entry, whatever becomes of them
 * @param unitsPerPass most units in all of them together, unless a single order has more
 * @param interval how often it is decided who is admitted next
 * @param streams streams that may be open at a time in a replica
 * @param streamsPerNetwork how many of them to one network
 */
@Validated
@ConfigurationProperties("holdfast.orders.waiting-room")
record WaitingRoomProperties(
        @Min(1) @Max(1_000_000) @DefaultValue("100000") int entries,
        @Min(1) @DefaultValue("600") int perNetwork,
        @Min(1) @DefaultValue("500") int holdersAtOnce,
        @NotNull @DefaultValue("5m") Duration pass,
        @Min(1) @DefaultValue("10") int ordersPerPass,
        @Min(1) @DefaultValue("40") int unitsPerPass,
        @NotNull @DefaultValue("500ms") Duration interval,
        @Min(1) @DefaultValue("20000") int streams,
        @Min(1) @DefaultValue("200") int streamsPerNetwork) {}
