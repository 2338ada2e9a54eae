package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.Payment;
import io.holdfast.webclient.backend.Payments;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.site.FlashMessage;
import io.holdfast.webclient.site.Formats;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** What follows when a buyer has confirmed a payment in the provider's form, or is asked by the bank. */
@Controller
class ConfirmedController {

    private static final String PAYMENT = "[\\w-]{1,64}";

    private final Orders orders;
    private final Payments payments;
    private final EventFacts facts;
    private final FlashMessage flash;
    private final Formats formats;
    private final MessageSource messages;
    private final Clock clock;

    ConfirmedController(
            Orders orders,
            Payments payments,
            EventFacts facts,
            FlashMessage flash,
            Formats formats,
            MessageSource messages,
            Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.facts = facts;
        this.flash = flash;
        this.formats = formats;
        this.messages = messages;
        this.clock = clock;
    }

    /**
     * Where the form, or the bank's page, leads. What the address says of the result is not used: the provider is asked. Leads on to an
     * address without what the provider added to it.
     */
    @GetMapping("/orders/{id:[\\w-]{1,64}}/paid")
    String paid(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String payment,
            Visitor visitor,
            HttpServletResponse response) {
        String order = "redirect:/orders/" + id;
        if (!payment.matches(PAYMENT)) {
            return order;
        }
        try {
            Payment.Looked looked = payments.look(visitor.requireBuyer(), payment);
            if (looked.awaitsBuyer() && !looked.challenged()) {
                flash.leave("not-confirmed", CheckoutController.path(id), response);
                return "redirect:" + CheckoutController.path(id);
            }
            return switch (looked.status()) {
                case "CAPTURED" -> order + "?done&payment=" + payment;
                case "AUTHORIZED", "AUTHORIZING" -> order + "?done&payment=" + payment + "&paying";
                default -> order + "?payment=" + payment;
            };
        } catch (ServiceUnreachable e) {
            // What became of it is not known: the order's page waits for it.
            return order + "?paying&payment=" + payment;
        } catch (ServiceProblem problem) {
            return switch (problem.status()) {
                case 404 -> order;
                case 429, 503 -> order + "?paying&payment=" + payment;
                default -> throw problem;
            };
        }
    }

    /**
     * How long the tickets are held.
     *
     * @param until null when it is not known
     * @param text the same in words
     */
    record Held(boolean challenged, @Nullable Instant until, Instant now, String text) {}

    /** Has the provider asked while a confirmation is under way, so that the hold is prolonged if the bank asks. For scripts. */
    @PostMapping("/orders/{id:[\\w-]{1,64}}/asked")
    @ResponseBody
    Held asked(@PathVariable String id, @RequestParam(defaultValue = "") String payment, Visitor visitor) {
        String token = visitor.requireBuyer();
        boolean challenged = payment.matches(PAYMENT) && isChallenged(token, payment);
        Order order = orders.order(token, id);
        Instant now = Objects.requireNonNullElseGet(order.serverNow(), clock::instant);
        Instant until = order.expiresAt();
        String text = until == null
                ? ""
                : messages.getMessage(
                        "checkout.held",
                        new Object[] {
                            formats.time(until, facts.of(List.of(order)).zone(order))
                        },
                        LocaleContextHolder.getLocale());
        return new Held(challenged, until, now, text);
    }

    private boolean isChallenged(String token, String payment) {
        try {
            return payments.look(token, payment).challenged();
        } catch (ServiceUnreachable | ServiceProblem e) {
            // Asked again in a moment.
            return false;
        }
    }
}
