package io.holdfast.orders.waiting;

import io.holdfast.contracts.WaitingRoomState;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.waiting.AdmittedOrders.Ordered;
import io.holdfast.orders.waiting.WaitingRoom.Entry;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Lets only those order who are admitted, where an event has a waiting room. */
@Component
public class Entrance {

    /** The code of an order of someone who is not admitted. */
    public static final String QUEUE_REQUIRED = "queue-required";

    /**
     * Orders that are refused use up no turn, but each is stored, and looked at again for the next one. So many are begun for each that may
     * be placed, at the same time perhaps a few more.
     */
    private static final int TRIES_PER_ORDER = 20;

    private final WaitingRooms rooms;
    private final AdmittedOrders orders;
    private final OrderFates fates;
    private final WaitingRoomProperties properties;
    private final Duration longestHold;
    private final Clock clock;

    Entrance(
            WaitingRooms rooms,
            AdmittedOrders orders,
            OrderFates fates,
            WaitingRoomProperties properties,
            OrdersProperties orderProperties) {
        this.rooms = rooms;
        this.orders = orders;
        this.fates = fates;
        this.properties = properties;
        this.longestHold = orderProperties.hold().plus(orderProperties.prolonged());
        this.clock = rooms.clock();
    }

    /**
     * Returns once it is stored that the order is placed with an admitted entry, or at once if the event has no waiting room.
     *
     * @param units how many units are ordered
     * @return whether it has one
     * @throws ProblemException {@code 428 queue-required}: the caller is not admitted; {@code 409 limit-reached}: too much was ordered
     *     with this entry, whatever became of it, or too often tried
     */
    public boolean admit(Caller caller, Sale sale, String orderId, int units) {
        Optional<WaitingRoomState> terms = sale.waitingRoom();
        if (terms.isEmpty()) {
            return false;
        }
        WaitingRoom room = rooms.of(sale.eventId());
        Visitor visitor = Visitor.of(caller, room.secrets());
        Entry entry = admitted(room, visitor).orElseGet(() -> {
            // Another replica may have admitted them a moment ago, and told them.
            room.refreshTo(clock.instant());
            return admitted(room, visitor).orElseThrow(() -> required(sale));
        });
        requireFewTries(entry);
        Instant now = clock.instant();
        Instant passEnds = now.plus(properties.pass());
        Instant holdEnds = now.plus(longestHold);
        orders.begin(orderId, sale.eventId(), entry.id(), units, now, passEnds.isAfter(holdEnds) ? passEnds : holdEnds);
        requireWithinLimits(orderId, used(entry, now));
        return true;
    }

    /** Looked at before anything is stored. */
    private void requireFewTries(Entry entry) {
        int most = TRIES_PER_ORDER * properties.ordersPerPass();
        if (orders.countBegun(entry.id(), most) == most) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT,
                    "limit-reached",
                    "With one turn, %d orders can be tried, also those that are refused.".formatted(most));
        }
    }

    /**
     * What counts: orders that there are, and those that may come yet. Of two requests with the same key one may have been refused and the other
     * not; and while the database is away a request leaves no order.
     */
    private List<Ordered> used(Entry entry, Instant now) {
        List<Ordered> all = orders.of(entry.id());
        List<String> doubtful = all.stream()
                .filter(order -> order.isDoubtful(now))
                .map(Ordered::orderId)
                .toList();
        Set<String> placed = doubtful.isEmpty() ? Set.of() : fates.of(doubtful).keySet();
        return all.stream()
                .filter(order -> !order.isDoubtful(now) || placed.contains(order.orderId()))
                .toList();
    }

    /** Looked at after the order is counted: of two at the same time, one at least sees both. A single order may be as large as any. */
    private void requireWithinLimits(String orderId, List<Ordered> used) {
        boolean tooMany = used.size() > properties.ordersPerPass();
        boolean tooMuch =
                used.size() > 1 && used.stream().mapToLong(Ordered::units).sum() > properties.unitsPerPass();
        if (tooMany || tooMuch) {
            refused(orderId);
            throw ProblemException.of(
                    HttpStatus.CONFLICT,
                    "limit-reached",
                    "With one turn, %d tickets can be held in up to %d orders, also those that are given up."
                            .formatted(properties.unitsPerPass(), properties.ordersPerPass()));
        }
    }

    /** A request for the order, which was {@linkplain #admit admitted}, was refused: its buyer may try another one. */
    public void refused(String orderId) {
        orders.refuse(orderId, clock.instant());
    }

    /** The money of a paid order could not be taken: its buyer chooses again, and counts as one who does. */
    public void captureFailed(String orderId) {
        orders.noteFailed(orderId);
    }

    private Optional<Entry> admitted(WaitingRoom room, Visitor visitor) {
        Instant now = clock.instant();
        Admissions admissions = room.outline().admissions();
        return room.find(visitor)
                .filter(entry -> entry.place() != null
                        && admissions.pass(entry.place(), now).isPresent());
    }

    private static ProblemException required(Sale sale) {
        return ProblemException.of(
                        HttpStatus.PRECONDITION_REQUIRED,
                        QUEUE_REQUIRED,
                        "Tickets for this event go to whoever is admitted from its waiting room.")
                .with("waitingRoom", WaitingRoomController.path(sale.eventId()))
                .with("page", "/events/%s/waiting-room".formatted(sale.eventId()));
    }
}
