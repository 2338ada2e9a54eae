package io.holdfast.webclient.organizer;

import io.holdfast.language.Beginning;
import io.holdfast.money.Currency;
import io.holdfast.money.TypedAmount;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Sales;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SoldOrder;
import io.holdfast.webclient.site.Amounts;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.Formats;
import io.holdfast.webclient.site.OwnEvents;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Set;
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

    /**
     * @param part {@code part} to refund only the amount, {@code tickets} to end some tickets
     * @param amount as typed
     * @param tickets ids of the tickets to end
     */
    record Choice(
            @Nullable String part,
            @Nullable String amount,
            @Nullable String reason,
            @Nullable List<String> tickets) {

        boolean isPart() {
            return "part".equals(part);
        }

        boolean isTickets() {
            return "tickets".equals(part);
        }

        public boolean has(SoldOrder.SoldTicket ticket) {
            return tickets != null && tickets.contains(ticket.id());
        }

        /** Ids of the tickets to end; empty for none. */
        public List<String> ticketIds() {
            return isTickets() && tickets != null ? tickets : List.of();
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
    private final Formats formats;
    private final Clock clock;

    RefundController(OwnEvents own, Sales sales, Formats formats, Clock clock) {
        this.own = own;
        this.sales = sales;
        this.formats = formats;
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
        return page(event, find(id, orderId, visitor), choice, null, model);
    }

    @PostMapping("/organizer/events/{id:[\\w-]{1,64}}/orders/{orderId:[\\w-]{1,64}}/refund")
    String refund(
            @PathVariable String id,
            @PathVariable String orderId,
            @ModelAttribute Choice choice,
            @RequestParam(defaultValue = "") String action,
            @RequestParam(defaultValue = "") String key,
            @RequestParam(required = false) @Nullable Long confirmed,
            @RequestParam(required = false) @Nullable Long left,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        Event event = own.require(id, visitor);
        SoldOrder order = find(id, orderId, visitor);
        if (!order.isRefundable() && !action.equals("refund")) {
            return page(event, order, choice, null, model);
        }
        List<SoldOrder.SoldTicket> ending =
                choice.isTickets() ? order.valid().stream().filter(choice::has).toList() : List.of();
        boolean isTyped = !order.isFree()
                && (choice.isPart()
                        || (choice.isTickets() && !choice.typedAmount().isEmpty()));
        TypedAmount typed = isTyped ? Amounts.read(choice.typedAmount(), order.currency()) : null;
        Problem wrong = problem(choice, typed, order, !action.equals("refund"));
        if (wrong != null) {
            response.setStatus(400);
            return page(event, order, choice, wrong, model);
        }
        Long given = typed == null ? null : typed.minorOrNull();
        long worth = choice.isTickets() ? order.worthOf(ending) : order.left();
        long amount = given != null ? given : confirmed != null ? confirmed : worth;
        // As they were confirmed, also those that ended since: this may repeat what was done, and only orders-service
        // knows.
        List<String> ids = action.equals("refund")
                ? choice.ticketIds()
                : ending.stream().map(SoldOrder.SoldTicket::id).toList();
        model.addAttribute("ending", ending);
        model.addAttribute("left", left == null ? order.left() : left);
        model.addAttribute("ids", ids);
        if (!action.equals("refund")) {
            model.addAttribute("confirm", amount);
            model.addAttribute("key", FormKeys.fresh());
            return page(event, order, choice, null, model);
        }
        try {
            String reason = choice.typedReason();
            sales.refund(
                    visitor.requireToken(),
                    FormKeys.of(key, orderId + (choice.isPart() ? amount : "all") + ids),
                    orderId,
                    given,
                    reason.isEmpty() ? null : Beginning.of(reason, LONGEST_REASON),
                    ids,
                    given == null ? null : left);
            return "redirect:/organizer/events/" + id + "?" + done(order) + "#orders";
        } catch (ServiceUnreachable e) {
            // Whether it was refunded is not known; sending it again with the same key does no harm.
            model.addAttribute("confirm", amount);
            model.addAttribute("key", key);
            response.setStatus(503);
            return page(
                    event,
                    order,
                    choice,
                    new Problem(order.isFree() ? "refund.free.unsure" : "refund.problem.unsure"),
                    model);
        } catch (ServiceProblem problem) {
            if (problem.status() != 400 && problem.status() != 409 && problem.status() != 422) {
                throw problem;
            }
            response.setStatus(problem.status());
            SoldOrder current = find(id, orderId, visitor);
            return page(
                    event, current, choice, new Problem(message(problem, choice, current, left), left(current)), model);
        }
    }

    /** What to say of it on the page of the event. */
    private static String done(SoldOrder order) {
        if (order.isFree()) {
            return "taken";
        }
        return order.isDisputed() ? "waits" : "refunded";
    }

    /** @param key of the message, which takes the arguments */
    public record Problem(String key, List<Object> arguments) {

        private static final Set<String> OF_TICKETS = Set.of("refund.problem.choose", "refund.problem.ended");

        Problem(String key, Object... arguments) {
            this(key, List.of(arguments));
        }

        /** Whether it is about the choice, and not about the amount. */
        public boolean isOfTickets() {
            return OF_TICKETS.contains(key);
        }
    }

    /** What is wrong with the choice; null for nothing. */
    private @Nullable Problem problem(Choice choice, @Nullable TypedAmount typed, SoldOrder order, boolean isReview) {
        if (choice.isTickets()
                && (isReview ? !hasAny(choice, order) : choice.ticketIds().isEmpty())) {
            return new Problem("refund.problem.choose");
        }
        String currency = order.currency();
        return switch (typed) {
            case TypedAmount.Read(long minor) -> problem(minor, order, isReview);
            case TypedAmount.Unclear(List<Long> readings) ->
                new Problem(
                        readings.size() == 1 ? "amount.unclear.one" : "amount.unclear",
                        choice.typedAmount(),
                        formats.money(readings.getFirst(), currency),
                        Amounts.typed(readings.getFirst(), currency),
                        formats.money(readings.getLast(), currency),
                        Amounts.typed(readings.getLast(), currency));
            case TypedAmount.TooFine _ ->
                new Problem("refund.problem.fine", currency, formats.fractionDigits(currency));
            case TypedAmount.NotAnAmount _ -> new Problem("refund.problem.amount");
            case null -> null;
        };
    }

    private @Nullable Problem problem(long minor, SoldOrder order, boolean isReview) {
        if (minor <= 0) {
            return new Problem("refund.problem.amount");
        }
        if (minor > order.left() && isReview) {
            return new Problem("refund.problem.more", left(order));
        }
        long step = Currency.find(order.currency()).map(Currency::step).orElse(1L);
        return minor % step == 0 ? null : new Problem("refund.problem.step", formats.money(step, order.currency()));
    }

    private String left(SoldOrder order) {
        return formats.money(order.left(), order.currency());
    }

    private static boolean hasAny(Choice choice, SoldOrder order) {
        return order.valid().stream().anyMatch(choice::has);
    }

    private static String message(ServiceProblem problem, Choice choice, SoldOrder order, @Nullable Long left) {
        if (problem.status() != 400) {
            return left != null && left != order.left() ? "refund.problem.changed" : "refund.problem.not-refundable";
        }
        List<String> valid =
                order.valid().stream().map(SoldOrder.SoldTicket::id).toList();
        return valid.containsAll(choice.ticketIds()) ? "refund.problem.more" : "refund.problem.ended";
    }

    private String page(Event event, SoldOrder order, Choice choice, @Nullable Problem problem, Model model) {
        model.addAttribute("event", event);
        model.addAttribute("order", order);
        model.addAttribute("choice", choice);
        model.addAttribute("problem", problem);
        model.addAttribute("now", clock.instant());
        return "organizer/refund";
    }

    private SoldOrder find(String eventId, String orderId, Visitor visitor) {
        return sales.order(visitor.requireToken(), eventId, orderId).order();
    }
}
