package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.AddressProblems;
import io.holdfast.webclient.site.Countries;
import io.holdfast.webclient.site.KeptForm;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The page on which buyers who need an invoice say, before they pay, whom it is made out to. */
@Controller
class InvoiceController {

    private static final List<String> FIELDS = List.of("name", "street", "postalCode", "city", "country", "vatId");

    private final Orders orders;
    private final EventFacts facts;
    private final Clock clock;

    InvoiceController(Orders orders, EventFacts facts, Clock clock) {
        this.orders = orders;
        this.facts = facts;
        this.clock = clock;
    }

    @GetMapping("/orders/{id:[\\w-]{1,64}}/invoice")
    String show(@PathVariable String id, Visitor visitor, Locale language, Model model) {
        Order order = orders.order(visitor.requireBuyer(), id);
        model.addAttribute("form", InvoiceForm.of(order.invoiceTo()));
        return page(id, order, language, model);
    }

    @PostMapping("/orders/{id:[\\w-]{1,64}}/invoice")
    String save(
            @PathVariable String id,
            @ModelAttribute("form") InvoiceForm form,
            BindingResult errors,
            Visitor visitor,
            Locale language,
            HttpServletResponse response,
            Model model) {
        try {
            orders.makeOut(visitor.requireBuyer(), id, form.address());
            return "redirect:" + CheckoutController.path(id);
        } catch (SignInNeeded e) {
            KeptForm.signedOut(response, model);
        } catch (ServiceUnreachable e) {
            KeptForm.unsure(response, model);
        } catch (ServiceProblem problem) {
            if (problem.status() == 409) {
                return "redirect:/orders/" + id;
            }
            AddressProblems.show(problem, FIELDS, errors, response, model);
        }
        return page(id, known(id, visitor), language, model);
    }

    /** What the page shows of the order; null while it cannot be read: what was typed is kept without it. */
    private @Nullable Order known(String id, Visitor visitor) {
        try {
            return orders.order(visitor.requireBuyer(), id);
        } catch (SignInNeeded | ServiceUnreachable | ServiceProblem e) {
            return null;
        }
    }

    private String page(String id, @Nullable Order order, Locale language, Model model) {
        if (order != null) {
            if (!order.mayHaveInvoice() || !order.isPayable(clock.instant())) {
                return "redirect:/orders/" + id;
            }
            model.addAttribute("order", order);
            model.addAttribute("left", order.left(clock.instant()));
            model.addAttribute("facts", facts.of(List.of(order)));
        }
        model.addAttribute("id", id);
        model.addAttribute("countries", Countries.in(language));
        return "order/invoice";
    }
}
