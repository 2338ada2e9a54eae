package io.holdfast.orders.placing;

import com.mongodb.MongoException;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.language.OrderNumbers;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.inventory.Busy;
import io.holdfast.orders.inventory.ClaimItem;
import io.holdfast.orders.inventory.Limit;
import io.holdfast.orders.inventory.LimitReached;
import io.holdfast.orders.inventory.Refused;
import io.holdfast.orders.inventory.Refused.Shortage;
import io.holdfast.orders.inventory.Seat;
import io.holdfast.orders.order.Line;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderDraft;
import io.holdfast.orders.order.OrderService;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.order.SaleMeters;
import io.holdfast.orders.person.GuestAdoption;
import io.holdfast.orders.puzzle.ProofOfWork;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.orders.waiting.Entrance;
import io.holdfast.telemetry.LogContext;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Places orders for what is on sale. */
@Component
public class PlaceOrder {

    private static final Logger log = LoggerFactory.getLogger(PlaceOrder.class);

    private final Sales sales;
    private final OrderStore orders;
    private final OrderService service;
    private final SaleMeters meters;
    private final DecisionMeters decisions;
    private final RefusalLog refusals;
    private final GuestOrderLimiter guestLimiter;
    private final GuestAdoption adoption;
    private final HoardingLimiter hoarding;
    private final ProofOfWork proofs;
    private final Entrance entrance;
    private final Clock clock;

    PlaceOrder(
            Sales sales,
            OrderStore orders,
            OrderService service,
            SaleMeters meters,
            DecisionMeters decisions,
            RefusalLog refusals,
            GuestOrderLimiter guestLimiter,
            GuestAdoption adoption,
            HoardingLimiter hoarding,
            ProofOfWork proofs,
            Entrance entrance,
            Clock clock) {
        this.sales = sales;
        this.orders = orders;
        this.service = service;
        this.meters = meters;
        this.decisions = decisions;
        this.refusals = refusals;
        this.guestLimiter = guestLimiter;
        this.adoption = adoption;
        this.hoarding = hoarding;
        this.proofs = proofs;
        this.entrance = entrance;
        this.clock = clock;
    }

    /**
     * Places the order, or finds the one that an earlier request with the same key placed.
     *
     * @param language of the buyer, as a tag; null if unknown
     * @param solution of a puzzle, as it was sent; null for none
     * @throws ProblemException {@code 404}: no such event; {@code 409 sales-closed}; {@code 409}: the total cannot be
     *     charged; {@code 400}: it has no such tiers or seats;
     *     {@code 422}: the key was used for another order; {@code 429}: the buyer held much of the event lately and did not pay; {@code 428
     *     queue-required}: not admitted from the waiting room; {@code 428}: the event asks for {@linkplain ProofOfWork#require proof of work}
     * @throws io.holdfast.orders.inventory.Refused when there are not enough units
     * @throws HeldByBuyer when the buyer holds some of those
     * @throws io.holdfast.orders.inventory.LimitReached when the buyer has as many as one may
     * @throws io.holdfast.orders.inventory.Busy when no decision was reached
     */
    public Replay<Order> place(
            Caller caller,
            Optional<IdempotencyKey> key,
            PlaceOrderRequest request,
            @Nullable String language,
            @Nullable String solution) {
        try {
            Replay<Order> placed = placeOrFind(caller, key, request, language, solution);
            if (!placed.replayed()) {
                meters.placed(placed.value());
            }
            return placed;
        } catch (Refused e) {
            decisions.refused(e);
            throw explained(e, caller, request.eventId());
        } catch (RuntimeException e) {
            decisions.refused(e);
            throw e;
        }
    }

    /** Tells buyers of their own hold. Of those who ordered nothing here lately no orders are read: most who are refused have none. */
    private RuntimeException explained(Refused refused, Caller caller, String eventId) {
        if (!OrderProblems.isAboutHolds(refused) || !hoarding.hasOrdered(eventId, caller.id())) {
            return refused;
        }
        try {
            return orders.findHeld(eventId, caller.id(), clock.instant()).stream()
                    .filter(order -> refused.shortages().stream().anyMatch(lacking -> holds(order, lacking)))
                    .findFirst()
                    .<RuntimeException>map(order -> new HeldByBuyer(refused, order.id()))
                    .orElse(refused);
        } catch (MongoException e) {
            // What was decided is answered without it.
            log.info("A buyer is not told of their own hold: {}", e.toString());
            return refused;
        }
    }

