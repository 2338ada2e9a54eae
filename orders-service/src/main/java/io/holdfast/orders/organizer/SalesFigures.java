package io.holdfast.orders.organizer;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.TimedCache;
import io.holdfast.orders.inventory.Inventory;
import io.holdfast.orders.organizer.EventFigures.Figures;
import io.holdfast.orders.organizer.EventFigures.Group;
import io.holdfast.orders.organizer.EventFigures.Sold;
import io.holdfast.orders.organizer.SalesView.Span;
import io.holdfast.orders.organizer.SalesView.Tier;
import io.holdfast.orders.sale.NoticeStore;
import io.holdfast.orders.sale.Sale;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** How an event sells: the counts of the inventory with the sums over its orders. */
@Component
class SalesFigures {

    private final EventFigures figures;
    private final NoticeStore notices;
    private final TimedCache<List<TierAvailability>> counts;

    SalesFigures(EventFigures figures, NoticeStore notices, Inventory<?, ?> inventory) {
        this.figures = figures;
        this.notices = notices;
        this.counts = new TimedCache<>(inventory::counts);
    }

    SalesView of(Sale sale) {
        EventState event = sale.event();
        Figures known = figures.of(event.id());
        List<Tier> tiers = tiers(event, counts.get(event.id()), known.sold());
        return new SalesView(
                event.id(),
                event.currency(),
                known.sold().stream().mapToLong(Sold::takings).sum(),
                known.sum(Group::wereSold, Group::refundDue),
                known.sum(group -> true, Group::admitted),
                tiers,
                orders(known),
                notices.toldBuyers(event.id()),
                timeline(known),
                known.asOf());
    }

    /** The tiers that are on sale, then those that were and have orders. */
    private static List<Tier> tiers(EventState event, List<TierAvailability> counts, List<Sold> sold) {
        Map<String, TierAvailability> countsOf =
                counts.stream().collect(Collectors.toMap(TierAvailability::tierId, Function.identity()));
        Map<String, String> names = new LinkedHashMap<>();
        for (TierState tier : event.tiers()) {
            names.put(tier.id(), tier.name());
        }
        sold.forEach(some -> names.putIfAbsent(some.tierId(), some.tierName()));
        List<Tier> tiers = new ArrayList<>();
        names.forEach((id, name) -> {
            TierAvailability count = countsOf.getOrDefault(id, new TierAvailability(id, 0, 0, 0, 0));
            long takings = sold.stream()
                    .filter(some -> some.tierId().equals(id))
                    .mapToLong(Sold::takings)
                    .sum();
            tiers.add(new Tier(id, name, count.capacity(), count.sold(), count.held(), count.free(), takings));
        });
        return tiers;
    }

    private static Map<OrderStatus, Long> orders(Figures figures) {
        Map<OrderStatus, Long> orders = new EnumMap<>(OrderStatus.class);
        for (OrderStatus status : OrderStatus.values()) {
            orders.put(status, figures.sum(group -> group.status() == status, Group::orders));
        }
        return orders;
    }

    private static List<Span> timeline(Figures figures) {
        TreeMap<Instant, Span> spans = new TreeMap<>();
        for (Sold sold : figures.sold()) {
            spans.merge(
                    sold.from(),
                    new Span(sold.from(), sold.units(), sold.takings()),
                    (a, b) -> new Span(a.at(), a.sold() + b.sold(), a.takings() + b.takings()));
        }
        List<Span> timeline = new ArrayList<>();
        if (!spans.isEmpty()) {
            for (Instant at = spans.firstKey(); !at.isAfter(spans.lastKey()); at = at.plus(figures.span())) {
                timeline.add(spans.getOrDefault(at, new Span(at, 0, 0)));
            }
        }
        return timeline;
    }
}
