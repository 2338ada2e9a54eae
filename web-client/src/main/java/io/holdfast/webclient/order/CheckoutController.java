package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.Payment;
import io.holdfast.webclient.backend.Payments;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.CardForm;
import io.holdfast.webclient.site.FlashMessage;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.ReturnTo;
import io.holdfast.webclient.site.Sandbox;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page that pays for an order. */
@Controller
class CheckoutController {

    /** The reasons for a refused payment that the page shows, once, after the redirect. */
    private static final Set<String> PROBLEMS = Set.of(
            "card-declined",
            "many-declined",
            "provider-down",
            "others-under-way",
            "not-answered",
            "choose-card",
            "not-cancelled",
            "not-confirmed",
            "other");

    private final Orders orders;
    private final Payments payments;
    private final EventFacts facts;
    private final FlashMessage flash;
    private final CardForm cardForm;
    private final Sandbox sandbox;
    private final Clock clock;

    CheckoutController(
            Orders orders,
            Payments payments,
            EventFacts facts,
            FlashMessage flash,
            CardForm cardForm,
            Sandbox sandbox,
            Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.facts = facts;
        this.flash = flash;
        this.cardForm = cardForm;
        this.sandbox = sandbox;
        this.clock = clock;
    }

    @GetMapping("/orders/{id:[\\w-]{1,64}}/checkout")
    String checkout(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String card,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        String problem = flash.take(path(id), request, response);
        Order order = orders.order(visitor.requireBuyer(), id);
        Instant now = clock.instant();
        if (!order.isPayable(now)) {
            return "redirect:/orders/" + id;
        }
        model.addAttribute("problem", problem != null && PROBLEMS.contains(problem) ? problem : null);
        Optional<String> instead =
                cardForm.isOn() ? open(order, visitor.requireBuyer(), response, model) : Optional.empty();
        if (instead.isPresent()) {
            return "redirect:/orders/" + id + instead.get();
        }
        model.addAttribute("order", order);
        model.addAttribute("cards", TestCard.values());
        model.addAttribute("chosen", TestCard.of(card).orElse(TestCard.VISA));
        model.addAttribute("key", FormKeys.fresh());
        model.addAttribute("left", order.left(now));
        model.addAttribute("facts", facts.of(List.of(order)));
        model.addAttribute("now", now);
        return "order/checkout";
    }

    /**
     * Opens the payment for the provider's form. While the provider cannot be reached there is no form, and the page says so.
     *
     * @return parameters of the order's page when there is nothing to confirm, because the order is paid or over; empty for the form
     */
    private Optional<String> open(Order order, String token, HttpServletResponse response, Model model) {
        cardForm.allowOn(response);
        model.addAttribute("stripe", cardForm);
        try {
            Payment.Opened opened = payments.open(token, order.id());
            model.addAttribute("opened", opened);
            if (opened.clientSecret() == null) {
                // Confirmed in another tab, say.
                return Optional.of("AUTHORIZED".equals(opened.status()) ? "?paying&payment=" + opened.id() : "");
            }
        } catch (ServiceUnreachable e) {
            model.addAttribute("problem", "provider-down");
        } catch (ServiceProblem problem) {
            if (problem.status() == 409 || problem.status() == 410) {
                return Optional.of("");
            }
            if (problem.status() != 503 && problem.status() != 429) {
                throw problem;
            }
            model.addAttribute("problem", problem.status() == 429 ? "many-declined" : unavailable(problem));
        }
        return Optional.empty();
    }

    /** For a reload after the form was refused. */
    @GetMapping("/orders/{id:[\\w-]{1,64}}/pay")
    String again(@PathVariable String id) {
        return "redirect:" + path(id);
    }

    @PostMapping("/orders/{id:[\\w-]{1,64}}/pay")
    String pay(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String card,
            @RequestParam(defaultValue = "") String key,
            Visitor visitor,
            HttpServletResponse response) {
        try {
            String token = visitor.requireBuyer();
            Optional<TestCard> chosen = sandbox.isOn() ? TestCard.of(card) : Optional.empty();
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
            // Whether it was paid is not known: the order's page waits for it.
            return "redirect:/orders/" + id + "?paying";
        } catch (ServiceProblem problem) {
            return switch (problem.status()) {
                case 402 -> again(id, "card-declined", card, response);
                case 409, 410 -> "redirect:/orders/" + id;
                case 429 -> again(id, "many-declined", card, response);
                case 422 -> again(id, "other", card, response);
                case 503 -> again(id, unavailable(problem), card, response);
                default -> throw problem;
            };
        }
    }

    /** Which of the {@link #PROBLEMS} it is: where a payment may be under way, no text says that nothing was charged. */
    private static String unavailable(ServiceProblem problem) {
        return switch (problem.code()) {
            case "provider-unavailable" -> "provider-down";
            case "others-under-way" -> "others-under-way";
            default -> "not-answered";
        };
    }

    /** @param card a {@link TestCard}; empty if none was chosen */
    private String again(String id, String problem, String card, HttpServletResponse response) {
        flash.leave(problem, path(id), response);
        return "redirect:" + path(id) + (card.isEmpty() ? "" : "?card=" + card);
    }

    /** To the sign-in page, and from there to the checkout. */
    static String signIn(String id) {
        return "redirect:" + ReturnTo.signIn(path(id));
    }

    static String path(String id) {
        return "/orders/" + id + "/checkout";
    }
}
