package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.Payment;
import io.holdfast.webclient.backend.Payments;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.Visitor;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of one order: its state, its tickets and its history. */
@Controller
class OrderController {

    private final Orders orders;
    private final Payments payments;
    private final EventFacts facts;
    private final Clock clock;

    OrderController(Orders orders, Payments payments, EventFacts facts, Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.facts = facts;
        this.clock = clock;
    }

    @GetMapping("/orders/{id:[\\w-]{1,64}}")
    String order(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String done,
            @RequestParam(required = false) @Nullable String paying,
            @RequestParam(required = false) @Nullable String payment,
            Visitor visitor,
            Model model) {
        show(id, payment, paying != null, visitor.requireBuyer(), model);
        model.addAttribute("fresh", done != null);
        return "order/order";
    }

    /** The part of the page that changes, for a page that waits for it. */
    @GetMapping("/orders/{id:[\\w-]{1,64}}/panel")
    String panel(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String done,
            @RequestParam(required = false) @Nullable String paying,
            @RequestParam(required = false) @Nullable String payment,
            Visitor visitor,
            Model model) {
        order(id, done, paying, payment, visitor, model);
        return "order/order :: panel";
    }

    @PostMapping("/orders/{id:[\\w-]{1,64}}/cancel")
    String cancel(@PathVariable String id, Visitor visitor) {
        try {
            orders.cancel(visitor.requireBuyer(), id);
        } catch (SignInNeeded e) {
            return CheckoutController.signIn(id);
        } catch (ServiceProblem problem) {
            if (problem.status() != 409 && problem.status() != 410) {
                throw problem;
            }
            // Paid or expired meanwhile: the order's page shows which.
        }
        return "redirect:/orders/" + id;
    }

    private void show(String id, @Nullable String paymentParameter, boolean paying, String token, Model model) {
        Order order = orders.order(token, id);
        Payment payment = payment(order, paymentParameter, token);
        EventFacts.Facts known = facts.of(List.of(order));
        boolean cancelled = known.isCancelled(order);
        boolean valid = order.status() == Order.Status.COMPLETED && !cancelled;
        model.addAttribute("order", order);
        model.addAttribute("payment", payment);
        model.addAttribute("tickets", valid ? tickets(token, id) : List.of());
        String state = cancelled ? "event-cancelled" : state(order, payment, paying);
        model.addAttribute("state", state);
        model.addAttribute("words", words(state, order));
        model.addAttribute("history", OrderHistory.of(order, payment));
        model.addAttribute("retryKey", FormKeys.fresh());
        model.addAttribute("facts", known);
        model.addAttribute("now", clock.instant());
    }

    /** The state in the message keys of its title and text. */
    private String words(String state, Order order) {
        if (!state.equals("completed")) {
            return state;
        }
        if (!order.isUpcoming(clock.instant())) {
            return "over";
        }
        return order.isFree() ? "free" : state;
    }

    /** The state of the order, which decides what its page offers. */
    private String state(Order order, @Nullable Payment payment, boolean paying) {
        if (order.status() == Order.Status.COMPLETED) {
            return payment != null && payment.isBeingCaptured() ? "capturing" : "completed";
        }
        return order.status() == Order.Status.AWAITING_PAYMENT && paying ? "paying" : order.state(clock.instant());
    }

    private List<ShownTicket> tickets(String token, String id) {
        try {
            return orders.tickets(token, id).stream().map(ShownTicket::of).toList();
        } catch (ServiceProblem problem) {
            // Sold back or refunded between the two requests: there are no tickets to show.
            if (problem.status() == 404 || problem.status() == 409) {
                return List.of();
            }
            throw problem;
        }
    }

    /**
     * The payment of the order, or the one that the page's address names while the order has none.
     *
     * @return null if there is none, if it is of another order, or while it cannot be read: the page does without
     */
    private @Nullable Payment payment(Order order, @Nullable String parameter, String token) {
        String id = order.paymentId() == null ? parameter : order.paymentId();
        if (id == null || !id.matches("[\\w-]{1,64}")) {
            return null;
        }
        try {
            Payment payment = payments.payment(token, id);
            return payment.orderId().equals(order.id()) ? payment : null;
        } catch (ServiceProblem | ServiceUnreachable e) {
            return null;
        }
    }
}
