package io.holdfast.events.event;

import io.holdfast.contracts.EventStatus;
import io.holdfast.events.event.EventRequest.SellBackRequest;
import io.holdfast.events.event.EventRequest.TierRequest;
import io.holdfast.events.event.EventRequest.VenueRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What makes an event an event. Reports everything that is wrong, by field. */
final class EventRules {

    static final int MAX_TIERS = 50;
    static final int MAX_CAPACITY = 1_000_000;
    static final int MAX_PER_ORDER = 100;
    static final int DEFAULT_PER_ORDER = 10;

    /** The most that card providers take in one charge: eight digits of minor units. */
    static final long MAX_PRICE = 99_999_999;

    static final Duration DEFAULT_LENGTH = Duration.ofHours(3);

    /** Longer is a typing error. */
    private static final Duration MAX_LENGTH = Duration.ofDays(366);

    private static final int MAX_URL = 2_000;
    private static final String ONLY_TIER = "General admission";
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .filter(currency -> currency.getDefaultFractionDigits() >= 0)
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private final FieldChecks checks = new FieldChecks();
    private final SeatingRules seatings = new SeatingRules(checks);
    private final EventRequest request;
    private final @Nullable Event before;
    private final Instant now;

    private EventRules(EventRequest request, @Nullable Event before, Instant now) {
        this.request = request;
        this.before = before;
        this.now = now;
    }

    /** @throws InvalidEventException when the request is no event that may be sold from {@code now} on */
    static EventDetails check(EventRequest request, Instant now) {
        return new EventRules(request, null, now).details();
    }

    /** @throws InvalidEventException when the request is nothing that {@code before} may become at {@code now} */
    static EventDetails checkEdit(EventRequest request, Event before, Instant now) {
        return new EventRules(request, before, now).details();
    }

    private EventDetails details() {
        String name = checks.line("name", request.name(), 200);
        String description = checks.paragraphs("description", request.description(), 10_000);
        String category = checks.optionalLine("category", request.category(), 50);
        Venue venue = venue(request.venue());
        Instant startsAt = startsAt();
        Instant endsAt = endsAt(startsAt);
        String timezone = timezone();
        String currency = currency();
        String imageUrl = imageUrl();
        List<Tier> tiers = tiers();
        Instant salesEnd = salesEnd(startsAt);
        Instant salesStart = salesStart(salesEnd == null ? startsAt : salesEnd);
        Terms terms = terms();
        status();
        checks.accepts(request.seating() == null, "seating", "belongs to a tier");
        checks.throwIfAny();
        return new EventDetails(
                name,
                description,
                category,
                venue,
                startsAt,
                endsAt,
                timezone,
                currency,
                imageUrl,
                tiers,
                salesStart,
                salesEnd,
                terms);
    }

    private Venue venue(@Nullable VenueRequest venue) {
        if (venue == null) {
            return Venue.TO_BE_ANNOUNCED;
        }
        String name = checks.optionalLine("venue.name", venue.name(), 200);
        return new Venue(
                Objects.requireNonNullElse(name, Venue.TO_BE_ANNOUNCED.name()),
                checks.optionalLine("venue.address", venue.address(), 300),
                checks.optionalLine("venue.city", venue.city(), 100),
                checks.optionalLine("venue.country", venue.country(), 100));
    }

    private Instant startsAt() {
        String text = request.startsAt();
        if (text == null || text.isBlank()) {
            checks.reject("startsAt", "is required");
        }
        Instant startsAt = checks.instant("startsAt", text);
        if (startsAt == null) {
            return now;
        }
        checks.accepts(startsAt.isAfter(now), "startsAt", "must be in the future");
        return startsAt;
    }

    private Instant endsAt(Instant startsAt) {
        Instant endsAt = checks.instant("endsAt", request.endsAt());
        if (endsAt == null) {
            return startsAt.plus(DEFAULT_LENGTH);
        }
        if (checks.accepts(endsAt.isAfter(startsAt), "endsAt", "must be after startsAt")) {
            checks.accepts(
                    !endsAt.isAfter(startsAt.plus(MAX_LENGTH)), "endsAt", "must be at most 366 days after startsAt");
        }
        return endsAt;
    }

