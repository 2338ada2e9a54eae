package io.holdfast.webclient.organizer;

import io.holdfast.language.Beginning;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.EventOrder;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Page;
import io.holdfast.webclient.backend.Sales;
import io.holdfast.webclient.backend.Service;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SoldOrder;
import io.holdfast.webclient.site.OwnEvents;
import io.holdfast.webclient.site.ReturnTo;
import io.holdfast.webclient.site.Visitor;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
class OrganizerController {

    private static final int LONGEST_QUERY = 100;

    private final Events events;
    private final OwnEvents own;
    private final Sales sales;
    private final FiguresLookup lookup;
    private final Clock clock;

    OrganizerController(Events events, OwnEvents own, Sales sales, FiguresLookup lookup, Clock clock) {
        this.events = events;
        this.own = own;
        this.sales = sales;
        this.lookup = lookup;
        this.clock = clock;
    }

    @GetMapping("/organizer")
    String mine(@RequestParam(required = false) @Nullable String cursor, Visitor visitor, Model model) {
        String token = visitor.requireToken();
        Page<Event> page = events.mine(token, cursor);
        Map<String, Figures> figures = lookup.figures(page.items(), token);
        Instant now = clock.instant();
        List<OwnEvent> upcoming = new ArrayList<>();
        List<OwnEvent> past = new ArrayList<>();
        for (Event event : page.items()) {
            String state = state(event, now);
            (isPast(state) ? past : upcoming).add(new OwnEvent(event, state, figures.get(event.id())));
        }
        upcoming.sort(Comparator.comparing(each -> each.event().startsAt()));
        past.sort(
                Comparator.comparing((OwnEvent each) -> each.event().startsAt()).reversed());
        model.addAttribute("upcoming", upcoming);
        model.addAttribute("past", past);
        model.addAttribute("next", page.nextCursor());
        model.addAttribute("away", figures.size() < page.items().size());
        model.addAttribute("now", now);
        return "organizer/events";
    }

    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}")
    String event(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable String cursor,
            Visitor visitor,
            Model model) {
        Event event = own.require(id, visitor);
        show(event, lookup.figures(event, visitor), model);
        list(event, status, q, cursor, visitor, model);
        return "organizer/event";
    }

    /** The list of orders alone, for a page that stays open. */
    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/orders")
    String orders(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable String cursor,
            Visitor visitor,
            Model model) {
        Event event = own.require(id, visitor);
        model.addAttribute("event", event);
        if (list(event, status, q, cursor, visitor, model) == null) {
            // The page keeps the orders that it shows.
            throw new ServiceUnreachable(Service.ORDERS, "no orders", null);
        }
        return "organizer/event :: orders";
    }

    private @Nullable Page<SoldOrder> list(
            Event event, @Nullable String status, String typed, @Nullable String cursor, Visitor visitor, Model model) {
        Order.Status chosen = OrderStatus.of(status);
        String sent = Beginning.of(typed.strip(), LONGEST_QUERY);
        Page<SoldOrder> orders = event.isDraft() ? null : orders(event, chosen, sent, cursor, visitor);
        model.addAttribute("orders", orders);
        model.addAttribute("chosen", chosen);
        model.addAttribute("typed", sent);
        model.addAttribute("cursor", cursor);
        model.addAttribute("statuses", Order.Status.values());
        return orders;
    }

    /** An order of the event. */
    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/orders/{orderId:[\\w-]{1,64}}")
    String order(@PathVariable String id, @PathVariable String orderId, Visitor visitor, Model model) {
        showOrder(id, orderId, visitor, model);
        return "organizer/order";
    }

    /** What changes of it alone, for a page that stays open. */
    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/orders/{orderId:[\\w-]{1,64}}/panel")
    String panel(@PathVariable String id, @PathVariable String orderId, Visitor visitor, Model model) {
        showOrder(id, orderId, visitor, model);
        return "organizer/order :: panel";
    }

    private void showOrder(String id, String orderId, Visitor visitor, Model model) {
        Event event = own.require(id, visitor);
        EventOrder shown = sales.order(visitor.requireToken(), id, orderId);
        model.addAttribute("event", event);
        model.addAttribute("shown", shown);
        model.addAttribute("order", shown.order());
    }

    /** The figures alone, for a page that stays open. */
    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/figures")
    String figures(@PathVariable String id, Visitor visitor, Model model) {
        Event event = own.require(id, visitor);
        Figures figures = lookup.figures(event, visitor);
        // The page keeps the figures that it shows.
        if (figures == null) {
            throw new ServiceUnreachable(Service.ORDERS, "no figures", null);
        }
        show(event, figures, model);
        return "organizer/event :: figures";
    }

    private void show(Event event, @Nullable Figures figures, Model model) {
        Instant now = clock.instant();
        model.addAttribute("event", event);
        model.addAttribute("state", state(event, now));
        model.addAttribute("figures", figures);
        model.addAttribute("now", now);
    }

    /** @return null while orders-service is away */
    private @Nullable Page<SoldOrder> orders(
            Event event, Order.@Nullable Status status, String typed, @Nullable String cursor, Visitor visitor) {
        try {
            return sales.orders(visitor.requireToken(), event.id(), status, typed, cursor);
        } catch (ServiceProblem problem) {
            if (problem.status() == 404) {
                return new Page<>(List.of(), null);
            }
            if (problem.mayPass()) {
                return null;
            }
            throw problem;
        } catch (ServiceUnreachable e) {
            return null;
        }
    }

    @PostMapping("/organizer/events/{id:[\\w-]{1,64}}/sale")
    String pause(@PathVariable String id, @RequestParam(defaultValue = "") String action, Visitor visitor) {
        String token = visitor.token();
        if (token == null || !visitor.isSignedIn()) {
            return signIn(id);
        }
        own.require(id, visitor);
        if (!action.equals("pause") && !action.equals("resume")) {
            return "redirect:/organizer/events/" + id;
        }
        events.pause(token, id, action.equals("pause"));
        return "redirect:/organizer/events/" + id + (action.equals("pause") ? "?paused" : "?resumed");
    }

    static String signIn(String id) {
        return "redirect:" + ReturnTo.signIn("/organizer/events/" + id);
    }

    /** The state of an event in the message keys of the organizer's pages. */
    private static String state(Event event, Instant now) {
        String sale = event.sale(now).key();
        return event.isPaused() && !isPast(sale) && !sale.equals("draft") ? "paused" : sale;
    }

    private static boolean isPast(String state) {
        return state.equals("cancelled") || state.equals("ended");
    }
}