    /** Whether an order has some of what is lacking: of the named seats if seats were named, else of the tier. */
    private static boolean holds(Order order, Shortage lacking) {
        List<String> seats = order.allocation().seatsOf(lacking.tierId());
        return lacking.takenSeats().isEmpty()
                ? order.terms().lines().stream().anyMatch(line -> line.tierId().equals(lacking.tierId()))
                : lacking.takenSeats().stream().map(Seat::name).anyMatch(seats::contains);
    }

    private Replay<Order> placeOrFind(
            Caller caller,
            Optional<IdempotencyKey> key,
            PlaceOrderRequest request,
            @Nullable String language,
            @Nullable String solution) {
        String id = key.map(value -> usableId(caller, value)).orElseGet(PlaceOrder::newId);
        LogContext.order(id);
        // Before anything is checked: what is on sale may have changed since the first request.
        Optional<Order> earlier = key.flatMap(value -> orders.find(id));
        if (earlier.isPresent()) {
            if (caller.guest()) {
                // The request that placed it may have got no further.
                adoption.orderWritten(earlier.get());
            }
            return replay(earlier.get(), request);
        }
        // What a key stands for may have another id the next time, see usableId.
        String use = key.map(value -> firstId(caller, value)).orElse(id);
        Order order = placeAsOnSale(
                caller,
                request,
                wanted -> draft(id, caller, key, request, wanted, language),
                sale -> proofs.require(sale, solution, use));
        if (caller.guest()) {
            adoption.orderWritten(order);
            if (order.wasPlacedNow()) {
                guestLimiter.count(caller.email());
            }
        }
        requireSameRequest(order, request);
        // A request with the same key may have placed the order meanwhile.
        return key.isPresent() && !order.wasPlacedNow() ? replay(order, request) : new Replay<>(order, false);
    }

    /** What is asked for of a sale. */
    private record Wanted(Sale sale, List<ClaimItem> items) {

        static Wanted of(PlaceOrderRequest request, Sale sale) {
            return new Wanted(sale, RequestedItems.of(request, sale));
        }

        boolean hasSeats() {
            return items.stream().anyMatch(item -> item.tier().seating() != null);
        }

        boolean isOfNewerTiersThan(Wanted earlier) {
            return items.stream()
                    .anyMatch(item -> earlier.sale
                            .tier(item.tier().id())
                            .filter(before -> before.revision() < item.tier().revision())
                            .isPresent());
        }
    }

    /** No seats are refused by a copy of the sale that is older than the request: another replica may have added them. */
    private Order placeAsOnSale(
            Caller caller, PlaceOrderRequest request, Function<Wanted, OrderDraft> draft, Consumer<Sale> proof) {
        Instant asked = clock.instant();
        Wanted wanted = wanted(request, asked);
        try (DecisionMeters.Decision decision = decisions.decision()) {
            while (true) {
                Instant began = clock.instant();
                try {
                    return place(caller, draft.apply(wanted), wanted.sale(), proof, decision);
                } catch (Refused e) {
                    Optional<Wanted> newer = newerSeats(request, wanted, asked);
                    if (newer.isEmpty()) {
                        refusals.add(wanted.sale(), e, began);
                        throw e;
                    }
                    wanted = newer.get();
                } catch (LimitReached e) {
                    refusals.add(wanted.sale(), e, began);
                    throw e;
                }
            }
        }
    }

    private Wanted wanted(PlaceOrderRequest request, Instant asked) {
        Sale sale = sales.await(request.eventId()).orElseThrow(ProblemException::notFound);
        try {
            return Wanted.of(request, sale);
        } catch (ProblemException e) {
            return Wanted.of(request, sales.since(asked, request.eventId()).orElse(sale));
        }
    }

    private Optional<Wanted> newerSeats(PlaceOrderRequest request, Wanted wanted, Instant asked) {
        return wanted.hasSeats()
                ? sales.since(asked, request.eventId())
                        .map(sale -> Wanted.of(request, sale))
                        .filter(newer -> newer.isOfNewerTiersThan(wanted))
                : Optional.empty();
    }

