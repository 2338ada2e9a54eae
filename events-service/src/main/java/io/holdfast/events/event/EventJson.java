package io.holdfast.events.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.events.availability.Availability;
import io.holdfast.events.availability.Availability.Status;
import io.holdfast.events.availability.Availability.TierLeft;
import io.holdfast.events.seller.SellerJson;
import io.holdfast.money.Fee;
import io.holdfast.money.TicketPrice;
import io.holdfast.web.VenueView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event as clients see it, with what is left of it.
 *
 * @param imageUrl where its picture comes from, as the organizer has it; not for pages, which show {@code picture}
 * @param picture the path at which its picture is served; null while there is none
 * @param pictureProblem why its picture is not served, as the last try found; null while it is not known or there is none, and in lists
 * @param minPrice the lowest price of a tier, with tax and fees, for "from" prices
 * @param availabilityStatus the best of any tier
 * @param returnUntil until when buyers may return what they bought before date or place was changed; null while neither was
 * @param warnings what the organizer should know, such as a price that is too low to be charged or, told to the organizer alone, that no
 *     seller is named; absent when there is nothing
 * @param listed whether searches find it once it is published: not while the organizer's address is not proven, nor when it is taken down
 * @param takenDown null unless an operator has taken it down; tickets that are held or paid stay as they are
 * @param seller who sells the tickets; null while the organizer has named none
 * @param fee for the sale of each ticket that costs something, with tax; null for none
 * @param waitingRoom null unless only those who are admitted from a waiting room may order
 * @param lostDisputesStopTickets whether the tickets of an order admit no one once the organizer has lost a dispute about its charge
 * @param proofOfWork whether a puzzle has to be solved before tickets are ordered, or before the waiting room is entered if there is one
 * @param language in which its own texts are, as a tag; absent if the organizer did not say
 * @param translations its name and description in further languages, by tag; absent if there are none
 * @param usualEnd true if it ends as long after its start as an event of which no end was given; absent otherwise
 * @param previousStartsAt when it was to start when it became public; absent unless it starts at another time now
 * @param updatedAt when its organizer or an operator last changed it, or it ended; what an earlier release changed does not count
 */
