package io.holdfast.events.event;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import io.holdfast.messaging.Ids;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as a client writes it, unchecked: the whole of it, or {@code {name, description, startsAt, price, capacity,
 * currency?}} for one general-admission tier. Times are text, so that one that cannot be read is named in the answer.
 *
 * @param description paragraphs of plain text
 * @param timezone IANA zone id; {@code UTC} when absent
 * @param currency ISO 4217 code; {@code USD} when absent
 * @param endsAt three hours after the start when absent
 * @param price of the short form: minor units
 * @param capacity of the short form: how many tickets
 * @param maxPerOrder of the short form: most tickets in one order; 10 when absent
 * @param maxPerBuyer most tickets in all orders of one buyer together
 * @param salesPaused whether nothing is sold for now
 * @param version of an edit: the version it changes
 * @param returnUntil of an edit that changes date or place: until when buyers may return their tickets, at most until the end; when absent
 *     two weeks, at most until the start, but a day, at most until the announced end, if the start is brought nearer
 * @param fee for the sale of each ticket that costs something; none when absent
 * @param waitingRoom absent when anyone may order
 * @param lostDisputesStopTickets whether the tickets of an order admit no one once the organizer has lost a dispute about its charge; when
 *     absent they stay valid
 * @param proofOfWork whether a buyer's device has to solve a puzzle, which takes it a moment, before tickets are ordered, or before the
 *     waiting room is entered if there is one; when absent none has to
 * @param language in which name and description are, one of {@code en}, {@code de}, {@code fr}, {@code es}, {@code ja} and {@code ar}; in an
 *     edit, an absent one stays what it was, and an empty one says that it is not known
 * @param translations name and description in further ones of these languages, by tag. In an edit, absent ones stay as they were, as names
 *     of tiers do: a client that does not know them loses none. Those that are given replace all
 */
