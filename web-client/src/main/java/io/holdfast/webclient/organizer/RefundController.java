package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Page;
import io.holdfast.webclient.backend.Sales;
import io.holdfast.webclient.backend.Service;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SoldOrder;
import io.holdfast.webclient.site.Amounts;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.OwnEvents;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Refunding an order: the amount is chosen on one page and confirmed on the next. */
@Controller
class RefundController {

    private static final int LONGEST_REASON = 200;
    private static final int PAGES_TO_LOOK_THROUGH = 40;

    /**
     * @param part {@code part} to refund only the amount
     * @param amount as typed
     * @param list cursor of the page of the list that the order is on
     */
    record Choice(
            @Nullable String part,
            @Nullable String amount,
            @Nullable String reason,
            @Nullable String list) {

        boolean isPart() {
            return "part".equals(part);
        }

        public String typedAmount() {
            return amount == null ? "" : amount.strip();
        }

        public String typedReason() {
            return reason == null ? "" : reason.strip();
        }
    }

    private final OwnEvents own;
    private final Sales sales;
    private final Clock clock;

    RefundController(OwnEvents own, Sales sales, Clock clock) {
        this.own = own;
        this.sales = sales;
        this.clock = clock;
    }

    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/orders/{orderId:[\\w-]{1,64}}/refund")
    String choose(
            @PathVariable String id,
            @PathVariable String orderId,
            @ModelAttribute Choice choice,
            Visitor visitor,
            Model model) {
        Event event = own.require(id, visitor);
        return page(event, find(id, orderId, choice, visitor), choice, null, model);
    }

    @PostMapping("/organizer/events/{id:[\\w-]{1,64}}/orders/{orderId:[\\w-]{1,64}}/refund")
    String refund(
            @PathVariable String id,
            @PathVariable String orderId,
            @ModelAttribute Choice choice,
            @RequestParam(defaultValue = "") String action,
            @RequestParam(defaultValue = "") String key,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        Event event = own.require(id, visitor);
        SoldOrder order = find(id, orderId, choice, visitor);
        if (!order.isRefundable() && !action.equals("refund")) {
            return page(event, order, choice, null, model);
        }
        Long amount =
                choice.isPart() ? Amounts.parse(choice.typedAmount(), order.currency()) : Long.valueOf(order.left());
        if (choice.isPart() && (amount == null || amount <= 0)) {
            response.setStatus(400);
            return page(event, order, choice, "refund.problem.amount", model);
        }
        if (amount != null && choice.isPart() && amount > order.left() && !action.equals("refund")) {
            response.setStatus(400);
            return page(event, order, choice, "refund.problem.more", model);
        }
        if (!action.equals("refund")) {
            model.addAttribute("confirm", amount);
            model.addAttribute("key", FormKeys.fresh());
            return page(event, order, choice, null, model);
        }
        try {
            String reason = choice.typedReason();
            sales.refund(
                    visitor.requireToken(),
                    FormKeys.of(key, orderId + (choice.isPart() ? amount : "all")),
                    orderId,
                    choice.isPart() ? amount : null,
                    reason.isEmpty() ? null : reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
            return "redirect:/organizer/events/" + id + "?refunded#orders";
        } catch (ServiceUnreachable e) {
            // Whether it was refunded is not known; sending it again with the same key does no harm.
            model.addAttribute("confirm", amount);
            model.addAttribute("key", key);
            response.setStatus(503);
            return page(event, order, choice, "refund.problem.unsure", model);
        } catch (ServiceProblem problem) {
            if (problem.status() != 400 && problem.status() != 409 && problem.status() != 422) {
                throw problem;
            }
            response.setStatus(problem.status());
            String message = problem.status() == 400 ? "refund.problem.more" : "refund.problem.not-refundable";
            return page(event, find(id, orderId, choice, visitor), choice, message, model);
        }
    }

    private String page(Event event, SoldOrder order, Choice choice, @Nullable String problem, Model model) {
        model.addAttribute("event", event);
        model.addAttribute("order", order);
        model.addAttribute("choice", choice);
        model.addAttribute("problem", problem);
        model.addAttribute("now", clock.instant());
        return "organizer/refund";
    }

    /** The order in the event's list: on the page where it was chosen, or on a later one. */
    private SoldOrder find(String eventId, String orderId, Choice choice, Visitor visitor) {
        String token = visitor.requireToken();
        String cursor = choice.list() == null || choice.list().isEmpty() ? null : choice.list();
        for (int page = 0; page < PAGES_TO_LOOK_THROUGH; page++) {
            Page<SoldOrder> orders = sales.orders(token, eventId, null, cursor);
            for (SoldOrder order : orders.items()) {
                if (order.id().equals(orderId)) {
                    return order;
                }
            }
            cursor = orders.nextCursor();
            if (cursor == null) {
                break;
            }
        }
        throw new ServiceProblem(Service.ORDERS, 404, "not-found", "no such order of this event", List.of(), null);
    }
}
