package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Account;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.RelatedEvents;
import io.holdfast.webclient.backend.SeatPlan;
import io.holdfast.webclient.backend.SeatPlans;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.WaitingRoomEntry;
import io.holdfast.webclient.backend.WaitingRooms;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.Visitor;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;
import org.springframework.util.LinkedMultiValueMap;

/** Fills the page of an event: the order box with its tiers, and the plans of the seated ones. */
@Component
class EventPage {

    private static final Logger log = LoggerFactory.getLogger(EventPage.class);

    private final SeatPlans seatPlans;
    private final EventData data;
    private final WaitingRooms waitingRooms;
    private final Orders orders;
    private final RelatedEvents related;
    private final Clock clock;

    EventPage(
            SeatPlans seatPlans,
            EventData data,
            WaitingRooms waitingRooms,
            Orders orders,
            RelatedEvents related,
            Clock clock) {
        this.orders = orders;
        this.related = related;
        this.seatPlans = seatPlans;
        this.waitingRooms = waitingRooms;
        this.data = data;
        this.clock = clock;
    }

    /**
     * @param openRow a row of a plan to unfold, as {@code tier.row}; null for none
     * @return the view
     */
    String show(
            Event asWritten,
            TicketChoice choice,
            ChoiceProblems problems,
            @Nullable String openRow,
            Visitor visitor,
            Model model) {
        Instant now = clock.instant();
        Event event = asWritten.in(LocaleContextHolder.getLocale());
        Event.Sale open = event.sale(now);
        WaitingRoomEntry entry = waitingEntry(event, open, visitor);
        Event.Sale sale = event.waitingRoom() == null || !hasWaitingRoom(open) || (entry != null && entry.isAdmitted())
                ? open
                : Event.Sale.WAITING_ROOM;
        Map<String, SeatMap> maps = sale.isOpen() || sale == Event.Sale.SOLD_OUT
                ? maps(event, choice, problems, openRow, visitor)
                : Map.<String, SeatMap>of();
        List<TierRow> rows = event.tiers().stream()
                .map(tier -> row(event, tier, choice, problems, maps.containsKey(tier.id())))
                .toList();
        Account account = visitor.account();
        if (!model.containsAttribute("guestName")) {
            GuestCheckout.fill(new LinkedMultiValueMap<>(), visitor, model);
        }
        if (event.waitingRoom() == null) {
            Proof.offer(event, model);
        }
        model.addAttribute("event", event);
        model.addAttribute("data", data.json(event, open));
        model.addAttribute("rows", rows);
        model.addAttribute("maps", maps.values());
        model.addAttribute("sale", sale);
        model.addAttribute("entry", entry);
        model.addAttribute("mine", mine(event, visitor, now));
        model.addAttribute("related", related.of(event, now, LocaleContextHolder.getLocale()));
        model.addAttribute("now", now);
        model.addAttribute("key", FormKeys.fresh());
        model.addAttribute("chosen", !choice.isEmpty());
        model.addAttribute("total", rows.stream().mapToLong(TierRow::price).sum());
        model.addAttribute("own", account != null && account.id().equals(event.organizerId()));
        model.addAttribute("operator", account != null && account.isOperator());
        return "event/event";
    }

    /** The tiers of which seats were picked that are not next to each other. None while the plans cannot be read. */
    List<String> apart(String eventId, TicketChoice choice, Visitor visitor) {
        if (choice.seats().values().stream().allMatch(seats -> seats.size() < 2)) {
            return List.of();
        }
        try {
            return seatPlans.of(eventId, visitor.sentToken(), visitor.address()).tiers().stream()
                    .filter(tier -> !tier.areSideBySide(choice.seats(tier.id())))
                    .map(SeatPlan.Tier::id)
                    .toList();
        } catch (ServiceProblem | ServiceUnreachable e) {
            log.warn("no plan of event {}: {}", eventId, e.getMessage());
            return List.of();
        }
    }

    /** The visitor's entry in the waiting room; null while nothing is sold from it, or orders-service does not answer. */
    private @Nullable WaitingRoomEntry waitingEntry(Event event, Event.Sale open, Visitor visitor) {
        return event.waitingRoom() == null || !hasWaitingRoom(open)
                ? null
                : waitingRooms
                        .entryIfKnown(event.id(), WaitingRoomController.buyersToken(visitor))
                        .orElse(null);
    }

    /** What the visitor has of the event already, or holds. */
    private List<Order> mine(Event event, Visitor visitor, Instant now) {
        String token = WaitingRoomController.buyersToken(visitor);
        return token == null
                ? List.of()
                : orders.ofEventIfKnown(token, event.id()).stream()
                        .filter(order -> order.status() == Order.Status.COMPLETED || order.isPayable(now))
                        .toList();
    }

    private static boolean hasWaitingRoom(Event.Sale sale) {
        return sale.isOpen() || sale == Event.Sale.NOT_BEGUN;
    }

    /** The plan's tier, called as the event calls it. */
    private static SeatPlan.Tier named(SeatPlan.Tier tier, Event event) {
        return event.tiers().stream()
                .filter(known -> known.id().equals(tier.id()))
                .findFirst()
                .map(known -> new SeatPlan.Tier(tier.id(), known.name(), tier.price(), tier.rows()))
                .orElse(tier);
    }

    private static TierRow row(
            Event event, Event.Tier tier, TicketChoice choice, ChoiceProblems problems, boolean isPlanned) {
        return new TierRow(
                tier,
                event.statusOf(tier),
                event.availableOf(tier),
                choice.count(tier.id()),
                choice.seats(tier.id()),
                problems.texts().get(tier.id()),
                isPlanned);
    }

    /** The plans of the seated tiers by tier, in their order. Empty while they cannot be read: the best seats can be bought without them. */
    private Map<String, SeatMap> maps(
            Event event, TicketChoice choice, ChoiceProblems problems, @Nullable String openRow, Visitor visitor) {
        Map<String, SeatMap> maps = new LinkedHashMap<>();
        if (event.tiers().stream().allMatch(tier -> tier.seating() == null)) {
            return maps;
        }
        try {
            for (SeatPlan.Tier tier : seatPlans
                    .of(event.id(), visitor.sentToken(), visitor.address())
                    .tiers()) {
                String row = openRow != null && openRow.startsWith(tier.id() + ".")
                        ? openRow.substring(tier.id().length() + 1)
                        : null;
                Set<String> taken = problems.taken().getOrDefault(tier.id(), Set.of());
                maps.put(tier.id(), SeatMap.of(named(tier, event), choice.seats(tier.id()), taken, row));
            }
        } catch (ServiceProblem | ServiceUnreachable e) {
            log.warn("no plan of event {}: {}", event.id(), e.getMessage());
        }
        return maps;
    }
}
