package io.holdfast.webclient.editing;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.EventDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.validation.Errors;

/** Reads an event's form as a draft for events-service. A field that cannot be read is rejected, and is null or empty in the draft. */
@Component
class EventFormReader {

    /** What the addresses of uploaded pictures begin with. */
    static final String UPLOADED = "/api/events/pictures/";

    private static final int MOST_PER_BUYER = 1_000_000;
    private static final int MOST_PER_ORDER = 100;
    private static final int LARGEST_CAPACITY = 1_000_000;
    private static final int MOST_ADMITTED = 100_000;
    private static final int MINUTES_OF_A_YEAR = 525_600;

    private final PriceReader prices;

    EventFormReader(PriceReader prices) {
        this.prices = prices;
    }

    /**
     * A new event.
     *
     * @param now a start that is not after it is rejected
     * @param status null to publish it
     */
    EventDraft read(EventForm form, Errors errors, Instant now, @Nullable String status) {
        return read(form, new FieldReader(errors), now, null, status);
    }

    /**
     * A change of an event. Its start may be in the past: an event may be changed until it ends, which events-service checks.
     *
     * @param saved the event as it is; what of it was not touched is sent back as it is
     */
    EventDraft readChange(EventForm form, Errors errors, Instant now, Event saved, @Nullable String status) {
        return read(form, new FieldReader(errors), now, saved, status);
    }

    private EventDraft read(
            EventForm form, FieldReader fields, Instant now, @Nullable Event saved, @Nullable String status) {
        String name = fields.required("name", form.getName());
        String description = fields.required("description", form.getDescription());
        TimeReader times = TimeReader.of(form.getTimezone(), fields, saved == null ? null : saved.zone());
        fields.required("startsAt", form.getStartsAt());
        Instant startsAt = times.time("startsAt", form.getStartsAt(), saved == null ? null : saved.startsAt());
        Instant endsAt = times.time("endsAt", form.getEndsAt(), saved == null ? null : saved.endsAt());
        if (saved == null && startsAt != null && !startsAt.isAfter(now)) {
            fields.reject("startsAt", "create.problem.past");
        }
        if (startsAt != null && endsAt != null && !endsAt.isAfter(startsAt)) {
            fields.reject("endsAt", "create.problem.ends");
        }
        return new EventDraft(
                name,
                description,
                FieldReader.optional(form.getCategory()),
                venue(form.getVenue()),
                startsAt,
                endsAt,
                times.zone().getId(),
                form.getCurrency(),
                times.time("salesStart", form.getSalesStart(), saved == null ? null : saved.salesStart()),
                times.time("salesEnd", form.getSalesEnd(), saved == null ? null : saved.salesEnd()),
                image(form.getImageUrl(), fields, saved),
                maxPerBuyer("maxPerBuyer", form.getMaxPerBuyer(), fields),
                sellBack(form.getSellBack(), fields),
                !form.getSalesPaused().isEmpty(),
                tiers(form, saved, fields),
                status,
                saved == null ? null : form.versionNumber(),
                saved == null ? null : times.standing("returnUntil", form.getReturnUntil(), saved.returnUntil()),
                fee(form, saved, fields),
                waitingRoom(form.getWaitingRoom(), times, now, saved == null ? null : saved.waitingRoom(), fields),
                !form.getLostDisputesStopTickets().isEmpty(),
                !form.getProofOfWork().isEmpty(),
                form.getLanguage().isEmpty() && (saved == null || saved.language() == null) ? null : form.getLanguage(),
                translations(form, saved));
    }

    /** Null if there are none, and there were none. */
    private static @Nullable Map<String, Event.Translation> translations(EventForm form, @Nullable Event saved) {
        Map<String, Event.Translation> texts = new LinkedHashMap<>();
        form.getTranslations().forEach((tag, text) -> {
            if (!text.isEmpty()) {
                texts.put(
                        tag,
                        new Event.Translation(
                                FieldReader.optional(text.getName()), FieldReader.optional(text.getDescription())));
            }
        });
        boolean hadNone = saved == null || saved.translations() == null;
        return texts.isEmpty() && hadNone ? null : texts;
    }

    /** Null if there are none, and there were none. */
    private static @Nullable Map<String, String> names(TierForm form, @Nullable Event saved) {
        Map<String, String> names = new LinkedHashMap<>();
        form.getNames().forEach((tag, name) -> {
            if (!name.isEmpty()) {
                names.put(tag, name);
            }
        });
        boolean hadNone = saved == null
                || saved.tiers().stream().noneMatch(tier -> tier.id().equals(form.getId()) && tier.names() != null);
        return names.isEmpty() && hadNone ? null : names;
    }

