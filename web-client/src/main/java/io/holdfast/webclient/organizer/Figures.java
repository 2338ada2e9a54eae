package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.EventSales;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sales figures of an event. Money is in minor units.
 *
 * @param takings everything that was paid, including what was refunded later
 * @param admitted the number of admitted tickets
 * @param chart null if nothing was sold yet
 * @param asOf when they were counted; null for an event that has never been on sale
 */
public record Figures(
        List<Tier> tiers,
        long takings,
        long refunded,
        long admitted,
        String currency,
        @Nullable SalesChart chart,
        @Nullable Instant asOf) {

    public record Tier(String name, long sold, long held, long free, long takings) {

        public long all() {
            return sold + held + free;
        }

        /** Length of a number's bar in thousandths; at least one that can be seen if the number is not 0. */
        public long share(long number) {
            return number == 0 || all() == 0 ? 0 : Math.max(4, number * 1000 / all());
        }
    }

    /** @param happenings by time */
    static Figures of(Event event, EventSales sales, List<Happenings.Happening> happenings) {
        List<EventSales.TierSales> known = sales.tiers();
        if (known == null || known.isEmpty()) {
            return none(event);
        }
        List<Tier> tiers = known.stream()
                .map(tier -> new Tier(name(event, tier), tier.sold(), tier.held(), tier.free(), tier.takings()))
                .toList();
        List<EventSales.Span> timeline = sales.timeline();
        return new Figures(
                tiers,
                sales.takings(),
                sales.refunded(),
                sales.admitted() == null ? 0 : sales.admitted(),
                sales.currency() == null ? event.currency() : sales.currency(),
                timeline == null ? null : SalesChart.of(timeline, sales.asOf(), happenings),
                sales.asOf());
    }

    private static String name(Event event, EventSales.TierSales sales) {
        // By the tier's present name; a tier that was removed has the name that orders-service knows.
        return event.tiers().stream()
                .filter(tier -> tier.id().equals(sales.id()))
                .map(Event.Tier::name)
                .findFirst()
                .orElse(sales.name() == null ? sales.id() : sales.name());
    }

    /** The figures of an event that has never been on sale. */
    static Figures none(Event event) {
        List<Tier> tiers = event.tiers().stream()
                .map(tier -> new Tier(tier.name(), 0, 0, tier.capacity(), 0))
                .toList();
        return new Figures(tiers, 0, 0, 0, event.currency(), null, null);
    }

    public long sold() {
        return tiers.stream().mapToLong(Tier::sold).sum();
    }

    public long held() {
        return tiers.stream().mapToLong(Tier::held).sum();
    }

    public long free() {
        return tiers.stream().mapToLong(Tier::free).sum();
    }
}
