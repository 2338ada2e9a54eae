package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.Page;
import io.holdfast.webclient.site.Visitor;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The list of the visitor's orders. */
@Controller
class OrderListController {

    private final Orders orders;
    private final EventFacts facts;
    private final Clock clock;

    OrderListController(Orders orders, EventFacts facts, Clock clock) {
        this.orders = orders;
        this.facts = facts;
        this.clock = clock;
    }

    @GetMapping("/orders")
    String list(@RequestParam(required = false) @Nullable String cursor, Visitor visitor, Model model) {
        Page<Order> page = orders.list(visitor.requireBuyer(), cursor);
        Instant now = clock.instant();
        List<Order> upcoming = new ArrayList<>();
        List<Order> past = new ArrayList<>();
        for (Order order : page.items()) {
            (isCurrent(order, now) ? upcoming : past).add(order);
        }
        upcoming.sort(Comparator.comparing(
                order -> order.event() == null ? now : order.event().startsAt()));
        model.addAttribute("upcoming", upcoming);
        model.addAttribute("past", past);
        model.addAttribute("next", page.nextCursor());
        model.addAttribute("facts", facts.of(page.items()));
        model.addAttribute("now", now);
        return "order/list";
    }

    private static boolean isCurrent(Order order, Instant now) {
        return (order.status() == Order.Status.COMPLETED && order.isUpcoming(now))
                || order.isPayable(now)
                || (order.isMoneyOnItsWay() && order.isUpcoming(now));
    }
}
