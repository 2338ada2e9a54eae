package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.SignInNeeded;
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

    /** @param problem not null after orders-service refused it */
    @GetMapping("/orders/{id:[\\w-]{1,64}}/sell")
    String show(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String problem,
            Visitor visitor,
            Model model) {
        Order order = orders.order(visitor.requireBuyer(), id);
        if (order.status() != Order.Status.COMPLETED) {
            return "redirect:/orders/" + id;
        }
        Instant now = clock.instant();
        model.addAttribute("order", order);
        model.addAttribute("sellable", order.isSellable(now) && problem == null);
        model.addAttribute("key", FormKeys.fresh());
        model.addAttribute("facts", facts.of(List.of(order)));
        model.addAttribute("now", now);
        return "order/sell";
    }

    @PostMapping("/orders/{id:[\\w-]{1,64}}/sell")
    String sell(@PathVariable String id, @RequestParam(defaultValue = "") String key, Visitor visitor) {
        try {
            orders.sell(visitor.requireBuyer(), FormKeys.of(key, id), id);
            return "redirect:/orders/" + id;
        } catch (SignInNeeded e) {
            return "redirect:" + ReturnTo.signIn("/orders/" + id + "/sell");
        } catch (ServiceProblem problem) {
            // Too late, or the order is over: the page shows which.
            if (problem.status() == 409) {
                return "redirect:/orders/" + id + "/sell?problem";
            }
            throw problem;
        }
    }
}
