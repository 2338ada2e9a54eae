package io.holdfast.webclient.backend;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as events-service is asked to create or change it. What is null is left out of the request.
 *
 * @param maxPerBuyer null for no limit
 * @param status {@code draft}, {@code published} or, in a change, what it was; null publishes a new event
 * @param version the version that this is a change of; null for a new event
 * @param returnUntil until when buyers may return their tickets if this changes date or place; null for the usual time
 * @param fee null for none
 * @param waitingRoom null for none
 * @param language of the event's own texts; empty if that is to be unknown again; null to leave it as it is
 * @param translations by tag, instead of all there are; null to leave those that there are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventDraft(
        String name,
        String description,
        @Nullable String category,
        Venue venue,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        String timezone,
        String currency,
        @Nullable Instant salesStart,
        @Nullable Instant salesEnd,
        @Nullable String imageUrl,
        @Nullable Integer maxPerBuyer,
        SellBack sellBack,
        boolean salesPaused,
        List<Tier> tiers,
        @Nullable String status,
        @Nullable Long version,
        @Nullable Instant returnUntil,
        Event.@Nullable Fee fee,
        Event.@Nullable WaitingRoom waitingRoom,
        boolean lostDisputesStopTickets,
        boolean proofOfWork,
        @Nullable String language,
        @Nullable Map<String, Event.Translation> translations) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Venue(
            @Nullable String name,
            @Nullable String address,
            @Nullable String city,
            @Nullable String country) {}

    /** @param minutesBefore how long before the start it ends; null for the default of events-service */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SellBack(boolean allowed, @Nullable Integer minutesBefore) {}

    /**
     * @param id null for a new tier
     * @param price minor units
     * @param taxRate basis points; null if no tax is stated
     * @param names in further languages, by tag, instead of all there are; null to leave those that there are
     * @param capacity null for a tier with numbered seats, which has as many units as seats
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Tier(
            @Nullable String id,
            String name,
            @Nullable Long price,
            @Nullable Integer capacity,
            Event.@Nullable Seating seating,
            @Nullable Integer maxPerOrder,
            @Nullable Integer maxPerBuyer,
            @Nullable Integer taxRate,
            @Nullable Boolean taxIncluded,
            @Nullable Map<String, String> names) {}

    public EventDraft {
        tiers = List.copyOf(tiers);
    }
}
