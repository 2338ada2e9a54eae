package io.holdfast.webclient.editing;

import io.holdfast.money.Fee;
import io.holdfast.money.Tax;
import io.holdfast.money.TicketPrice;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.EventDraft;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.validation.BeanPropertyBindingResult;

/** The event as far as it has been typed, for the card beside the form. */
@Component
class EventPreview {

    private static final int DAYS_AHEAD = 30;

    /** In minor units: what is more is wrong anyway, and not worked out. */
    private static final long MOST_SHOWN = 999_999_999_999L;

    private final EventFormReader reader;
    private final MessageSource messages;
    private final Clock clock;

    EventPreview(EventFormReader reader, MessageSource messages, Clock clock) {
        this.reader = reader;
        this.messages = messages;
        this.clock = clock;
    }

    Event of(EventForm form) {
        EventDraft draft =
                reader.read(form, new BeanPropertyBindingResult(form, EventForm.MODEL_NAME), Instant.EPOCH, null);
        return new Event(
                "preview",
                draft.name().isEmpty() ? text("create.preview.name") : draft.name(),
                draft.description(),
                draft.category(),
                new Event.Venue(
                        Objects.requireNonNullElse(draft.venue().name(), text("venue.later")),
                        null,
                        draft.venue().city(),
                        null,
                        null),
                draft.startsAt() == null ? someday() : draft.startsAt(),
                draft.endsAt(),
                form.getTimezone(),
                draft.currency().isEmpty() ? "EUR" : draft.currency(),
                null,
                tiers(draft),
                null,
                null,
                null,
                "published",
                null,
                null,
                null,
                null,
                null,
                form.getImageUrl().startsWith(EventFormReader.UPLOADED) ? form.getImageUrl() : null,
                null,
                null,
                null,
                null,
                null,
                draft.fee(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private Instant someday() {
        return clock.instant().truncatedTo(ChronoUnit.DAYS).plus(DAYS_AHEAD, ChronoUnit.DAYS);
    }

    private static List<Event.Tier> tiers(EventDraft draft) {
        List<Event.Tier> tiers = new ArrayList<>();
        for (EventDraft.Tier tier : draft.tiers()) {
            long price = price(tier.price());
            tiers.add(new Event.Tier(
                    "t" + tiers.size(),
                    tier.name(),
                    price,
                    1,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    cost(tier, draft),
                    null,
                    null));
        }
        return tiers;
    }

    private static Event.@Nullable Cost cost(EventDraft.Tier tier, EventDraft draft) {
        boolean tooMuch = price(tier.price()) > MOST_SHOWN
                || (draft.fee() != null && draft.fee().fixed() > MOST_SHOWN);
        if (tooMuch) {
            return null;
        }
        Tax tax = tier.taxRate() == null ? null : new Tax(tier.taxRate(), !Boolean.FALSE.equals(tier.taxIncluded()));
        Fee fee = draft.fee() == null
                ? null
                : new Fee(draft.fee().fixed(), draft.fee().rate(), draft.fee().paidByBuyer());
        TicketPrice price = TicketPrice.of(price(tier.price()), tax, fee, draft.currency());
        return new Event.Cost(price.total(), price.fee(), price.tax());
    }

    private static long price(@Nullable Long minor) {
        return minor == null ? 0 : minor;
    }

    private String text(String key) {
        return messages.getMessage(key, null, LocaleContextHolder.getLocale());
    }
}
