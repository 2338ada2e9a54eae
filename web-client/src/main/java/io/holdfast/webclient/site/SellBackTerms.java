package io.holdfast.webclient.site;

import io.holdfast.webclient.backend.Event;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Until when tickets may be given back for what they cost. In templates: {@code @sellBackTerms}. */
@Component
public class SellBackTerms {

    private final OrderSettings settings;

    SellBackTerms(OrderSettings settings) {
        this.settings = settings;
    }

    /** Whether an event says what it allows; an events-service that does not know that yet leaves it out. */
    public boolean areKnown(@Nullable Event event) {
        return event != null && event.sellBack() != null;
    }

    /** Until when they may, as orders-service decides it; null if they may not, or not any more. */
    public @Nullable Instant until(Event event, Instant now) {
        Event.SellBack terms = event.sellBack();
        if (terms == null || !terms.allowed()) {
            return null;
        }
        Integer minutes = terms.minutesBefore();
        Instant until =
                event.startsAt().minus(minutes == null ? settings.sellBackUntil() : Duration.ofMinutes(minutes));
        return now.isBefore(until) ? until : null;
    }

    /** How many minutes before the start that ends, unless the organizer set another number. */
    public long minutesUnlessSet() {
        return settings.sellBackUntil().toMinutes();
    }
}