    private @Nullable Instant salesEnd(Instant startsAt) {
        Instant salesEnd = checks.instant("salesEnd", request.salesEnd());
        boolean kept = before != null && Objects.equals(before.details().salesEnd(), salesEnd);
        if (salesEnd != null && checks.accepts(kept || salesEnd.isAfter(now), "salesEnd", "must be in the future")) {
            checks.accepts(!salesEnd.isAfter(startsAt), "salesEnd", "must not be after startsAt");
        }
        return salesEnd;
    }

    private @Nullable Instant salesStart(Instant salesEnd) {
        Instant salesStart = checks.instant("salesStart", request.salesStart());
        if (salesStart != null) {
            checks.accepts(salesStart.isBefore(salesEnd), "salesStart", "must be before the sale ends");
        }
        return salesStart;
    }

    private String timezone() {
        String timezone = checks.optionalLine("timezone", request.timezone(), 64);
        if (timezone == null) {
            return "UTC";
        }
        checks.accepts(ZONES.contains(timezone), "timezone", "must be an IANA time zone such as Europe/Madrid");
        return timezone;
    }

    private String currency() {
        String currency = checks.optionalLine("currency", request.currency(), 10);
        String code = currency == null ? "USD" : currency.toUpperCase(Locale.ROOT);
        if (checks.accepts(CURRENCIES.contains(code), "currency", "must be an ISO 4217 code such as EUR")) {
            checks.accepts(
                    !isPublic()
                            || code.equals(
                                    Objects.requireNonNull(before).details().currency()),
                    "currency",
                    "cannot change once the event is published");
        }
        return code;
    }

    private @Nullable String imageUrl() {
        String url = checks.optionalLine("imageUrl", request.imageUrl(), MAX_URL);
        if (url != null) {
            checks.accepts(isWebAddress(url), "imageUrl", "must be an http or https address");
        }
        return url;
    }

