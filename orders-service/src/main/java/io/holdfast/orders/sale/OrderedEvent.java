package io.holdfast.orders.sale;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An order's event as it is now.
 *
 * @param now as its organizer has it now
 * @param before as it was when it was ordered; null if name, date and place are still the same
 * @param cancelled whether it will not take place
 * @param contact the organizer's address for answers to mails; null for none
 * @param category null for none
 */
public record OrderedEvent(
        EventSummary now,
        @Nullable EventSummary before,
        boolean cancelled,
        @Nullable String contact,
        @Nullable String category) {

    /** The same, cancelled: for who knows that before the copy of the event here does. The cancellation is its next version at least. */
    public OrderedEvent cancelledNow() {
        EventSummary next = new EventSummary(
                now.name(), now.startsAt(), now.endsAt(), now.timezone(), now.venue(), now.version() + 1);
        return cancelled ? this : new OrderedEvent(next, before, true, contact, category);
    }

    /**
     * @param ordered the event as it was when it was ordered
     * @param sale the event now; without it, it is shown as it was
     */
    public static OrderedEvent of(EventSummary ordered, Optional<Sale> sale) {
        EventSummary now = sale.map(found -> EventSummary.of(found.event()))
                .filter(found -> found.version() >= ordered.version())
                .orElse(ordered);
        return new OrderedEvent(
                now,
                now.tellsTheSameAs(ordered) ? null : ordered,
                sale.filter(Sale::isCancelled).isPresent(),
                sale.map(found -> found.event().terms().contact()).orElse(null),
                sale.map(found -> found.event().category()).orElse(null));
    }
}
