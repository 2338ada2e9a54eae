package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Payments;
import io.holdfast.webclient.backend.Payout;
import io.holdfast.webclient.backend.Sales;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.site.OwnEvents;
import io.holdfast.webclient.site.Visitor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** What an event has taken by day, and what the payment provider has booked for it. */
@Controller
class PayoutController {

    private static final Logger log = LoggerFactory.getLogger(PayoutController.class);

    private final OwnEvents own;
    private final Sales sales;
    private final Payments payments;

    PayoutController(OwnEvents own, Sales sales, Payments payments) {
        this.own = own;
        this.sales = sales;
        this.payments = payments;
    }

    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/payout")
    String payout(@PathVariable String id, Visitor visitor, Model model) {
        Event event = own.require(id, visitor);
        model.addAttribute("event", event);
        model.addAttribute("payout", payout(event, visitor));
        addSettlement(event, visitor.requireToken(), model);
        return "organizer/payout";
    }

    private Payout payout(Event event, Visitor visitor) {
        try {
            return sales.payout(visitor.requireToken(), event.id());
        } catch (ServiceProblem problem) {
            // Unknown to orders-service: published a moment ago, or cancelled as a draft.
            if (problem.status() != 404 || visitor.account() == null) {
                throw problem;
            }
            return Payout.none(event.currency());
        }
    }

    /** The takings are of use without it. */
    private void addSettlement(Event event, String token, Model model) {
        try {
            model.addAttribute(
                    "settlement",
                    payments.settlement(token, event.id(), event.zone().getId()));
        } catch (ServiceUnreachable e) {
            addAway(model, e);
        } catch (ServiceProblem problem) {
            if (!problem.mayPass()) {
                throw problem;
            }
            addAway(model, problem);
        }
    }

    private static void addAway(Model model, RuntimeException why) {
        log.warn("The takings lack what the payment provider has booked: {}", why.getMessage());
        model.addAttribute("settlementAway", true);
    }
}
