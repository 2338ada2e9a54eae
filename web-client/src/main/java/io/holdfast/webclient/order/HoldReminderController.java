package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.Visitor;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The buyer's wish, at the payment page, to be reminded by mail before the hold ends. */
@Controller
class HoldReminderController {

    private final Orders orders;

    HoldReminderController(Orders orders) {
        this.orders = orders;
    }

    /** For a reload after the form was refused. */
    @GetMapping("/orders/{id:[\\w-]{1,64}}/remind")
    String again(@PathVariable String id) {
        return "redirect:/orders/" + id + "/checkout";
    }

    @PostMapping("/orders/{id:[\\w-]{1,64}}/remind")
    String remind(@PathVariable String id, Visitor visitor) {
        try {
            orders.remind(visitor.requireBuyer(), id);
            return again(id) + "?reminder=set";
        } catch (SignInNeeded e) {
            return CheckoutController.signIn(id);
        } catch (ServiceProblem problem) {
            if (problem.status() == 429) {
                return again(id) + "?reminder=later";
            }
            if (problem.status() != 409) {
                throw problem;
            }
            // Paid, expired or given back, which its page shows; or there are no mails on this site.
            return problem.is("no-mails") ? again(id) + "?reminder=none" : "redirect:/orders/" + id;
        }
    }
}
