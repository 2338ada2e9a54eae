package io.holdfast.events;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of events-service.
 *
 * @param createdPerHour most events that one organizer may create in an hour at one replica: every replica has each in memory
 * @param decisionWait how long an edit that takes units away waits for the decision of orders-service
 */
@Validated
@ConfigurationProperties("holdfast.events")
public record EventsProperties(
        @Valid @DefaultValue Streams streams,
        @Min(1) @DefaultValue("1000") int createdPerHour,
        @NotNull @DefaultValue("10s") Duration decisionWait) {

    /**
     * Availability as Server-Sent Events.
     *
     * @param limit most streams one replica serves; more are refused with {@code 503}
     * @param perAddress most of them for one client's network: the readers of a company share a network, and none may take all streams
     * @param interval least time between two states in one stream
     * @param heartbeat how often a stream without changes sends a comment
     * @param lifetime how long a stream lasts; its reader then opens another
     */
    public record Streams(
            @Min(1) @DefaultValue("2000") int limit,
            @Min(1) @DefaultValue("500") int perAddress,
            @NotNull @DefaultValue("500ms") Duration interval,
            @NotNull @DefaultValue("15s") Duration heartbeat,
            @NotNull @DefaultValue("30m") Duration lifetime) {}
}
