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
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

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
        boolean all = ticket.isEmpty();
        List<Ticket> tickets = sellable && (!all || order.ticketsLeft() > 1) ? tickets(token, id, all) : List.of();
        List<Ticket> chosen =
                tickets.stream().filter(one -> ticket.contains(one.id())).toList();
        boolean some = !chosen.isEmpty() && chosen.size() < tickets.size();
        model.addAttribute("order", order);
        model.addAttribute("sellable", sellable);
        model.addAttribute(
                "gone", sellable && chosen.size() < Set.copyOf(ticket).size());
        model.addAttribute("tickets", tickets);
        model.addAttribute("chosen", some ? chosen : List.of());
        model.addAttribute("worth", some ? worth(order, chosen) : order.worth());
        model.addAttribute("key", FormKeys.fresh());
        model.addAttribute("facts", facts.of(List.of(order)));
        model.addAttribute("now", now);
        return "order/sell";
    }

    /**
     * To choose from.
     *
     * @param all whether none was chosen: while they cannot be read, all are sold back together then
     */
    private List<Ticket> tickets(String token, String id, boolean all) {
        try {
            return orders.tickets(token, id);
        } catch (ServiceProblem | ServiceUnreachable e) {
            if (!all) {
                throw e;
            }
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
            if (problem.status() != 409 && problem.status() != 400) {
                throw problem;
            }
            UriComponentsBuilder page = UriComponentsBuilder.fromPath("/orders/" + id + "/sell");
            // One of them is not there any more; or it is too late, or the order is over. The page shows which.
            boolean gone = problem.status() == 400 && !ticket.isEmpty();
            return "redirect:"
                    + (gone ? page.queryParam("ticket", ticket.toArray()) : page.queryParam("problem"))
                            .encode()
                            .toUriString();
        }
    }
}