record EventJson(
        String id,
        String name,
        String description,
        @Nullable String category,
        VenueView venue,
        Instant startsAt,
        Instant endsAt,
        String timezone,
        String currency,
        @Nullable String imageUrl,
        @Nullable String picture,
        List<TierJson> tiers,
        @Nullable Instant salesStart,
        @Nullable Instant salesEnd,
        @Nullable Integer maxPerBuyer,
        SellBack sellBack,
        boolean salesPaused,
        String organizerId,

        @Schema(allowableValues = {"draft", "published", "cancelled", "ended"})
        String status,

        long minPrice,
        Status availabilityStatus,
        long version,
        @Nullable Instant returnUntil,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        List<Warning> warnings,

        @Schema(allowableValues = {"address-not-allowed", "unreachable", "too-large", "too-many-pixels", "no-picture"})
        @Nullable
        String pictureProblem,

        boolean listed,
        @Nullable TakenDown takenDown,
        @Nullable SellerJson seller,
        @Nullable Fee fee,
        @Nullable WaitingRoom waitingRoom,
        boolean lostDisputesStopTickets,
        boolean proofOfWork,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) @Nullable
        String language,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        Map<String, Translation> translations,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) @Nullable
        Boolean usualEnd,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED) @Nullable
        Instant previousStartsAt,

        Instant updatedAt) {

    static EventJson of(
            Event event,
            Availability availability,
            @Nullable String picture,
            @Nullable String pictureProblem,
            boolean listed,
            boolean own) {
        EventDetails details = event.details();
        TermsOfSale terms = details.terms();
        return new EventJson(
                event.id(),
                details.name(),
                details.description(),
                details.category(),
                VenueView.of(details.venue().state()),
                details.startsAt(),
                details.endsAt(),
                details.timezone(),
                details.currency(),
                details.imageUrl(),
                picture,
                details.tiers().stream()
                        .map(tier -> TierJson.of(tier, details.cost(tier), availability.tier(tier.id())))
                        .toList(),
                details.salesStart(),
                details.salesEnd(),
                terms.maxPerBuyer(),
                new SellBack(terms.sellBack(), terms.sellBackMinutes()),
                terms.paused(),
                event.organizerId(),
                event.status().name().toLowerCase(Locale.ROOT),
                details.tiers().stream()
                        .mapToLong(tier -> details.cost(tier).total())
                        .min()
                        .orElse(0),
                availability.best(),
                event.version(),
                terms.returnUntil(),
                warnings(event, own),
                pictureProblem,
                listed,
                TakenDown.of(event.takenDown()),
                SellerJson.of(event.seller()),
                terms.fee(),
                terms.waitingRoom(),
                Boolean.TRUE.equals(terms.lostDisputesStopTickets()),
                Boolean.TRUE.equals(terms.proofOfWork()),
                details.language(),
                details.translations(),
                details.hasUsualEnd() ? Boolean.TRUE : null,
                event.movedFrom().orElse(null),
                event.updatedAt());
    }

    /** As the public sees one that was taken down: people with a ticket learn when and where it is, and no more of it. */
    EventJson withoutContent() {
        return new EventJson(
                id,
                name,
                "",
                category,
                venue,
                startsAt,
                endsAt,
                timezone,
                currency,
                null,
                null,
                tiers,
                salesStart,
                salesEnd,
                maxPerBuyer,
                sellBack,
                salesPaused,
                organizerId,
                status,
                minPrice,
                availabilityStatus,
                version,
                returnUntil,
                List.of(),
                null,
                false,
                takenDown == null ? null : new TakenDown(takenDown.at(), null),
                null,
                fee,
                waitingRoom,
                lostDisputesStopTickets,
                proofOfWork,
                language,
                names(),
                usualEnd,
                previousStartsAt,
                updatedAt);
    }

    /** The translations without descriptions. */
    private Map<String, Translation> names() {
        SortedMap<String, Translation> names = new TreeMap<>();
        translations.forEach((tag, text) -> {
            if (text.name() != null) {
                names.put(tag, new Translation(text.name(), null));
            }
        });
        return names;
    }

    /** @param reason for the organizer and for operators; null for others */
    record TakenDown(Instant at, @Nullable String reason) {

        private static @Nullable TakenDown of(Event.@Nullable TakenDown takenDown) {
            return takenDown == null ? null : new TakenDown(takenDown.at(), takenDown.reason());
        }
    }

    private static List<Warning> warnings(Event event, boolean own) {
        EventDetails details = event.details();
        List<Warning> warnings = new ArrayList<>();
        if (own && event.seller() == null && event.isOpen()) {
            warnings.add(new Warning(
                    "seller",
                    "is not named: buyers see nobody who sells the tickets, and answers to mails reach nobody"));
        }
        for (int i = 0; i < details.tiers().size(); i++) {
            String field = "tiers[%d].price".formatted(i);
            PriceRules.warning(details.cost(details.tiers().get(i)).total(), details.currency())
                    .ifPresent(message -> warnings.add(new Warning(field, message)));
        }
        return warnings;
    }

    /** What the organizer should know of a field that is accepted as it is. */
    record Warning(String field, String message) {}

    /**
     * Whether tickets may be sold back.
     *
     * @param minutesBefore until how many minutes before the start; null for the default of this site
     */
    record SellBack(boolean allowed, @Nullable Integer minutesBefore) {}

    /**
     * A tier with what is left of it.
     *
     * @param price as the organizer set it
     * @param seating the plan of a seated tier; in lists without its rows
     * @param taxRate basis points, hundredths of a percent; null if no tax is stated
     * @param taxIncluded whether the price includes the tax; null if no tax is stated
     * @param cost what a ticket costs its buyer
     * @param names in further languages, by tag; absent if there are none
     */
    record TierJson(
            String id,
            String name,
            long price,
            int capacity,
            int maxPerOrder,
            @Nullable Integer maxPerBuyer,
            @Nullable Seating seating,
            int available,
            Status status,
            @Nullable Integer taxRate,
            @Nullable Boolean taxIncluded,
            Cost cost,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Map<String, String> names) {

        /**
         * What a ticket costs its buyer, in minor units.
         *
         * @param total with tax and fees
         * @param fee what of the total is the fee, with tax
         * @param tax what of the total is tax
         */
        record Cost(long total, long fee, long tax) {}

        private static TierJson of(Tier tier, TicketPrice cost, TierLeft left) {
            return new TierJson(
                    tier.id(),
                    tier.name(),
                    tier.price(),
                    tier.capacity(),
                    tier.maxPerOrder(),
                    tier.maxPerBuyer(),
                    tier.seating(),
                    left.available(),
                    left.status(),
                    tier.tax() == null ? null : tier.tax().rate(),
                    tier.tax() == null ? null : tier.tax().included(),
                    new Cost(cost.total(), cost.fee(), cost.tax()),
                    tier.names());
        }
    }
}
