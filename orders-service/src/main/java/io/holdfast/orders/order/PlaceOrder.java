package io.holdfast.orders.order;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.inventory.ClaimItem;
import io.holdfast.orders.inventory.Limit;
import io.holdfast.orders.inventory.Seat;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.telemetry.LogContext;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Where an order is taken: checks what is asked for against what is for sale, and gives it its id. */
@Component
class PlaceOrder {

    private final Sales sales;
    private final OrderStore orders;
    private final OrderService service;
    private final SaleMeters meters;
    private final Clock clock;

    PlaceOrder(Sales sales, OrderStore orders, OrderService service, SaleMeters meters, Clock clock) {
        this.sales = sales;
        this.orders = orders;
        this.service = service;
        this.meters = meters;
        this.clock = clock;
    }

    /** Places the order, or finds the one that an earlier request with the same key placed. */
    Replay<Order> place(Caller caller, Optional<IdempotencyKey> key, PlaceOrderRequest request) {
        try {
            Replay<Order> placed = take(caller, key, request);
            if (!placed.replayed()) {
                meters.placed(placed.value());
            }
            return placed;
        } catch (RuntimeException e) {
            meters.refused(e);
            throw e;
        }
    }

    private Replay<Order> take(Caller caller, Optional<IdempotencyKey> key, PlaceOrderRequest request) {
        String fingerprint = fingerprint(request);
        String id = key.map(value -> usableId(caller, value)).orElseGet(Ids::random);
        LogContext.order(id);
        Optional<Order> earlier = key.flatMap(value -> orders.find(id));
        if (earlier.isPresent()) {
            return replay(earlier.get(), fingerprint); // before the rules, which may have changed since
        }
        Sale sale = sales.await(request.eventId()).orElseThrow(ProblemException::notFound);
        List<ClaimItem> wanted = wanted(sale, request);
        requireOpen(sale);
        OrderDraft draft = new OrderDraft(
                id,
                caller.id(),
                Optional.ofNullable(caller.name()).orElse(caller.email()),
                sale.eventId(),
                EventSummary.of(sale.event()),
                wanted.stream().map(PlaceOrder::line).toList(),
                wanted,
                limits(sale.event(), wanted),
                sale.event().currency(),
                fingerprint,
                key.isPresent(),
                LogContext.traceparent());
        Instant asked = clock.instant();
        Order order = meters.deciding(() -> service.place(draft));
        // An order from before this request was placed by a twin of it.
        return key.isPresent() && order.terms().createdAt().isBefore(asked)
                ? replay(order, fingerprint)
                : checked(order, fingerprint);
    }

    private static Replay<Order> replay(Order order, String fingerprint) {
        checked(order, fingerprint);
        return new Replay<>(order.asPlaced(), true);
    }

    private static Replay<Order> checked(Order order, String fingerprint) {
        if (!order.terms().fingerprint().equals(fingerprint)) {
            throw IdempotencyKey.reused();
        }
        return new Replay<>(order, false);
    }

    /** The id that a key stands for; another one where a crash used the first one up. */
    private String usableId(Caller caller, IdempotencyKey key) {
        String id = Ids.derived("order", caller.id(), key.value());
        for (int attempt = 2; orders.isVoid(id); attempt++) {
            id = Ids.derived("order", caller.id(), key.value(), Integer.toString(attempt));
        }
        return id;
    }

