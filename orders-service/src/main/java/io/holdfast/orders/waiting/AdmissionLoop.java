package io.holdfast.orders.waiting;

import io.holdfast.contracts.TierAvailability;
import io.holdfast.contracts.WaitingRoomState;
import io.holdfast.orders.inventory.Inventory;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.orders.waiting.AdmittedOrders.AdmittedOrder;
import io.holdfast.orders.waiting.AdmittedOrders.Outcome;
import io.holdfast.orders.waiting.OrderFates.Fate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Draws the places of waiting rooms when it is time, and admits the next ones. Every replica does; that the admissions are written once
 * is decided by {@link RoomStore#save}.
 */
@Component
class AdmissionLoop {

    private static final Logger log = LoggerFactory.getLogger(AdmissionLoop.class);

    /** An order that was begun since may not have its units yet: they count as free and are not. */
    private static final Duration DECIDED_WITHIN = Duration.ofSeconds(5);

    /** What was counted longer ago may be wrong by now. */
    private static final Duration COUNTED_WITHIN = Duration.ofSeconds(5);

    /** Before that, a room is read only when someone looks at it. */
    private static final Duration READ_BEFORE_OPENING = Duration.ofMinutes(1);

    /** Those who wait want to know their places at once: that soon before an opening there is no longer pause than until then. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** A bell that did not ring when it was due is tried again so soon, for so long. */
    private static final Duration AGAIN_AFTER = Duration.ofMillis(100);

    private static final Duration LATE = Duration.ofSeconds(1);

    private final RoomStore store;
    private final WaitingRooms rooms;
    private final Sales sales;
    private final Inventory<?, ?> inventory;
    private final AdmittedOrders orders;
    private final OrderFates fates;
    private final WaitingRoomProperties properties;
    private final Clock clock;

    AdmissionLoop(
            RoomStore store,
            WaitingRooms rooms,
            Sales sales,
            Inventory<?, ?> inventory,
            AdmittedOrders orders,
            OrderFates fates,
            WaitingRoomProperties properties) {
        this.store = store;
        this.rooms = rooms;
        this.sales = sales;
        this.inventory = inventory;
        this.orders = orders;
        this.fates = fates;
        this.properties = properties;
        this.clock = rooms.clock();
    }

    /**
     * One round over all rooms. What fails with one of them does not keep the others waiting.
     *
     * @return how long to pause, if a room opens soon or its bell is late; null otherwise
     */
    @Nullable
    Duration run() {
        List<String> active = store.findActive();
        rooms.leaveOnly(active);
        List<Instant> openings = new ArrayList<>();
        for (String eventId : active) {
            try {
                sales.recent(eventId).ifPresent(sale -> attend(sale, openings));
            } catch (RuntimeException e) {
                log.warn("The waiting room of event {} is looked after in a moment: {}", eventId, e.toString());
            }
        }
        return untilBell(openings);
    }

    private @Nullable Duration untilBell(List<Instant> openings) {
        Instant now = clock.instant();
        return openings.stream()
                .map(opensAt -> Duration.between(now, opensAt))
                .filter(left -> left.compareTo(SOON) <= 0 && left.plus(LATE).isPositive())
                .min(Comparator.naturalOrder())
                .map(left -> left.isPositive() ? left : AGAIN_AFTER)
                .orElse(null);
    }

    /** @param openings gets when the room opens, if its places are not drawn */
    private void attend(Sale sale, List<Instant> openings) {
        Instant now = clock.instant();
        String eventId = sale.eventId();
        if (!WaitingRooms.isLookedAfter(sale, now)) {
            giveUp(eventId, now);
            return;
        }
        if (!now.isBefore(sale.event().endsAt())) {
            return;
        }
        Optional<WaitingRoomState> terms = sale.waitingRoom();
        if (terms.isEmpty() || now.isBefore(terms.get().opensAt().minus(READ_BEFORE_OPENING))) {
            return;
        }
        WaitingRoom room = rooms.of(eventId);
        room.refresh();
        room.ringIfDue(terms.get().opensAt());
        if (!room.isDrawn()) {
            openings.add(terms.get().opensAt());
        }
        WaitingRoom.Outline outline = room.outline();
        int waiting = outline.entries() - outline.admissions().admitted();
        if (waiting == 0 && outline.admissions().steps().stream().noneMatch(step -> now.isBefore(step.until()))) {
            return;
        }
        // It may have been drawn for an opening that was moved since.
        boolean isOpen = room.isDrawn() && !now.isBefore(terms.get().opensAt());
        if (isOpen && waiting > 0 && sale.isOpen(now)) {
            Admissions before = outline.admissions();
            Instant counted = clock.instant();
            admit(room, sale, terms.get(), before, demand(room, eventId, before, waiting, counted), counted);
        } else {
            countUnits(eventId);
        }
    }

    /** Unless the event was moved a moment ago, which is stored. */
    private void giveUp(String eventId, Instant now) {
        if (sales.find(eventId)
                .filter(stored -> WaitingRooms.isLookedAfter(stored, now))
                .isEmpty()) {
            rooms.retire(eventId);
        }
    }

    /**
     * Does nothing if counting took long: the next round counts anew. A pass lasts from when it is written.
     *
     * @param before what the demand was counted with: if someone was admitted since, nothing is written
     * @param now when counting began
     */
    private void admit(
            WaitingRoom room, Sale sale, WaitingRoomState terms, Admissions before, RoomDemand demand, Instant now) {
        int count = demand.admits(terms, properties.holdersAtOnce(), before, now);
        Instant then = clock.instant();
        if (count > 0 && !then.isBefore(now.plus(COUNTED_WITHIN))) {
            log.warn(
                    "None of {} is admitted to event {} yet: counting took {}",
                    count,
                    sale.eventId(),
                    Duration.between(now, then));
        } else if (count > 0 && sale.isOpen(then) && room.save(before.admit(count, then, properties.pass()))) {
            log.info("Admitted {} to event {}, {} wait", count, sale.eventId(), demand.waiting() - count);
        }
    }

    private RoomDemand demand(WaitingRoom room, String eventId, Admissions admissions, int waiting, Instant now) {
        List<AdmittedOrder> current = learnFates(orders.current(eventId, now), now);
        Set<String> busy = new HashSet<>();
        Set<String> done = new HashSet<>();
        int deciding = 0;
        for (AdmittedOrder order : current) {
            if (order.outcome() == null) {
                busy.add(order.entry());
                deciding += order.at().isAfter(now.minus(DECIDED_WITHIN)) ? 1 : 0;
            } else if (order.outcome() == Outcome.PAID) {
                done.add(order.entry());
            }
        }
        long choosing = admissions.steps().stream()
                .filter(step -> now.isBefore(step.until()))
                .flatMap(step -> room.entriesAt(step.first(), step.last()).stream())
                .filter(entry -> !busy.contains(entry) && !done.contains(entry))
                .count();
        // After the orders: what was paid is not free any more.
        List<TierAvailability> left = countUnits(eventId);
        return new RoomDemand(
                waiting,
                (int) choosing,
                busy.size(),
                Math.max(0, left.stream().mapToInt(TierAvailability::free).sum() - deciding),
                left.stream().mapToInt(TierAvailability::held).sum());
    }

    private List<TierAvailability> countUnits(String eventId) {
        List<TierAvailability> left = inventory.unitCounts(eventId);
        rooms.leave(eventId, left);
        return left;
    }

    /** The orders, with what has become of those that were pending. */
    private List<AdmittedOrder> learnFates(List<AdmittedOrder> current, Instant now) {
        List<String> pending = current.stream()
                .filter(order -> order.outcome() == null)
                .map(AdmittedOrder::orderId)
                .toList();
        Map<String, Fate> found = pending.isEmpty() ? Map.of() : fates.of(pending);
        List<AdmittedOrder> known = new ArrayList<>();
        List<AdmittedOrder> paid = new ArrayList<>();
        List<AdmittedOrder> over = new ArrayList<>();
        for (AdmittedOrder order : current) {
            Fate fate = order.outcome() == null ? fate(order, found, now) : Fate.PENDING;
            switch (fate) {
                case PENDING -> known.add(order);
                case PAID -> {
                    paid.add(order);
                    known.add(order.with(Outcome.PAID));
                }
                case OVER -> {
                    over.add(order);
                    known.add(order.with(Outcome.NOTHING));
                }
            }
        }
        // Until the pass ends, with which it was paid, its entry does not count as choosing.
        orders.note(paid, Outcome.PAID, now.plus(properties.pass()));
        orders.note(over, Outcome.NOTHING, now);
        return known;
    }

    private static Fate fate(AdmittedOrder order, Map<String, Fate> found, Instant now) {
        boolean mayBeWritten = AdmittedOrders.mayBeWritten(order.at(), now);
        return found.getOrDefault(order.orderId(), mayBeWritten ? Fate.PENDING : Fate.OVER);
    }
}
