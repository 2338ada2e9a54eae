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
 * @param createdPerHour most events that one organizer creates in an hour at one replica: each is in every replica's memory
 * @param decisionWait how long an edit that takes units away waits for the inventory to decide
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
     * @param limit most streams one replica serves; beyond, {@code 503}
     * @param perAddress most of them for one client's network: a company's readers share one, nobody takes all
     * @param interval least time between two states in one stream
     * @param heartbeat a stream with nothing to say says so this often
     * @param lifetime a stream ends after this, and its reader opens another
     */
    public record Streams(
            @Min(1) @DefaultValue("2000") int limit,
            @Min(1) @DefaultValue("500") int perAddress,
            @NotNull @DefaultValue("500ms") Duration interval,
            @NotNull @DefaultValue("15s") Duration heartbeat,
            @NotNull @DefaultValue("30m") Duration lifetime) {}
}