    private static boolean isWebAddress(String url) {
        try {
            URI uri = new URI(url);
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null && uri.getUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private List<Tier> tiers() {
        List<@Nullable TierRequest> tiers = request.tiers();
        if (tiers == null) {
            return request.price() == null && request.capacity() == null ? noTier() : List.of(onlyTier());
        }
        checks.accepts(request.price() == null, "price", "belongs to a tier when there are tiers");
        checks.accepts(request.capacity() == null, "capacity", "belongs to a tier when there are tiers");
        checks.accepts(request.maxPerOrder() == null, "maxPerOrder", "belongs to a tier when there are tiers");
        if (tiers.isEmpty()) {
            return noTier();
        }
        if (!checks.accepts(tiers.size() <= MAX_TIERS, "tiers", "must be at most " + MAX_TIERS)) {
            return List.of();
        }
        return listed(tiers);
    }

    private List<Tier> noTier() {
        checks.reject("tiers", "must have at least one tier, or give price and capacity");
        return List.of();
    }

    private Tier onlyTier() {
        String name = ONLY_TIER;
        String id = new TierIds(before).next(name);
        sameKind("capacity", id, false);
        return new Tier(
                id,
                name,
                checks.number("price", request.price(), 0, MAX_PRICE),
                (int) checks.number("capacity", request.capacity(), 1, MAX_CAPACITY),
                maxPerOrder("maxPerOrder", request.maxPerOrder()),
                null,
                null,
                1L);
    }

    private List<Tier> listed(List<@Nullable TierRequest> requests) {
        TierIds ids = new TierIds(before);
        takeChosenIds(requests, ids);
        List<Tier> tiers = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            TierRequest tier = requests.get(i);
            String path = "tiers[%d]".formatted(i);
            if (checks.accepts(tier != null, path, "is required")) {
                tiers.add(listed(path, Objects.requireNonNull(tier), ids));
            }
        }
        long capacity = tiers.stream().mapToLong(Tier::capacity).sum();
        checks.accepts(
                capacity <= MAX_CAPACITY, "tiers", "must have at most %d places together".formatted(MAX_CAPACITY));
        seatings.checkTogether(tiers);
        return tiers;
    }

    private Tier listed(String path, TierRequest tier, TierIds ids) {
        String name = checks.line(path + ".name", tier.name(), 100);
        String id = tier.id() == null ? ids.next(name) : tier.id();
        int wrong = checks.count();
        Seating seating = seatings.check(path + ".seating", tier.seating());
        boolean sound = checks.count() == wrong;
        sameKind(path + ".seating", id, seating != null);
        return new Tier(
                id,
                name,
                checks.number(path + ".price", tier.price(), 0, MAX_PRICE),
                sound ? capacity(path + ".capacity", tier.capacity(), seating) : 1,
                maxPerOrder(path + ".maxPerOrder", tier.maxPerOrder()),
                maxPerBuyer(path + ".maxPerBuyer", tier.maxPerBuyer()),
                seating,
                1L);
    }

    private int capacity(String field, @Nullable Long value, @Nullable Seating seating) {
        if (seating == null) {
            return (int) checks.number(field, value, 1, MAX_CAPACITY);
        }
        int seats = seating.seats();
        checks.accepts(
                value == null || value == seats,
                field,
                "must be %d, as many as there are seats, or be left out".formatted(seats));
        return seats;
    }

    /** What was sold without a place cannot be given one, nor the other way round. */
    private void sameKind(String field, String tierId, boolean seated) {
        if (isPublic()) {
            Objects.requireNonNull(before)
                    .details()
                    .tier(tierId)
                    .ifPresent(tier -> checks.accepts(
                            tier.isSeated() == seated,
                            field,
                            "cannot change between general admission and numbered seats"));
        }
    }

    /** First of all, so that an id made from a name never takes one that the organizer chose. */
    private void takeChosenIds(List<@Nullable TierRequest> requests, TierIds ids) {
        for (int i = 0; i < requests.size(); i++) {
            TierRequest tier = requests.get(i);
            String id = tier == null ? null : tier.id();
            String field = "tiers[%d].id".formatted(i);
            if (id != null
                    && checks.accepts(
                            TierIds.isValid(id),
                            field,
                            "must be up to 24 of a-z, 0-9 and single hyphens between them")) {
                checks.accepts(ids.take(id), field, "is another tier's id");
                checks.accepts(!ids.isRetired(id), field, "was the id of a tier that is gone: leave it out");
            }
        }
    }

    private int maxPerOrder(String field, @Nullable Long value) {
        return value == null ? DEFAULT_PER_ORDER : (int) checks.number(field, value, 1, MAX_PER_ORDER);
    }

    private @Nullable Integer maxPerBuyer(String field, @Nullable Long value) {
        return value == null ? null : Integer.valueOf((int) checks.number(field, value, 1, MAX_CAPACITY));
    }

    private Terms terms() {
        SellBackRequest sellBack = request.sellBack();
        Long minutes = sellBack == null ? null : sellBack.minutesBefore();
        return new Terms(
                maxPerBuyer("maxPerBuyer", request.maxPerBuyer()),
                sellBack == null || !Boolean.FALSE.equals(sellBack.allowed()),
                minutes == null
                        ? null
                        : Integer.valueOf(
                                (int) checks.number("sellBack.minutesBefore", minutes, 0, MAX_LENGTH.toMinutes())),
                Boolean.TRUE.equals(request.salesPaused()));
    }

    private void status() {
        String status = request.status();
        checks.accepts(
                status == null || request.isDraft() || request.isPublished(), "status", "must be draft or published");
        checks.accepts(
                !isPublic() || !request.isDraft(), "status", "cannot be draft again once the event is published");
    }

    private boolean isPublic() {
        return before != null && before.status() == EventStatus.PUBLISHED;
    }
}
