package io.holdfast.events.event;

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
    private final EventRequest request;
    private final Instant now;

    private EventRules(EventRequest request, Instant now) {
        this.request = request;
        this.now = now;
    }

    /** @throws InvalidEventException when the request is no event that may be sold from {@code now} on */
    static EventDetails check(EventRequest request, Instant now) {
        return new EventRules(request, now).details();
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
        status();
        noSeating("seating", request.seating());
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
                salesEnd);
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
        if (salesEnd != null && checks.accepts(salesEnd.isAfter(now), "salesEnd", "must be in the future")) {
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
        if (currency == null) {
            return "USD";
        }
        String code = currency.toUpperCase(Locale.ROOT);
        checks.accepts(CURRENCIES.contains(code), "currency", "must be an ISO 4217 code such as EUR");
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
        return new Tier(
                new TierIds().next(name),
                name,
                checks.number("price", request.price(), 0, MAX_PRICE),
                (int) checks.number("capacity", request.capacity(), 1, MAX_CAPACITY),
                maxPerOrder("maxPerOrder", request.maxPerOrder()));
    }

    private List<Tier> listed(List<@Nullable TierRequest> requests) {
        TierIds ids = new TierIds();
        takeChosenIds(requests, ids);
        List<Tier> tiers = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            TierRequest tier = requests.get(i);
            String path = "tiers[%d]".formatted(i);
            if (tier == null) {
                checks.reject(path, "is required");
                continue;
            }
            String name = checks.line(path + ".name", tier.name(), 100);
            String chosen = tier.id();
            tiers.add(new Tier(
                    chosen == null ? ids.next(name) : chosen,
                    name,
                    checks.number(path + ".price", tier.price(), 0, MAX_PRICE),
                    (int) checks.number(path + ".capacity", tier.capacity(), 1, MAX_CAPACITY),
                    maxPerOrder(path + ".maxPerOrder", tier.maxPerOrder())));
            noSeating(path + ".seating", tier.seating());
        }
        long capacity = tiers.stream().mapToLong(Tier::capacity).sum();
        checks.accepts(
                capacity <= MAX_CAPACITY, "tiers", "must have at most %d places together".formatted(MAX_CAPACITY));
        return tiers;
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
            }
        }
    }

    private int maxPerOrder(String field, @Nullable Long value) {
        return value == null ? DEFAULT_PER_ORDER : (int) checks.number(field, value, 1, MAX_PER_ORDER);
    }

    private void status() {
        String status = request.status();
        checks.accepts(
                status == null || status.equals("draft") || status.equals("published"),
                "status",
                "must be draft or published");
    }

    private void noSeating(String field, @Nullable Object seating) {
        checks.accepts(seating == null, field, "is not supported yet: leave it out for general admission");
    }
}
