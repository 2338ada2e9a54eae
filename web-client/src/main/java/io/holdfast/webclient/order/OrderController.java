package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.Page;
import io.holdfast.webclient.backend.Payment;
import io.holdfast.webclient.backend.Payments;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.backend.Ticket;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.Passing;
import io.holdfast.webclient.site.ReturnTo;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
class OrderController {

    /** Why a payment did not go through, as the checkout says it once after a redirect. */
    private static final Set<String> PROBLEMS =
            Set.of("card-declined", "provider-down", "choose-card", "not-cancelled", "other");

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

    @GetMapping("/orders")
    String mine(@RequestParam(required = false) @Nullable String cursor, Visitor visitor, Model model) {
        Page<Order> page = orders.list(visitor.requireToken(), cursor);
        Instant now = clock.instant();
        List<Order> upcoming = new ArrayList<>();
        List<Order> past = new ArrayList<>();
        for (Order order : page.items()) {
            (isCurrent(order) ? upcoming : past).add(order);
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

    private boolean isCurrent(Order order) {
        Instant now = clock.instant();
        return (order.status() == Order.Status.COMPLETED && order.isUpcoming(now))
                || order.isPayable(now)
                || (order.isMoneyOnItsWay() && order.isUpcoming(now));
    }

    @GetMapping("/orders/{id:[\\w-]{1,64}}")
    String order(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String done,
            @RequestParam(required = false) @Nullable String paying,
            @RequestParam(required = false) @Nullable String payment,
            Visitor visitor,
            Model model) {
        show(id, payment, paying != null, visitor.requireToken(), model);
        model.addAttribute("fresh", done != null);
        return "order/order";
    }

    /** The same order again, for a page that waits for it to change. */
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

    private void show(String id, @Nullable String paymentParameter, boolean paying, String token, Model model) {
        Order order = orders.order(token, id);
        Instant now = clock.instant();
        String paymentId = order.paymentId() == null ? paymentParameter : order.paymentId();
        Payment payment = paymentId == null || !paymentId.matches("[\\w-]{1,64}") ? null : payment(token, paymentId);
        // A payment of another order in the address is none of this one's business.
        if (payment != null && !payment.orderId().equals(order.id())) {
            payment = null;
        }
        EventFacts.Facts known = facts.of(List.of(order));
        boolean cancelled = isCancelled(order, known);
        boolean valid = order.status() == Order.Status.COMPLETED && !cancelled;
        model.addAttribute("order", order);
        model.addAttribute("payment", payment);
        model.addAttribute(
                "tickets",
                valid ? tickets(token, id).stream().map(ShownTicket::of).toList() : List.of());
        model.addAttribute("state", cancelled ? "event-cancelled" : state(order, payment, paying));
        model.addAttribute("history", history(order, payment));
        model.addAttribute("retryKey", FormKeys.fresh());
        model.addAttribute("facts", known);
        model.addAttribute("now", now);
    }

    /** Whether it ended with its event, or is about to: the money of a cancelled event takes a moment. */
    private static boolean isCancelled(Order order, EventFacts.Facts facts) {
        if (order.isOfCancelledEvent()) {
            return true;
        }
        Event event = facts.event(order);
        boolean isOpen = order.status() == Order.Status.COMPLETED || order.status() == Order.Status.AWAITING_PAYMENT;
        return isOpen && event != null && event.isCancelled();
    }

    /** The word for where the order is, as its page tells it apart. */
    private String state(Order order, @Nullable Payment payment, boolean paying) {
        if (order.status() == Order.Status.COMPLETED) {
            return payment != null && payment.isBeingCaptured() ? "capturing" : "completed";
        }
        if (order.status() == Order.Status.CANCELLED && "capture-failed".equals(order.reason())) {
            return "capture-failed";
        }
        if (order.hasExpired(clock.instant()) && order.status() == Order.Status.AWAITING_PAYMENT && paying) {
            return "paying";
        }
        if (order.hasExpired(clock.instant())) {
            return "expired";
        }
        if (order.status() == Order.Status.AWAITING_PAYMENT && paying) {
            return "paying";
        }
        return order.status().key();
    }

    private List<Ticket> tickets(String token, String id) {
        try {
            return orders.tickets(token, id);
        } catch (ServiceProblem problem) {
            // Sold back or refunded between two questions: there are no tickets to show.
            if (problem.status() == 404 || problem.status() == 409) {
                return List.of();
            }
            throw problem;
        }
    }

    private @Nullable Payment payment(String token, String id) {
        try {
            return payments.payment(token, id);
        } catch (ServiceProblem | ServiceUnreachable e) {
            return null; // The tickets are what the visitor came for; the page does without the payment's history.
        }
    }

    private static List<Moment> history(Order order, @Nullable Payment payment) {
        List<Moment> moments = new ArrayList<>();
        moments.add(new Moment("history.held", order.createdAt()));
        if (order.history() != null) {
            for (Order.Change change : order.history()) {
                if (change.status() != null && !change.status().equals("AWAITING_PAYMENT")) {
                    moments.add(new Moment("history.order." + word(change.status()), change.at()));
                }
            }
        } else if (order.status() == Order.Status.EXPIRED && order.expiresAt() != null) {
            moments.add(new Moment("history.order.expired", order.expiresAt()));
        }
        if (order.refunds() != null && order.status() == Order.Status.COMPLETED) {
            for (Order.Refund refund : order.refunds()) {
                moments.add(new Moment("history.refund", refund.at(), refund.amount(), said(refund.reason())));
            }
        }
        if (payment != null && payment.history() != null) {
            for (Payment.Step step : payment.history()) {
                if (step.status() != null && step.at() != null && !step.status().equals("AUTHORIZING")) {
                    moments.add(new Moment("history.payment." + word(step.status()) + why(step), step.at()));
                }
            }
        }
        moments.sort(Comparator.comparing(Moment::at));
        return moments;
    }

    /** The end of the message key: a payment that failed is not always the card's fault. */
    private static String why(Payment.Step step) {
        return switch (step.failure()) {
            case "provider-unavailable" -> ".unavailable";
            case "refused-by-provider" -> ".refused";
            case "authorization-lapsed" -> ".lapsed";
            case null, default -> "";
        };
    }

    /** A reason in somebody's own words; the machine words are said by the line itself. */
    private static @Nullable String said(@Nullable String reason) {
        return reason == null || reason.matches("[a-z-]+") ? null : reason;
    }

    private static String word(String status) {
        return status.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @GetMapping("/orders/{id:[\\w-]{1,64}}/checkout")
    String checkout(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String card,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        String problem = Passing.take(checkout(id), request, response);
        Order order = orders.order(visitor.requireToken(), id);
        if (!order.isPayable(clock.instant())) {
            return "redirect:/orders/" + id;
        }
        model.addAttribute("order", order);
        model.addAttribute("problem", problem != null && PROBLEMS.contains(problem) ? problem : null);
        model.addAttribute("cards", TestCard.values());
        model.addAttribute("chosen", TestCard.of(card).orElse(TestCard.VISA));
        model.addAttribute("key", FormKeys.fresh());
        model.addAttribute("left", order.left(clock.instant()));
        model.addAttribute("facts", facts.of(List.of(order)));
        model.addAttribute("now", clock.instant());
        return "order/checkout";
    }

    /** Where a form that failed leaves the address bar. */
    @GetMapping("/orders/{id:[\\w-]{1,64}}/pay")
    String again(@PathVariable String id) {
        return "redirect:" + checkout(id);
    }

    @PostMapping("/orders/{id:[\\w-]{1,64}}/pay")
    String pay(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String card,
            @RequestParam(defaultValue = "") String key,
            Visitor visitor,
            HttpServletResponse response) {
        try {
            String token = visitor.requireToken();
            Optional<TestCard> chosen = TestCard.of(card);
            if (chosen.isEmpty()) {
                return again(id, "choose-card", "", response);
            }
            Payment payment = payments.pay(
                    token, FormKeys.of(key, id + card), id, chosen.get().token());
            return "redirect:/orders/" + id + "?done&payment=" + payment.id()
                    + ("CAPTURED".equals(payment.status()) ? "" : "&paying");
        } catch (SignInNeeded e) {
            return signIn(id);
        } catch (ServiceUnreachable e) {
            // Nobody knows whether it went through: the order's page finds out.
            return "redirect:/orders/" + id + "?paying";
        } catch (ServiceProblem problem) {
            return switch (problem.status()) {
                case 402 -> again(id, "card-declined", card, response);
                case 409, 410 -> "redirect:/orders/" + id;
                case 422 -> again(id, "other", card, response);
                case 503 -> again(id, "provider-down", card, response);
                default -> throw problem;
            };
        }
    }

    @PostMapping("/orders/{id:[\\w-]{1,64}}/cancel")
    String cancel(@PathVariable String id, Visitor visitor) {
        try {
            orders.cancel(visitor.requireToken(), id);
        } catch (SignInNeeded e) {
            return signIn(id);
        } catch (ServiceProblem problem) {
            if (problem.status() != 409 && problem.status() != 410) {
                throw problem;
            }
            // Paid or expired meanwhile: its page says which.
        }
        return "redirect:/orders/" + id;
    }

    /** Asks before the tickets are sold back: what comes back, and that they are no longer valid then. */
    @GetMapping("/orders/{id:[\\w-]{1,64}}/sell")
    String sell(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String problem,
            Visitor visitor,
            Model model) {
        Order order = orders.order(visitor.requireToken(), id);
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
    String sold(@PathVariable String id, @RequestParam(defaultValue = "") String key, Visitor visitor) {
        try {
            orders.sell(visitor.requireToken(), FormKeys.of(key, id), id);
            return "redirect:/orders/" + id;
        } catch (SignInNeeded e) {
            return "redirect:" + ReturnTo.signIn("/orders/" + id + "/sell");
        } catch (ServiceProblem problem) {
            // Too late, or over already: the page says which.
            if (problem.status() == 409) {
                return "redirect:/orders/" + id + "/sell?problem";
            }
            throw problem;
        }
    }

    /** @param card one of ours; empty when none was chosen */
    private static String again(String id, String problem, String card, HttpServletResponse response) {
        Passing.leave(problem, checkout(id), response);
        return "redirect:" + checkout(id) + (card.isEmpty() ? "" : "?card=" + card);
    }

    private static String signIn(String id) {
        return "redirect:" + ReturnTo.signIn(checkout(id));
    }

    private static String checkout(String id) {
        return "/orders/" + id + "/checkout";
    }
}
