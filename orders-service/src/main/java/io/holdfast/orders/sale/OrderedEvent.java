package io.holdfast.orders.sale;

import io.holdfast.contracts.TierState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * @param imageUrl where its organizer has its picture from; null for none
 * @param tiers as they are now; empty if that is not known
 */
public record OrderedEvent(
        EventSummary now,
        @Nullable EventSummary before,
        boolean cancelled,
        @Nullable String contact,
        @Nullable String category,
        @Nullable String imageUrl,
        List<TierState> tiers) {

    public OrderedEvent {
        tiers = List.copyOf(tiers);
    }

    /**
     * The event of a sale.
     *
     * @param before what is told to be changed; null for nothing
     */
    public static OrderedEvent of(Sale sale, @Nullable EventSummary before) {
        EventSummary now = EventSummary.of(sale.event());
        return new OrderedEvent(
                now,
                before == null ? null : before.translatedAs(now),
                sale.isCancelled(),
                sale.event().terms().contact(),
                sale.event().category(),
                sale.event().imageUrl(),
                sale.event().tiers());
    }

    /** The same in the words of a reader's language, as far as there are such. */
    public OrderedEvent in(Locale reader) {
        return new OrderedEvent(
                now.in(reader),
                before == null ? null : before.in(reader),
                cancelled,
                contact,
                category,
                imageUrl,
                tiers);
    }

    /**
     * What a tier is called in a reader's language: by the name that it has there now, unless it was renamed since it was ordered.
     *
     * @param ordered its name when it was ordered
     */
    public String tierName(String tierId, String ordered, Locale reader) {
        return tierNames(tierId, ordered).getOrDefault(reader.getLanguage(), ordered);
    }

    /** The names of a tier in further languages, by tag; none if it was renamed since it was ordered. */
    public Map<String, String> tierNames(String tierId, String ordered) {
        return tiers.stream()
                .filter(tier -> tier.id().equals(tierId) && tier.name().equals(ordered))
                .findFirst()
                .flatMap(tier -> Optional.ofNullable(tier.names()))
                .orElse(Map.of());
    }

    /** The same, cancelled: for who knows that before the copy of the event here does. The cancellation is its next version at least. */
    public OrderedEvent cancelledNow() {
        return cancelled ? this : new OrderedEvent(now.next(), before, true, contact, category, imageUrl, tiers);
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
                now.tellsTheSameAs(ordered) ? null : ordered.translatedAs(now),
                sale.filter(Sale::isCancelled).isPresent(),
                sale.map(found -> found.event().terms().contact()).orElse(null),
                sale.map(found -> found.event().category()).orElse(null),
                sale.map(found -> found.event().imageUrl()).orElse(null),
                sale.map(found -> found.event().tiers()).orElse(List.of()));
    }
}