    /** Null without a time; its numbers mean nothing then, and are rejected so that no one believes they do. */
    private static Event.@Nullable WaitingRoom waitingRoom(
            WaitingRoomForm form,
            TimeReader times,
            Instant now,
            Event.@Nullable WaitingRoom saved,
            FieldReader fields) {
        Integer perMinute = fields.optionalNumber(
                EventFields.ADMIT_PER_MINUTE, form.getAdmitPerMinute(), 1, MOST_ADMITTED, "create.problem.waiting");
        Integer atOnce = fields.optionalNumber(
                EventFields.HOLDERS_AT_ONCE, form.getHoldersAtOnce(), 1, MOST_ADMITTED, "create.problem.waiting");
        Instant savedOpening = saved == null ? null : saved.opensAt();
        // Places were drawn at that time.
        boolean isOpened = savedOpening != null && !savedOpening.isAfter(now);
        Instant opensAt = isOpened
                ? times.standing(EventFields.OPENS_AT, form.getOpensAt(), savedOpening)
                : times.time(EventFields.OPENS_AT, form.getOpensAt(), savedOpening);
        if (opensAt == null && form.getOpensAt().isEmpty() && (perMinute != null || atOnce != null)) {
            fields.reject(EventFields.OPENS_AT, "create.problem.waiting.opens");
        }
        return opensAt == null ? null : new Event.WaitingRoom(opensAt, perMinute, atOnce);
    }

    private static EventDraft.Venue venue(VenueForm form) {
        return new EventDraft.Venue(
                FieldReader.optional(form.getName()),
                FieldReader.optional(form.getAddress()),
                FieldReader.optional(form.getCity()),
                FieldReader.optional(form.getCountry()));
    }

    /** An address over https, or that of an uploaded picture; one that the event has already stays. */
    private static @Nullable String image(String typed, FieldReader fields, @Nullable Event saved) {
        boolean isSaved = saved != null && typed.equals(saved.imageUrl());
        if (!typed.isEmpty() && !typed.startsWith("https://") && !typed.startsWith(UPLOADED) && !isSaved) {
            fields.reject("imageUrl", "create.problem.image");
        }
        return FieldReader.optional(typed);
    }

    private static @Nullable Integer maxPerBuyer(String field, String typed, FieldReader fields) {
        return fields.optionalNumber(field, typed, 1, MOST_PER_BUYER, "create.problem.most.buyer");
    }

    private static EventDraft.SellBack sellBack(SellBackForm form, FieldReader fields) {
        return new EventDraft.SellBack(
                !form.getAllowed().isEmpty(),
                fields.optionalNumber(
                        EventFields.SELL_BACK_MINUTES,
                        form.getMinutesBefore(),
                        0,
                        MINUTES_OF_A_YEAR,
                        "create.problem.minutes"));
    }

    private List<EventDraft.Tier> tiers(EventForm form, @Nullable Event saved, FieldReader fields) {
        List<EventDraft.Tier> tiers = new ArrayList<>();
        Set<String> storedRows = rows(saved);
        for (int i = 0; i < form.getTiers().size(); i++) {
            TierForm tier = form.getTiers().get(i);
            tiers.add(tier(i, tier, form.getCurrency(), saved, storedRows, fields));
        }
        return tiers;
    }

    /** What a tier costs so far, in the same currency; null if it is new. */
    private static @Nullable Long savedPrice(@Nullable Event saved, TierForm tier, String currency) {
        if (saved == null || !saved.currency().equals(currency)) {
            return null;
        }
        return saved.tiers().stream()
                .filter(known -> known.id().equals(tier.getId()))
                .map(Event.Tier::price)
                .findFirst()
                .orElse(null);
    }

