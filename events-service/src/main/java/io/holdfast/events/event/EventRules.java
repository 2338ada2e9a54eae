package io.holdfast.events.event;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.events.event.EventRequest.FeeRequest;
import io.holdfast.events.event.EventRequest.SellBackRequest;
import io.holdfast.events.event.EventRequest.VenueRequest;
import io.holdfast.events.event.EventRequest.WaitingRoomRequest;
import io.holdfast.events.picture.Pictures;
import io.holdfast.money.Currency;
import io.holdfast.money.Fee;
import io.holdfast.money.Tax;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for events. Reports everything that is wrong, by field. */
final class EventRules {

    /** An event that is longer is a typing error. */
    private static final Duration MAX_LENGTH = Duration.ofDays(366);

    /** How long buyers may return the tickets of an event that was moved, unless its organizer sets another time. */
    private static final Duration USUAL_RETURN = Duration.ofDays(14);

    /** They have to read of it first. */
    private static final Duration SHORTEST_RETURN = Duration.ofDays(1);

    private static final String OPENS_AT = "waitingRoom.opensAt";

    /** More would not be a limit. */
    private static final int MAX_ADMITTED = 100_000;

    private static final int MAX_URL = 2_000;
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

    private final FieldChecks checks;
    private final EventRequest request;
    private final @Nullable Event before;
    private final Instant now;

    private EventRules(EventRequest request, @Nullable Event before, Instant now) {
        this.request = request;
        this.before = before;
        this.now = now;
        this.checks =
                new FieldChecks(before == null ? Set.of() : before.details().texts());
    }

    /** @throws InvalidEventException when the request is no event that may be sold after {@code now} */
    static EventDetails check(EventRequest request, Instant now) {
        return new EventRules(request, null, now).details();
    }

