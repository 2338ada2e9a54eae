package io.holdfast.orders.organizer;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.money.Itemisation;
import io.holdfast.orders.TimedCache;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderLists;
import io.holdfast.orders.order.Refund;
import io.holdfast.orders.organizer.PayoutView.Amounts;
import io.holdfast.orders.organizer.PayoutView.Day;
import io.holdfast.orders.organizer.PayoutView.Dispute;
import io.holdfast.orders.sale.Sale;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** What an event has taken by day: worked out order by order, and kept for ten times as long as that takes. */
@Component
class PayoutFigures {

    private static final Set<OrderStatus> EVER_SOLD =
            Set.of(OrderStatus.COMPLETED, OrderStatus.SOLD_BACK, OrderStatus.REFUNDED);

    /** More are in the list of orders. */
    private static final int MOST_DISPUTES = 500;

    private record Sums(TreeMap<Instant, Amounts> byQuarter, List<Dispute> disputes, Instant asOf) {}

    private final OrderLists orders;
    private final Clock clock;
    private final TimedCache<Sums> cache;

    PayoutFigures(OrderLists orders, Clock clock) {
        this.orders = orders;
        this.clock = clock;
        this.cache = new TimedCache<>(this::sumUp);
    }

    PayoutView of(Sale sale) {
        ZoneId zone = ZoneId.of(sale.event().timezone());
        Sums sums = cache.get(sale.eventId());
        TreeMap<LocalDate, Amounts> days = new TreeMap<>();
        sums.byQuarter.forEach(
                (quarter, amounts) -> days.merge(LocalDate.ofInstant(quarter, zone), amounts, Amounts::plus));
        return new PayoutView(
                sale.eventId(),
                sale.event().currency(),
                days.entrySet().stream()
                        .map(day -> new Day(day.getKey(), day.getValue()))
                        .toList(),
                days.values().stream().reduce(Amounts.NONE, Amounts::plus),
                sums.disputes,
                sums.asOf);
    }

    private Sums sumUp(String eventId) {
        Sums sums = new Sums(new TreeMap<>(), new ArrayList<>(), clock.instant());
        orders.forEachOfEvent(eventId, order -> add(order, sums));
        return sums;
    }

    private static void add(Order order, Sums sums) {
        if (!EVER_SOLD.contains(order.status())) {
            return;
        }
        Itemisation items = order.terms().itemisation();
        long disputed = order.disputed();
        Instant completed =
                Objects.requireNonNullElse(order.completedAt(), order.terms().createdAt());
        add(
                sums,
                completed,
                new Amounts(
                        1,
                        order.terms().quantity(),
                        items.total(),
                        items.fees(),
                        items.sellersFees(),
                        items.tax(),
                        0,
                        disputed,
                        items.total() - disputed));
        // What the buyer's bank has taken back is not refunded once more; but it may take what was refunded before.
        long refundable = Math.max(items.total() - disputed, order.refundPaid());
        for (Refund refund : order.refunds()) {
            long amount = Math.min(refund.amount(), refundable);
            refundable -= amount;
            add(sums, refund.at(), new Amounts(0, 0, 0, 0, 0, 0, amount, 0, -amount));
        }
        for (DisputeState dispute : order.disputes()) {
            if (sums.disputes.size() < MOST_DISPUTES) {
                sums.disputes.add(new Dispute(order.id(), dispute.amount(), dispute.reason(), dispute.status()));
            }
        }
    }

    /** By quarters of an hour: no zone begins its days within one. */
    private static void add(Sums sums, Instant at, Amounts amounts) {
        long quarter = Math.floorDiv(at.getEpochSecond(), 900) * 900;
        sums.byQuarter.merge(Instant.ofEpochSecond(quarter), amounts, Amounts::plus);
    }
}
