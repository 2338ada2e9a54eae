package io.holdfast.events;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of events-service.
 *
 * @param createdPerHour most events that one organizer may create in an hour at one replica: every replica has each in memory
 * @param createdPerHourUnproven the same for one whose address is not proven
 * @param trustUnproven whether organizers whose address is not proven are treated as if it were: their events are listed at once
 * @param decisionWait how long an edit that takes units away waits for the decision of orders-service
 * @param archive for how long after its end an event can be found in the archive: every replica has each in memory
 */
@Validated
@ConfigurationProperties("holdfast.events")
public record EventsProperties(
        @Valid @DefaultValue Streams streams,
        @Valid @DefaultValue SeatMaps seatMaps,
        @Min(1) @DefaultValue("1000") int createdPerHour,
        @Min(1) @DefaultValue("10") int createdPerHourUnproven,
        @DefaultValue("false") boolean trustUnproven,
        @NotNull @DefaultValue("10s") Duration decisionWait,
        @NotNull @DefaultValue("730d") Duration archive) {

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

    /**
     * Seat maps, of which one of 100,000 seats has 5 MB, compressed some hundred kB. Each size is at least 1 KB.
     *
     * @param cached how much memory the compressed maps of a replica may take
     * @param perAccount how much one account gets in a minute at one replica; more is refused with {@code 429}. A map that the client has
     *     already ({@code If-None-Match}) does not count.
     * @param perAddress the same for all clients of one network that have no session: they may be many
     */
    public record SeatMaps(
            @NotNull @DefaultValue("16MB") DataSize cached,
            @NotNull @DefaultValue("48MB") DataSize perAccount,
            @NotNull @DefaultValue("192MB") DataSize perAddress) {

        private static final DataSize LEAST = DataSize.ofKilobytes(1);

        public SeatMaps {
            for (DataSize size : List.of(cached, perAccount, perAddress)) {
                if (size.compareTo(LEAST) < 0) {
                    throw new IllegalArgumentException(
                            "holdfast.events.seat-maps: %s is less than 1 KB".formatted(size));
                }
            }
        }
    }
}