    /** @throws InvalidEventException when {@code before} may not become what the request wants at {@code now} */
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
        Fee fee = fee(request.fee(), currency);
        TranslationRules languages =
                new TranslationRules(checks, before == null ? null : before.details(), request.language());
        List<Tier> tiers = new TierRules(checks, before, currency, fee, languages).check(request);
        Map<String, Translation> translations = languages.ofEvent(request.translations());
        languages.checkTogether(translations, tiers);
        Instant salesEnd = salesEnd(endsAt);
        Instant salesClose = salesEnd == null ? EventState.salesClose(startsAt, endsAt) : salesEnd;
        Instant salesStart = salesStart(salesClose);
        TermsOfSale terms =
                terms(returnUntil(venue, startsAt, endsAt, timezone), fee, waitingRoom(salesStart, salesClose));
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
                terms,
                languages.language(),
                translations);
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
        // A published event may be changed until it ends.
        boolean kept = wasPublished() && startsAt.equals(published().details().startsAt());
        checks.accepts(kept || startsAt.isAfter(now), "startsAt", "must be in the future");
        return startsAt;
    }

    private Instant endsAt(Instant startsAt) {
        Instant endsAt = checks.instant("endsAt", request.endsAt());
        if (endsAt == null) {
            endsAt = EventDetails.usualEnd(startsAt);
        }
        if (checks.accepts(endsAt.isAfter(startsAt), "endsAt", "must be after startsAt")) {
            checks.accepts(
                    !endsAt.isAfter(startsAt.plus(MAX_LENGTH)), "endsAt", "must be at most 366 days after startsAt");
            // Of an event that is on; a start in the past is refused for itself.
            checks.accepts(!wasPublished() || endsAt.isAfter(now), "endsAt", "must be in the future");
        }
        return endsAt;
    }

    private @Nullable Instant salesEnd(Instant endsAt) {
        Instant salesEnd = checks.instant("salesEnd", request.salesEnd());
        boolean kept = before != null && Objects.equals(before.details().salesEnd(), salesEnd);
        if (salesEnd != null && checks.accepts(kept || salesEnd.isAfter(now), "salesEnd", "must be in the future")) {
            checks.accepts(!salesEnd.isAfter(endsAt), "salesEnd", "must not be after endsAt");
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
        boolean kept = before != null && code.equals(before.details().currency());
        if (kept) {
            // It may have gone out of use since.
            return code;
        }
        if (checks.accepts(Currency.find(code).isPresent(), "currency", whyUnknown(code))) {
            checks.accepts(!wasPublished(), "currency", "cannot change once the event is published");
        }
        return code;
    }

    private static String whyUnknown(String code) {
        Optional<String> successor = Currency.successorOf(code);
        return successor.isPresent()
                ? "is no longer in use: %s has replaced %s".formatted(successor.get(), code)
                : "must be the ISO 4217 code of a currency in use, such as EUR";
    }

    private @Nullable String imageUrl() {
        String url = checks.optionalLine("imageUrl", request.imageUrl(), MAX_URL);
        if (url != null) {
            checks.accepts(
                    isWebAddress(url) || Pictures.isOwn(url),
                    "imageUrl",
                    "must be an http or https address, or that of an uploaded picture");
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

    /**
     * Until when buyers may return their tickets. An edit that changes date or place of a published event gives them that right, or more
     * time for it; no edit takes it away.
     */
    private @Nullable Instant returnUntil(Venue venue, Instant startsAt, Instant endsAt, String timezone) {
        Instant wanted = checks.instant("returnUntil", request.returnUntil());
        Instant promised = before == null ? null : before.details().terms().returnUntil();
        if (!moves(venue, startsAt, endsAt, timezone)) {
            if (wanted == null) {
                return promised;
            }
            if (promised == null) {
                checks.reject("returnUntil", "needs another date or place");
            } else {
                checks.accepts(
                        !wanted.isBefore(promised), "returnUntil", "was promised to buyers and cannot end earlier");
                checkLatestReturn(wanted, endsAt, promised);
            }
            return wanted;
        }
        // What was promised at an earlier move comes back from a form that shows it, and says nothing about this move.
        Instant chosen = wanted == null || wanted.equals(promised) ? null : wanted;
        Instant until = chosen == null ? usualReturn(startsAt, endsAt) : chosen;
        if (chosen != null) {
            Instant last = lastReturn(startsAt, endsAt);
            checks.accepts(
                    !chosen.isBefore(earlier(now.plus(SHORTEST_RETURN), last)),
                    "returnUntil",
                    "must leave buyers a day, or all time until the start");
            checkLatestReturn(chosen, endsAt, last);
        }
        return promised == null || promised.isBefore(until) ? until : promised;
    }

    /** No longer than the event, nor than buyers have it without the organizer's choice: no later edit would take it back. */
    private void checkLatestReturn(Instant chosen, Instant endsAt, Instant anyway) {
        checks.accepts(!chosen.isAfter(later(endsAt, anyway)), "returnUntil", "must not be after endsAt");
    }

    private boolean moves(Venue venue, Instant startsAt, Instant endsAt, String timezone) {
        if (!wasPublished()) {
            return false;
        }
        EventDetails is = published().details();
        return !is.startsAt().equals(startsAt)
                || !is.endsAt().equals(endsAt)
                || !is.timezone().equals(timezone)
                || !is.venue().equals(venue);
    }

    private Instant usualReturn(Instant startsAt, Instant endsAt) {
        return earlier(now.plus(USUAL_RETURN).truncatedTo(ChronoUnit.MINUTES), lastReturn(startsAt, endsAt));
    }

    /**
     * The start. If it is brought nearer, who relied on the later one may know only when the event is over: they have a day at least, but
     * no longer than the event was to last, since those who came have been there by then.
     */
    private Instant lastReturn(Instant startsAt, Instant endsAt) {
        EventDetails is = published().details();
        Instant last = nextBound(startsAt, endsAt);
        boolean nearer = last.isBefore(nextBound(is.startsAt(), is.endsAt()));
        return nearer ? later(last, earlier(now.plus(SHORTEST_RETURN), is.endsAt())) : last;
    }

    /** The start; the end of an event that is on. */
    private Instant nextBound(Instant startsAt, Instant endsAt) {
        return startsAt.isAfter(now) ? startsAt : endsAt;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Places that are drawn stay drawn: a waiting room that has opened opens at no other time, also when it is removed and added again. */
    private @Nullable WaitingRoom waitingRoom(@Nullable Instant salesStart, Instant salesClose) {
        WaitingRoomRequest wanted = request.waitingRoom();
        if (wanted == null) {
            return null;
        }
        if (wanted.opensAt() == null || wanted.opensAt().isBlank()) {
            checks.reject(OPENS_AT, "is required");
        }
        Instant opensAt = checks.instant(OPENS_AT, wanted.opensAt());
        Integer perMinute =
                checks.optionalNumber("waitingRoom.admitPerMinute", wanted.admitPerMinute(), 1, MAX_ADMITTED);
        Integer atOnce = checks.optionalNumber("waitingRoom.holdersAtOnce", wanted.holdersAtOnce(), 1, MAX_ADMITTED);
        if (opensAt == null) {
            return null;
        }
        checkOpening(opensAt, salesStart, salesClose);
        return new WaitingRoom(opensAt, perMinute, atOnce);
    }

    private void checkOpening(Instant opensAt, @Nullable Instant salesStart, Instant salesClose) {
        Instant fixed = fixedOpening();
        if (fixed != null) {
            checks.accepts(opensAt.equals(fixed), OPENS_AT, whyFixed(fixed));
            return;
        }
        if (checks.accepts(opensAt.isAfter(now), OPENS_AT, "must be in the future")) {
            checks.accepts(opensAt.isBefore(salesClose), OPENS_AT, "must be before the sale ends");
            checks.accepts(
                    salesStart == null || !salesStart.isAfter(opensAt), OPENS_AT, "must not be before the sale begins");
        }
    }

    private @Nullable Instant fixedOpening() {
        return wasPublished() ? published().details().terms().fixedOpening(now) : null;
    }

    private String whyFixed(Instant opening) {
        if (published().details().terms().waitingRoom() == null) {
            return "has to be what it was: the waiting room had opened, and its places are drawn";
        }
        return opening.isAfter(now)
                ? "cannot change any more, as it is less than a minute away"
                : "has passed, and places are drawn";
    }

    private @Nullable Fee fee(@Nullable FeeRequest fee, String currency) {
        if (fee == null) {
            return null;
        }
        long fixed = new PriceRules(checks, currency)
                .check("fee.fixed", fee.fixed() == null ? 0 : fee.fixed(), fixedFeeBefore(currency));
        Integer rate = checks.optionalNumber("fee.rate", fee.rate(), 0, Tax.MOST);
        boolean none = fixed == 0 && (rate == null || rate == 0);
        return none ? null : new Fee(fixed, rate == null ? 0 : rate, !Boolean.FALSE.equals(fee.paidByBuyer()));
    }

    /** The fixed part so far, in the same currency; null if there is none. */
    private @Nullable Long fixedFeeBefore(String currency) {
        if (before == null || !before.details().currency().equals(currency)) {
            return null;
        }
        Fee fee = before.details().terms().fee();
        return fee == null ? null : fee.fixed();
    }

    private TermsOfSale terms(@Nullable Instant returnUntil, @Nullable Fee fee, @Nullable WaitingRoom waitingRoom) {
        Integer maxPerBuyer = checks.optionalNumber("maxPerBuyer", request.maxPerBuyer(), 1, EventLimits.MAX_CAPACITY);
        SellBackRequest sellBack = request.sellBack();
        boolean allowed = sellBack == null || !Boolean.FALSE.equals(sellBack.allowed());
        Integer minutes = sellBack == null
                ? null
                : checks.optionalNumber(
                        "sellBack.minutesBefore", sellBack.minutesBefore(), 0, (int) MAX_LENGTH.toMinutes());
        return new TermsOfSale(
                maxPerBuyer,
                allowed,
                minutes,
                Boolean.TRUE.equals(request.salesPaused()),
                returnUntil,
                fee,
                waitingRoom,
                waitingRoom == null ? fixedOpening() : null,
                Boolean.TRUE.equals(request.lostDisputesStopTickets()) ? Boolean.TRUE : null,
                Boolean.TRUE.equals(request.proofOfWork()) ? Boolean.TRUE : null);
    }

    private void status() {
        String status = request.status();
        checks.accepts(
                status == null || request.isDraft() || request.isPublished(), "status", "must be draft or published");
        checks.accepts(
                !wasPublished() || !request.isDraft(), "status", "cannot be draft again once the event is published");
    }

    private Event published() {
        return Objects.requireNonNull(before);
    }

    private boolean wasPublished() {
        return before != null && before.status() == EventStatus.PUBLISHED;
    }
}