    private Order place(
            Caller caller, OrderDraft draft, Sale sale, Consumer<Sale> proof, DecisionMeters.Decision decision) {
        if (caller.guest()) {
            guestLimiter.requireFew(draft.email());
        }
        // Those who were admitted from a waiting room did so there. Before anything that costs more.
        if (sale.waitingRoom().isEmpty()) {
            proof.accept(sale);
        }
        // Where there is a waiting room, it limits what is ordered with one turn.
        OrderDraft limited = sale.waitingRoom().isPresent() ? draft : hoarding.limited(draft);
        boolean admitted = entrance.admit(caller, sale, draft.orderId(), draft.units());
        try {
            return decision.await(() -> service.place(limited));
        } catch (Refused | LimitReached e) {
            return placedMeanwhile(limited, admitted).orElseThrow(() -> e);
        } catch (Busy e) {
            if (admitted && !e.mayBeWritten()) {
                entrance.refused(draft.orderId());
            }
            throw e;
        }
    }

    /** What was missing may be what a request with the same key got, which was decided before this one. */
    private Optional<Order> placedMeanwhile(OrderDraft draft, boolean admitted) {
        hoarding.notPlaced(draft);
        Optional<Order> placed = draft.repeatable() ? orders.find(draft.orderId()) : Optional.empty();
        if (placed.isEmpty() && admitted) {
            entrance.refused(draft.orderId());
        }
        return placed;
    }

    /** All of it is random, as in those of keys: people call an order by its beginning ({@link OrderNumbers}). */
    private static String newId() {
        return Ids.derived("order", Ids.random());
    }

    /** The id that a key stands for, or the next one after those that are void. */
    private String usableId(Caller caller, IdempotencyKey key) {
        String id = firstId(caller, key);
        for (int attempt = 2; orders.isVoid(id); attempt++) {
            id = Ids.derived("order", caller.id(), key.value(), Integer.toString(attempt));
        }
        return id;
    }

    private static String firstId(Caller caller, IdempotencyKey key) {
        return Ids.derived("order", caller.id(), key.value());
    }

    private static Replay<Order> replay(Order order, PlaceOrderRequest request) {
        requireSameRequest(order, request);
        return new Replay<>(order.asPlaced(), true);
    }

    private static void requireSameRequest(Order order, PlaceOrderRequest request) {
        if (!order.terms().fingerprint().equals(request.fingerprint())) {
            throw IdempotencyKey.reused();
        }
    }

    private OrderDraft draft(
            String id,
            Caller caller,
            Optional<IdempotencyKey> key,
            PlaceOrderRequest request,
            Wanted wanted,
            @Nullable String language) {
        Sale sale = wanted.sale();
        List<ClaimItem> items = wanted.items();
        requireOpen(sale);
        List<Line> lines = items.stream().map(Line::of).toList();
        ChargeableTotal.require(
                lines.stream().mapToLong(Line::price).sum(), sale.event().currency());
        return new OrderDraft(
                id,
                caller.id(),
                caller.guest(),
                caller.email(),
                Optional.ofNullable(caller.name()).orElse(caller.email()),
                sale.eventId(),
                EventSummary.of(sale.event()),
                lines,
                items,
                limits(sale.event(), items),
                sale.event().currency(),
                request.fingerprint(),
                key.isPresent(),
                sale.event().organizerId(),
                sale.event().terms().seller() == null ? null : sale.event().organizerId(),
                language,
                LogContext.traceparent());
    }

    /** How many units one buyer may have, of the event and of each of these tiers. */
    private static List<Limit> limits(EventState event, List<ClaimItem> items) {
        List<Limit> limits = new ArrayList<>();
        Optional.ofNullable(event.terms().maxPerBuyer()).ifPresent(most -> limits.add(new Limit(null, most)));
        for (ClaimItem item : items) {
            Optional.ofNullable(item.tier().maxPerBuyer())
                    .ifPresent(most -> limits.add(new Limit(item.tier().id(), most)));
        }
        return limits;
    }

    private void requireOpen(Sale sale) {
        Instant now = clock.instant();
        if (!sale.isOpen(now)) {
            throw ProblemException.of(HttpStatus.CONFLICT, OrderProblems.SALES_CLOSED, whyClosed(sale, now));
        }
    }

    private static String whyClosed(Sale sale, Instant now) {
        if (now.isBefore(sale.opensAt())) {
            return "Tickets are on sale from " + sale.opensAt() + ".";
        }
        boolean paused = sale.event().status() == EventStatus.PUBLISHED
                && sale.event().terms().paused()
                && now.isBefore(sale.closesAt());
        if (paused && sale.event().hasBeenTakenDown()) {
            return "The operator of this site has taken the event down. Tickets that are held or paid stay as they"
                    + " are.";
        }
        return paused
                ? "The organizer has paused the sale. Try again later."
                : "Tickets for this event are no longer sold.";
    }
}
