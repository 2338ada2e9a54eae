package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Sales;
import io.holdfast.webclient.site.Visitor;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** What all events of the visitor have taken, by event and by month. */
@Controller
class TakingsController {

    private final Sales sales;

    TakingsController(Sales sales) {
        this.sales = sales;
    }

    @GetMapping("/organizer/takings")
    String takings(Visitor visitor, Model model) {
        model.addAttribute("takings", sales.takings(visitor.requireToken()));
        return "organizer/takings";
    }
}
