package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Sales;
import io.holdfast.webclient.site.OwnEvents;
import io.holdfast.webclient.site.Visitor;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** What an event has taken by day. */
@Controller
class PayoutController {

    private final OwnEvents own;
    private final Sales sales;

    PayoutController(OwnEvents own, Sales sales) {
        this.own = own;
        this.sales = sales;
    }

    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/payout")
    String payout(@PathVariable String id, Visitor visitor, Model model) {
        Event event = own.require(id, visitor);
        model.addAttribute("event", event);
        model.addAttribute("payout", sales.payout(visitor.requireToken(), id));
        return "organizer/payout";
    }
}
