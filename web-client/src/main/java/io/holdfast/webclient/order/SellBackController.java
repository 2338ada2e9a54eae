package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.backend.Ticket;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.ReturnTo;
import io.holdfast.webclient.site.Visitor;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Selling an order's tickets back: a page that shows what the buyer gets, and the confirmation. */
@Controller
class SellBackController {

    private final Orders orders;
    private final EventFacts facts;
    private final Clock clock;

    SellBackController(Orders orders, EventFacts facts, Clock clock) {
        this.orders = orders;
        this.facts = facts;
        this.clock = clock;
    }

    /**
     * @param problem not null after orders-service refused it
     * @param ticket ids of the tickets to sell back; none for all
     */
    @GetMapping("/orders/{id:[\\w-]{1,64}}/sell")
    String show(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String problem,
            @RequestParam(defaultValue = "") List<String> ticket,
            Visitor visitor,
            Model model) {
        String token = visitor.requireBuyer();
        Order order = orders.order(token, id);
        if (order.status() != Order.Status.COMPLETED) {
            return "redirect:/orders/" + id;
        }
        Instant now = clock.instant();
        boolean sellable = order.isSellable(now) && problem == null;
        List<Ticket> tickets = sellable && order.ticketsLeft() > 1 ? tickets(token, id) : List.of();
        List<Ticket> chosen =
                tickets.stream().filter(one -> ticket.contains(one.id())).toList();
        boolean some = !chosen.isEmpty() && chosen.size() < tickets.size();
        model.addAttribute("order", order);
        model.addAttribute("sellable", sellable);
        model.addAttribute("tickets", tickets);
        model.addAttribute("chosen", some ? chosen : List.of());
        model.addAttribute("worth", some ? worth(order, chosen) : order.worth());
        model.addAttribute("key", FormKeys.fresh());
        model.addAttribute("facts", facts.of(List.of(order)));
        model.addAttribute("now", now);
        return "order/sell";
    }

    /** To choose from; none while they cannot be read, and then all are sold back together. */
    private List<Ticket> tickets(String token, String id) {
        try {
            return orders.tickets(token, id);
        } catch (ServiceProblem | ServiceUnreachable e) {
            return List.of();
        }
    }

    /** What the tickets cost, as far as it was not refunded before. */
    private static long worth(Order order, List<Ticket> chosen) {
        return Math.min(chosen.stream().mapToLong(order::priceOf).sum(), order.worth());
    }

    /** @param ticket ids of the tickets to sell back; none for all */
    @PostMapping("/orders/{id:[\\w-]{1,64}}/sell")
    String sell(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String key,
            @RequestParam(defaultValue = "") List<String> ticket,
            Visitor visitor) {
        try {
            orders.sell(visitor.requireBuyer(), FormKeys.of(key, id + ticket), id, ticket);
            return "redirect:/orders/" + id;
        } catch (SignInNeeded e) {
            return "redirect:" + ReturnTo.signIn("/orders/" + id + "/sell");
        } catch (ServiceProblem problem) {
            // Too late, or the order is over: the page shows which.
            if (problem.status() == 409 || problem.status() == 400) {
                return "redirect:/orders/" + id + "/sell?problem";
            }
            throw problem;
        }
    }
}
