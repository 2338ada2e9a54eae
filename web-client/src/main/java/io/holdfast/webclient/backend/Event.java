package io.holdfast.webclient.backend;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An event as events-service shows it.
 *
 * @param language of its own texts, as a tag; null if that is not known
 * @param translations its name and description in further languages, by tag; null for none
 * @param usualEnd whether it ends when it would if no end had been given; null if not, or not known
 * @param previousStartsAt when it was to start when it became public; null unless it was moved
 * @param shown null unless it is {@link #in} the words of a reader's language
 */
public record Event(
        String id,
        String name,
        @Nullable String description,
        @Nullable String category,
        @Nullable Venue venue,
        Instant startsAt,
        @Nullable Instant endsAt,
        @Nullable String timezone,
        String currency,
        @Nullable String imageUrl,
        List<Tier> tiers,
        @Nullable Instant salesStart,
        @Nullable Instant salesEnd,
        @Nullable String organizerId,
        @Nullable String status,
        @Nullable Availability availability,
        @Nullable Integer maxPerBuyer,
        @Nullable SellBack sellBack,
        @Nullable Boolean salesPaused,
        @Nullable Long version,
        @Nullable String picture,
        @Nullable Instant returnUntil,
        @Nullable String pictureProblem,
        @Nullable Boolean listed,
        @Nullable TakenDown takenDown,
        @Nullable Seller seller,
        @Nullable Fee fee,
        @Nullable WaitingRoom waitingRoom,
        @Nullable Boolean lostDisputesStopTickets,
        @Nullable Boolean proofOfWork,
        @Nullable String language,
        @Nullable Map<String, Translation> translations,
        @Nullable Boolean usualEnd,
        @Nullable Instant previousStartsAt,
        @Nullable Instant updatedAt,
        @Nullable Shown shown) {

    /** @param name null: as in the event's own texts; likewise {@code description} */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Translation(
            @Nullable String name, @Nullable String description) {}

    /**
     * In which languages its words are.
     *
     * @param ownName its name in its own language, by which its page has its address
     * @param nameLanguage the tag of the language of its name; null if it is that of the page, or not known; likewise {@code
     *     descriptionLanguage}
     */
    public record Shown(
            String ownName,
            @Nullable String nameLanguage,
            @Nullable String descriptionLanguage) {}

    private static final Duration ONE_DAY = Duration.ofDays(1);

    /** After which an event ends that has no end of its own. Compared until all services are of a version that tells it. */
    private static final Duration USUAL_LENGTH = Duration.ofHours(3);

    /**
     * Who sells its tickets.
     *
     * @param country ISO 3166 code of two letters
     * @param receiptsByMail whether buyers get their receipts with their tickets
     * @param electronicInvoices whether there are electronic invoices, too; null from a service that does not know that yet
     */
    public record Seller(
            String name,
            String street,
            @Nullable String postalCode,
            String city,
            String country,
            @Nullable String taxId,
            String email,
            boolean receiptsByMail,
            @Nullable Boolean electronicInvoices) {

        /** Street, town and country in the visitor's language. */
        public String address(Locale language) {
            String town = postalCode == null ? city : postalCode + " " + city;
            String land = Locale.of("", country).getDisplayCountry(language);
            return String.join(", ", street, town, land);
        }
    }

    /** @param reason null for all but the organizer and operators */
    public record TakenDown(Instant at, @Nullable String reason) {}

    /**
     * That only those who are admitted from a waiting room may order.
     *
     * @param opensAt when places are drawn
     * @param admitPerMinute null without a limit
     * @param holdersAtOnce null for the setting of the site
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WaitingRoom(
            Instant opensAt,
            @Nullable Integer admitPerMinute,
            @Nullable Integer holdersAtOnce) {}

    /** The state of an event's sale for a visitor. */
    public enum Sale {
        CANCELLED,
        ENDED,
        DRAFT,
        NOT_BEGUN,
        CLOSED,
        PAUSED,
        TAKEN_DOWN,
        /** Tickets can be chosen by those who are admitted from the waiting room. */
        WAITING_ROOM,
        SOLD_OUT,
        HELD,
        LOW,
        OPEN;

        /** Whether tickets can be chosen. Held ones can, since they may be released at any moment. */
        public boolean isOpen() {
            return this == OPEN || this == LOW || this == HELD;
        }

        /** Whether no ticket can be bought any more. */
        public boolean isOver() {
            return this == CANCELLED || this == ENDED || this == CLOSED || this == SOLD_OUT;
        }

        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param name not for people while it is to be announced
     * @param toBeAnnounced whether its name is not known yet; null if it is, or the service does not tell
     */
    public record Venue(
            String name,
            @Nullable String address,
            @Nullable String city,
            @Nullable String country,
            @Nullable Boolean toBeAnnounced) {

        /** What services call a place without a name. Compared until all of them are of a version that tells it. */
        private static final String TO_BE_ANNOUNCED = "To be announced";

        /** Whether its name is given. */
        public boolean isAnnounced() {
            return toBeAnnounced == null ? !name.equals(TO_BE_ANNOUNCED) : !toBeAnnounced;
        }

        /** The same under another name. */
        public Venue called(String other) {
            return new Venue(other, address, city, country, false);
        }

        /** Name and address, as far as they are given; otherwise empty. */
        public String place() {
            return Stream.of(isAnnounced() ? name : "", fullAddress())
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining(", "));
        }

        /** The name, and the city unless it is the same. */
        public String nameAndCity() {
            return city == null || city.equals(name) ? name : name + ", " + city;
        }

        /** Address, city and country, as far as they are known. */
        public String fullAddress() {
            return Stream.of(address, city, country).filter(Objects::nonNull).collect(Collectors.joining(", "));
        }
    }

    /**
     * A fee for each ticket that costs something.
     *
     * @param fixed minor units
     * @param rate basis points of the ticket's price, added to that
     */
    public record Fee(long fixed, int rate, boolean paidByBuyer) {}

    /**
     * What a ticket costs its buyer, in minor units.
     *
     * @param total with tax and fees
     */
    public record Cost(long total, long fee, long tax) {}

    /**
     * A tier; its availability is that of the moment of the answer.
     *
     * @param names in further languages, by tag; null for none
     * @param nameLanguage the tag of the language of its name; null if it is that of the page, or not known
     */
    public record Tier(
            String id,
            String name,
            long price,
            int capacity,
            @Nullable Integer maxPerOrder,
            @Nullable Integer available,
            @Nullable String status,
            @Nullable Integer maxPerBuyer,
            @Nullable Seating seating,
            @Nullable Integer taxRate,
            @Nullable Boolean taxIncluded,
            @Nullable Cost cost,
            @Nullable Map<String, String> names,
            @Nullable String nameLanguage) {

        /** The tier in the words of a reader, as {@link Event#in}. */
        private Tier in(String reader, @Nullable String ownLanguage) {
            String translated = names == null ? null : names.get(reader);
            return new Tier(
                    id,
                    translated == null ? name : translated,
                    price,
                    capacity,
                    maxPerOrder,
                    available,
                    status,
                    maxPerBuyer,
                    seating,
                    taxRate,
                    taxIncluded,
                    cost,
                    names,
                    translated == null ? ownLanguage : null);
        }

        /** What a ticket costs its buyer, with tax and fees, in minor units. */
        public long total() {
            return cost == null ? price : cost.total();
        }

        /** What of that is the fee. */
        public long fee() {
            return cost == null ? 0 : cost.fee();
        }

        /** The most tickets of this tier in one order. */
        public int most() {
            return maxPerOrder == null ? 10 : maxPerOrder;
        }
    }

    /** The seats of a tier. */
    public record Seating(List<SeatRow> rows) {

        public Seating {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A row of seats.
     *
     * @param section the part of the hall that it is in; null if the plan has no parts
     * @param label once in its section
     * @param first the lowest number; null for 1
     * @param seats the highest number
     * @param gaps numbers without a seat
     * @param aisles numbers after which there is an aisle
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record SeatRow(
            @Nullable String section,
            String label,
            @Nullable Integer first,
            int seats,
            @Nullable List<Integer> gaps,
            @Nullable List<Integer> aisles,
            @Nullable List<Integer> accessible,
            @Nullable List<Integer> companion) {

        /** What the row is called in its plan, each once. */
        public String key() {
            return section == null ? label : section + " " + label;
        }

        /** The numbers at which there is a seat. */
        public BitSet numbers() {
            BitSet numbers = new BitSet(seats + 1);
            numbers.set(first == null ? 1 : first, seats + 1);
            if (gaps != null) {
                gaps.forEach(numbers::clear);
            }
            return numbers;
        }

        /** From the number of a seat to that of the one beside it. */
        public int step() {
            return SeatNumbers.step(numbers());
        }
    }

    /** @param minutesBefore how long before the start it ends; null for the default of events-service */
    public record SellBack(boolean allowed, @Nullable Integer minutesBefore) {}

    public record Availability(
            List<TierAvailability> tiers, @Nullable Instant asOf) {}

    public record TierAvailability(
            String id,
            @Nullable Integer capacity,
            @Nullable Integer available,
            @Nullable String status) {}

    public Event {
        tiers = List.copyOf(tiers);
    }

    /** The event in the words of a reader's language, as far as there are such; the rest in its own. */
    public Event in(Locale reader) {
        String tag = reader.getLanguage();
        Translation given = translations == null ? null : translations.get(tag);
        String translatedName = given == null ? null : given.name();
        String translatedDescription = given == null ? null : given.description();
        String own = tag.equals(language) ? null : language;
        return new Event(
                id,
                translatedName == null ? name : translatedName,
                translatedDescription == null ? description : translatedDescription,
                category,
                venue,
                startsAt,
                endsAt,
                timezone,
                currency,
                imageUrl,
                tiers.stream().map(tier -> tier.in(tag, own)).toList(),
                salesStart,
                salesEnd,
                organizerId,
                status,
                availability,
                maxPerBuyer,
                sellBack,
                salesPaused,
                version,
                picture,
                returnUntil,
                pictureProblem,
                listed,
                takenDown,
                seller,
                fee,
                waitingRoom,
                lostDisputesStopTickets,
                proofOfWork,
                language,
                translations,
                usualEnd,
                previousStartsAt,
                updatedAt,
                new Shown(name, translatedName == null ? own : null, translatedDescription == null ? own : null));
    }

    /** Whether a puzzle has to be solved before tickets are ordered, or before the waiting room is entered if there is one. */
    public boolean asksForProofOfWork() {
        return Boolean.TRUE.equals(proofOfWork);
    }

    /** Its name in its own language. */
    public String ownName() {
        return shown == null ? name : shown.ownName();
    }

    /** The tag of the language of its name; null if it is that of the page, or not known. */
    public @Nullable String nameLanguage() {
        return shown == null ? null : shown.nameLanguage();
    }

    /** The tag of the language of its description; null if it is that of the page, or not known. */
    public @Nullable String descriptionLanguage() {
        return shown == null ? null : shown.descriptionLanguage();
    }

    /** Its names in all languages but the one that is shown. */
    public List<String> otherNames() {
        Stream<String> translated = translations == null
                ? Stream.empty()
                : translations.values().stream().flatMap(given -> Stream.ofNullable(given.name()));
        return Stream.concat(Stream.of(ownName()), translated)
                .filter(other -> !other.equals(name))
                .distinct()
                .toList();
    }

    /** The address of its page at this site, escaped: the name in readable form, and the id. The same for readers of all languages. */
    public String path() {
        return EventAddress.of(id, ownName());
    }

    public ZoneId zone() {
        return zone(timezone);
    }

    static ZoneId zone(@Nullable String timezone) {
        try {
            return timezone == null ? ZoneOffset.UTC : ZoneId.of(timezone);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    /** Whether it ends when it would if no end had been given. */
    public boolean hasUsualEnd() {
        return usualEnd == null ? startsAt.plus(USUAL_LENGTH).equals(endsAt) : usualEnd;
    }

    /** Whether it lasts so long that its end has to be told, too. */
    public boolean lastsForDays() {
        return lastsForDays(startsAt, endsAt);
    }

    static boolean lastsForDays(Instant startsAt, @Nullable Instant endsAt) {
        return endsAt != null && endsAt.isAfter(startsAt.plus(ONE_DAY));
    }

    /** When tickets are no longer sold: unless the organizer set that, at the start or, if it lasts for days, at the end. */
    private Instant salesClose() {
        if (salesEnd != null) {
            return salesEnd;
        }
        return endsAt != null && lastsForDays() ? endsAt : startsAt;
    }

    /** Lowest price of a tier that is not sold out, else of any tier. */
    public long fromPrice() {
        return tiers.stream()
                .filter(tier -> !"sold-out".equals(statusOf(tier)))
                .mapToLong(Tier::total)
                .min()
                .orElseGet(() -> tiers.stream().mapToLong(Tier::total).min().orElse(0));
    }

    public boolean hasOnePrice() {
        return tiers.stream().mapToLong(Tier::total).distinct().count() <= 1;
    }

    /** Whether buyers pay a fee for some ticket. */
    public boolean hasFees() {
        return tiers.stream().anyMatch(tier -> tier.fee() > 0);
    }

    /** {@code available}, {@code low}, {@code held} or {@code sold-out}; {@code available} if it is not known. */
    public String statusOf(Tier tier) {
        if (tier.status() != null) {
            return tier.status();
        }
        return live(tier).map(TierAvailability::status).orElse("available");
    }

    /** The number of free units; the capacity if it is not known. */
    public int availableOf(Tier tier) {
        if (tier.available() != null) {
            return tier.available();
        }
        return live(tier).map(TierAvailability::available).orElse(tier.capacity());
    }

    private Optional<TierAvailability> live(Tier tier) {
        if (availability == null) {
            return Optional.empty();
        }
        return availability.tiers().stream()
                .filter(candidate -> candidate.id().equals(tier.id()))
                .findFirst();
    }

    /** Whether searches do not find it, though it is published and not taken down: its organizer's address is not confirmed. */
    public boolean isUnlisted() {
        return Boolean.FALSE.equals(listed) && takenDown == null && "published".equals(status);
    }

    /** Whether its organizer has paused the sale. */
    public boolean isPaused() {
        return Boolean.TRUE.equals(salesPaused);
    }

    public boolean isDraft() {
        return "draft".equals(status);
    }

    public boolean isCancelled() {
        return "cancelled".equals(status);
    }

    public int available() {
        return tiers.stream().mapToInt(this::availableOf).sum();
    }

    public Sale sale(Instant now) {
        if (isCancelled()) {
            return Sale.CANCELLED;
        }
        if ("ended".equals(status) || (endsAt != null && !endsAt.isAfter(now))) {
            return Sale.ENDED;
        }
        if ("draft".equals(status)) {
            return Sale.DRAFT;
        }
        if (salesStart != null && salesStart.isAfter(now)) {
            return Sale.NOT_BEGUN;
        }
        if (!salesClose().isAfter(now)) {
            return Sale.CLOSED;
        }
        if (takenDown != null) {
            return Sale.TAKEN_DOWN;
        }
        if (isPaused()) {
            return Sale.PAUSED;
        }
        List<String> statuses = tiers.stream().map(this::statusOf).distinct().toList();
        if (statuses.stream().allMatch("sold-out"::equals)) {
            return Sale.SOLD_OUT;
        }
        if (statuses.contains("available")) {
            return Sale.OPEN;
        }
        return statuses.contains("low") ? Sale.LOW : Sale.HELD;
    }
}