    /** Everything that is asked for, checked against the tiers there are. */
    private static List<ClaimItem> wanted(Sale sale, PlaceOrderRequest request) {
        List<PlaceOrderRequest.Item> items = request.items();
        if (items == null || items.isEmpty()) {
            List<TierState> tiers = sale.event().tiers();
            if (tiers.size() != 1) {
                throw ProblemException.invalid("items", "must say which tier: this event has several");
            }
            return List.of(new ClaimItem(tiers.getFirst(), 1, List.of()));
        }
        List<ClaimItem> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            PlaceOrderRequest.Item item = items.get(i);
            String field = "items[" + i + "].";
            TierState tier = sale.tier(item.tierId())
                    .orElseThrow(() -> ProblemException.invalid(field + "tierId", "is not a tier of this event"));
            if (!seen.add(tier.id())) {
                throw ProblemException.invalid(field + "tierId", "is there twice");
            }
            all.add(wanted(tier, item, field));
        }
        return all;
    }

    private static ClaimItem wanted(TierState tier, PlaceOrderRequest.Item item, String field) {
        List<Seat> seats = seats(tier, item.seatsOrNone(), field + "seats");
        int quantity = Optional.ofNullable(item.quantity()).orElse(Math.max(1, seats.size()));
        if (!seats.isEmpty() && seats.size() != quantity) {
            throw ProblemException.invalid(field + "quantity", "must be as many as there are seats");
        }
        if (quantity > tier.maxPerOrder()) {
            throw ProblemException.invalid(
                    field + (seats.isEmpty() ? "quantity" : "seats"), "must be at most " + tier.maxPerOrder());
        }
        return new ClaimItem(tier, quantity, seats);
    }

    private static List<Seat> seats(TierState tier, List<String> names, String field) {
        SeatingState seating = tier.seating();
        if (!names.isEmpty() && seating == null) {
            throw ProblemException.invalid(field, "this tier has no numbered seats");
        }
        List<Seat> seats = new ArrayList<>();
        for (String name : names) {
            Seat seat = Seat.named(name)
                    .filter(named -> seating != null && exists(seating, named))
                    .orElseThrow(() -> ProblemException.invalid(field, name + " is not a seat of this tier"));
            if (seats.contains(seat)) {
                throw ProblemException.invalid(field, name + " is there twice");
            }
            seats.add(seat);
        }
        return seats;
    }

    private static boolean exists(SeatingState seating, Seat seat) {
        return seating.rows().stream()
                .anyMatch(row -> row.label().equals(seat.row())
                        && seat.number() <= row.seats()
                        && !row.gaps().contains(seat.number()));
    }

    private static List<Limit> limits(EventState event, List<ClaimItem> wanted) {
        List<Limit> limits = new ArrayList<>();
        Optional.ofNullable(event.terms().maxPerBuyer()).ifPresent(most -> limits.add(new Limit(null, most)));
        for (ClaimItem of : wanted) {
            Optional.ofNullable(of.tier().maxPerBuyer())
                    .ifPresent(most -> limits.add(new Limit(of.tier().id(), most)));
        }
        return limits;
    }

    private static Line line(ClaimItem wanted) {
        TierState tier = wanted.tier();
        return new Line(tier.id(), tier.name(), wanted.units(), tier.price());
    }

    private static String fingerprint(PlaceOrderRequest request) {
        List<PlaceOrderRequest.Item> items =
                Optional.ofNullable(request.items()).orElse(List.of());
        String wanted = items.stream()
                .map(item -> item.tierId()
                        + "="
                        + Optional.ofNullable(item.quantity())
                                .orElse(Math.max(1, item.seatsOrNone().size()))
                        + item.seatsOrNone().stream()
                                .sorted()
                                .map(seat -> "/" + seat)
                                .collect(Collectors.joining()))
                .sorted()
                .collect(Collectors.joining(","));
        return Ids.derived(request.eventId(), wanted);
    }

    private void requireOpen(Sale sale) {
        Instant now = clock.instant();
        if (!sale.isOpen(now)) {
            throw ProblemException.of(HttpStatus.CONFLICT, "sales-closed", whyClosed(sale, now));
        }
    }

    private static String whyClosed(Sale sale, Instant now) {
        if (now.isBefore(sale.opensAt())) {
            return "Tickets are on sale from " + sale.opensAt() + ".";
        }
        boolean paused = sale.event().status() == EventStatus.PUBLISHED
                && sale.event().terms().paused()
                && now.isBefore(sale.closesAt());
        return paused
                ? "The organizer has paused the sale. Try again later."
                : "Tickets for this event are no longer sold.";
    }
}