    private EventDraft.Tier tier(
            int index,
            TierForm form,
            String currency,
            @Nullable Event saved,
            Set<String> storedRows,
            FieldReader fields) {
        return new EventDraft.Tier(
                FieldReader.optional(form.getId()),
                fields.required(EventFields.ofTier(index, "name"), form.getName()),
                prices.read(
                        EventFields.ofTier(index, "price"),
                        form.getPrice(),
                        currency,
                        savedPrice(saved, form, currency),
                        fields),
                capacity(EventFields.ofTier(index, "capacity"), form, fields),
                seating(
                        EventFields.ofTier(index, "seating"),
                        form.getSeating(),
                        savedSeating(saved, form),
                        row -> storedRows.contains(row.key()),
                        fields),
                fields.optionalNumber(
                        EventFields.ofTier(index, "maxPerOrder"),
                        form.getMaxPerOrder(),
                        1,
                        MOST_PER_ORDER,
                        "create.problem.most"),
                maxPerBuyer(EventFields.ofTier(index, "maxPerBuyer"), form.getMaxPerBuyer(), fields),
                rate(EventFields.ofTier(index, "taxRate"), form.getTaxRate(), fields),
                form.getTaxRate().isEmpty() ? null : form.getTaxAdded().isEmpty(),
                names(form, saved));
    }

    /** Null if nothing was typed, or what was typed is no rate, which is rejected. */
    private static @Nullable Integer rate(String field, String typed, FieldReader fields) {
        Integer rate = Percents.read(typed);
        if (rate == null && !typed.isEmpty()) {
            fields.reject(field, "create.problem.rate");
        }
        return rate;
    }

    /** The fixed part of the fee so far, in the same currency; null if there is none. */
    private static @Nullable Long savedFee(@Nullable Event saved, String currency) {
        return saved == null || saved.fee() == null || !saved.currency().equals(currency)
                ? null
                : Long.valueOf(saved.fee().fixed());
    }

    /** Null for no fee. */
    private Event.@Nullable Fee fee(EventForm form, @Nullable Event saved, FieldReader fields) {
        FeeForm fee = form.getFee();
        Long before = savedFee(saved, form.getCurrency());
        Long fixed = fee.getFixed().isEmpty()
                ? null
                : prices.readPart("fee.fixed", fee.getFixed(), form.getCurrency(), before, fields);
        Integer rate = rate("fee.rate", fee.getRate(), fields);
        return fixed == null && rate == null
                ? null
                : new Event.Fee(
                        fixed == null ? 0 : fixed,
                        rate == null ? 0 : rate,
                        fee.getPaidBySeller().isEmpty());
    }

    private static @Nullable Integer capacity(String field, TierForm form, FieldReader fields) {
        return form.getSeating().isEmpty()
                ? fields.number(field, form.getCapacity(), 1, LARGEST_CAPACITY, "create.problem.capacity")
                : null;
    }

    /**
     * Rejects the seating plans with a line that is not understood, and nothing else. Which rows of a saved tier were there before, and may
     * look alike, is only known when it is saved.
     */
    void checkSeating(EventForm form, Errors errors) {
        FieldReader fields = new FieldReader(errors);
        for (int i = 0; i < form.getTiers().size(); i++) {
            TierForm tier = form.getTiers().get(i);
            boolean isSaved = !tier.getId().isEmpty();
            seating(EventFields.ofTier(i, "seating"), tier.getSeating(), null, _ -> isSaved, fields);
        }
    }

    private static Set<String> rows(@Nullable Event saved) {
        return saved == null
                ? Set.of()
                : saved.tiers().stream()
                        .map(Event.Tier::seating)
                        .filter(Objects::nonNull)
                        .flatMap(seating -> seating.rows().stream())
                        .map(Event.SeatRow::key)
                        .collect(Collectors.toSet());
    }

    private static Event.@Nullable Seating savedSeating(@Nullable Event saved, TierForm form) {
        return saved == null
                ? null
                : saved.tiers().stream()
                        .filter(tier -> tier.id().equals(form.getId()))
                        .findFirst()
                        .map(Event.Tier::seating)
                        .orElse(null);
    }

    /** A saved plan that was not touched stays, though there may be a rule against it now. */
    private static Event.@Nullable Seating seating(
            String field,
            String typed,
            Event.@Nullable Seating saved,
            Predicate<Event.SeatRow> isStored,
            FieldReader fields) {
        if (typed.isEmpty()) {
            return null;
        }
        if (saved != null
                && typed.lines()
                        .toList()
                        .equals(SeatingWriter.write(saved).lines().toList())) {
            return saved;
        }
        SeatingText plan = SeatingText.parse(typed, isStored);
        SeatingText.Problem problem = plan.problem();
        if (problem != null) {
            fields.reject(field, problem.key(), problem.line(), problem.part());
            return null;
        }
        return new Event.Seating(plan.rows());
    }
}