record EventRequest(
        @Schema(requiredMode = REQUIRED, minLength = 1, maxLength = 200) @Nullable
        String name,

        @Schema(maxLength = 10_000) @Nullable String description,
        @Schema(maxLength = 50) @Nullable String category,
        @Nullable VenueRequest venue,

        @Schema(requiredMode = REQUIRED, format = "date-time") @Nullable
        String startsAt,

        @Schema(format = "date-time") @Nullable String endsAt,

        @Schema(maxLength = 64, example = "Europe/Madrid") @Nullable
        String timezone,

        @Schema(minLength = 3, maxLength = 3, example = "EUR") @Nullable
        String currency,

        @Schema(maxLength = 2_000, format = "uri") @Nullable String imageUrl,

        @ArraySchema(maxItems = EventLimits.MAX_TIERS) @Nullable
        List<@Nullable TierRequest> tiers,

        @Schema(format = "date-time") @Nullable String salesStart,
        @Schema(format = "date-time") @Nullable String salesEnd,

        @Schema(allowableValues = {"draft", "published"}) @Nullable
        String status,

        @Schema(hidden = true) @Nullable Object seating,

        @Schema(minimum = "0", maximum = "999999999999") @Nullable
        Long price,

        @Schema(minimum = "1", maximum = "1000000") @Nullable
        Long capacity,

        @Schema(minimum = "1", maximum = "100") @Nullable Long maxPerOrder,

        @Schema(minimum = "1", maximum = "1000000") @Nullable
        Long maxPerBuyer,

        @Nullable SellBackRequest sellBack,
        @Nullable Boolean salesPaused,
        @Schema(minimum = "1") @Nullable Long version,
        @Schema(format = "date-time") @Nullable String returnUntil,
        @Nullable FeeRequest fee,
        @Nullable WaitingRoomRequest waitingRoom,
        @Nullable Boolean lostDisputesStopTickets,
        @Nullable Boolean proofOfWork,
        @Schema(maxLength = 2) @Nullable String language,
        @Nullable Map<String, @Nullable TranslationRequest> translations) {

    /**
     * An event's texts in a further language as a client writes them.
     *
     * @param name the event's own when absent; likewise {@code description}
     */
    record TranslationRequest(
            @Schema(maxLength = 200) @Nullable String name,
            @Schema(maxLength = 10_000) @Nullable String description) {}

    /** The venue as a client writes it. */
    record VenueRequest(
            @Schema(maxLength = 200) @Nullable String name,
            @Schema(maxLength = 300) @Nullable String address,
            @Schema(maxLength = 100) @Nullable String city,
            @Schema(maxLength = 100) @Nullable String country) {}

    /**
     * A tier as a client writes it.
     *
     * @param id made from the name when absent
     * @param price minor units of the event's currency, and no more than the payment provider takes in one charge, which is
     *     99999999 of its units in all currencies but IDR
     * @param capacity required without seating
     * @param maxPerOrder 10 when absent
     * @param taxRate basis points, hundredths of a percent; no tax is stated when absent
     * @param taxIncluded whether the price includes the tax, which is so when absent; otherwise it is added
     * @param names in further languages, by tag; in an edit, absent ones stay as they were
     */
    record TierRequest(
            @Schema(maxLength = 24, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$") @Nullable
            String id,

            @Schema(requiredMode = REQUIRED, minLength = 1, maxLength = 100) @Nullable
            String name,

            @Schema(requiredMode = REQUIRED, minimum = "0", maximum = "999999999999") @Nullable
            Long price,

            @Schema(minimum = "1", maximum = "1000000") @Nullable
            Long capacity,

            @Schema(minimum = "1", maximum = "100") @Nullable
            Long maxPerOrder,

            @Nullable SeatingRequest seating,

            @Schema(minimum = "1", maximum = "1000000") @Nullable
            Long maxPerBuyer,

            @Schema(minimum = "0", maximum = "10000", example = "1900") @Nullable
            Long taxRate,

            @Nullable Boolean taxIncluded,
            @Nullable Map<String, @Nullable String> names) {}

    /**
     * A fee as a client writes it, with tax.
     *
     * @param fixed minor units for each ticket
     * @param rate basis points of the ticket's price with tax, added to the fixed part
     * @param paidByBuyer whether it comes on top of the price, which is so when absent; otherwise the organizer bears it
     */
    record FeeRequest(
            @Schema(minimum = "0", maximum = "999999999999") @Nullable
            Long fixed,

            @Schema(minimum = "0", maximum = "10000") @Nullable
            Long rate,

            @Nullable Boolean paidByBuyer) {}

    /** A seating plan as a client writes it. */
    record SeatingRequest(
            @ArraySchema(minItems = 1, maxItems = EventLimits.MAX_ROWS, arraySchema = @Schema(requiredMode = REQUIRED))
            @Nullable
            List<@Nullable RowRequest> rows) {}

    /**
     * A row of seats as a client writes it.
     *
     * @param section the part of the hall that the row is in, such as {@code Balcony}: up to 24 letters, digits, spaces and
     *     {@code . ' & ( ) + -}; absent if the plan has no parts. The rows of a section follow each other
     * @param label 1 to 8 letters and digits of any script, once in its section
     * @param first the lowest number, 1 when absent. Rows up to 999 are kept, and answered, as from 1 on with gaps, unless the event would
     *     list more than 20000 numbers then
     * @param seats the highest number, with at most 200 seats from the lowest up to it
     * @param gaps numbers where there is no seat
     * @param aisles numbers after which there is an aisle
     * @param accessible seats with room for a wheelchair
     * @param companion seats for companions of people in wheelchairs
     */
    record RowRequest(
            @Schema(maxLength = EventLimits.MAX_SECTION, example = "Balcony") @Nullable
            String section,

            @Schema(requiredMode = REQUIRED, minLength = 1, maxLength = 8) @Nullable
            String label,

            @Schema(minimum = "1", maximum = "9999", defaultValue = "1") @Nullable
            Long first,

            @Schema(requiredMode = REQUIRED, minimum = "1", maximum = "9999") @Nullable
            Long seats,

            @Nullable List<@Nullable Long> gaps,
            @Nullable List<@Nullable Long> aisles,
            @Nullable List<@Nullable Long> accessible,
            @Nullable List<@Nullable Long> companion) {}

    /** Whether and how long tickets may be sold back, as a client writes it. */
    record SellBackRequest(
            @Nullable Boolean allowed,

            @Schema(minimum = "0", maximum = "527040") @Nullable
            Long minutesBefore) {}

    /**
     * A waiting room as a client writes it.
     *
     * @param opensAt when places are drawn and admission begins
     * @param admitPerMinute no limit when absent
     * @param holdersAtOnce most people who choose or pay at a time; as this site is set up when absent
     */
    record WaitingRoomRequest(
            @Schema(requiredMode = REQUIRED, format = "date-time") @Nullable
            String opensAt,

            @Schema(minimum = "1", maximum = "100000") @Nullable
            Long admitPerMinute,

            @Schema(minimum = "1", maximum = "100000") @Nullable
            Long holdersAtOnce) {}

    /** Whether the event is to stay unpublished. */
    boolean isDraft() {
        return "draft".equals(status);
    }

    /** Whether the event is to be published, if it is not yet. */
    boolean isPublished() {
        return "published".equals(status);
    }

    /** Equal for equal requests, in all releases of this service. */
    String hash() {
        // Earlier releases did not know the last fields; a request without them may repeat one that such a release got.
        return Ids.derived(toString()
                .replace("RowRequest[section=null, ", "RowRequest[")
                .replace(", first=null, seats=", ", seats=")
                .replace(", language=null, translations=null]", "]")
                .replace(", names=null]", "]")
                .replace(", proofOfWork=null]", "]")
                .replace(", lostDisputesStopTickets=null]", "]")
                .replace(", waitingRoom=null]", "]")
                .replace(", taxRate=null, taxIncluded=null]", "]")
                .replace(", fee=null]", "]")
                .replace(", returnUntil=null]", "]")
                .replace(", maxPerBuyer=null, sellBack=null, salesPaused=null, version=null]", "]")
                .replace(", maxPerBuyer=null]", "]"));
    }
}
