package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Cancellation;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.Sales;
import io.holdfast.webclient.backend.Service;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.site.OwnEvents;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Cancelling an event: a preview of the effect, the confirmation, and the progress. */
@Controller
class CancelController {

    private static final Cancellation.Progress NO_PROGRESS = new Cancellation.Progress(0, 0, 0, 0);

    private final Events events;
    private final OwnEvents own;
    private final Sales sales;

    CancelController(Events events, OwnEvents own, Sales sales) {
        this.events = events;
        this.own = own;
        this.sales = sales;
    }

    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/cancel")
    String page(@PathVariable String id, Visitor visitor, Model model) {
        return show(own.require(id, visitor), visitor, model);
    }

    /** The progress alone, for a page that waits for it. */
    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/cancel/progress")
    String progress(@PathVariable String id, Visitor visitor, Model model) {
        Event event = own.require(id, visitor);
        show(event, visitor, model);
        // The page keeps the progress that it shows.
        if (model.getAttribute("cancellation") == null) {
            throw new ServiceUnreachable(Service.ORDERS, "no progress", null);
        }
        return "organizer/cancelling :: progress";
    }

    @PostMapping("/organizer/events/{id:[\\w-]{1,64}}/cancel")
    String cancel(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String sure,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        String token = visitor.token();
        if (token == null || !visitor.isSignedIn()) {
            return OrganizerController.signIn(id);
        }
        Event event = own.require(id, visitor);
        if (event.isCancelled()) {
            return "redirect:/organizer/events/" + id + "/cancel";
        }
        if (sure == null) {
            response.setStatus(400);
            model.addAttribute("problem", "cancel.problem.sure");
            return show(event, visitor, model);
        }
        try {
            events.cancel(token, id);
            return "redirect:/organizer/events/" + id + "/cancel";
        } catch (ServiceUnreachable e) {
            // Whether it was cancelled is not known; cancelling again does no harm.
            response.setStatus(503);
            model.addAttribute("problem", "cancel.problem.unsure");
            return show(event, visitor, model);
        } catch (ServiceProblem problem) {
            if (!problem.is("not-cancellable")) {
                throw problem;
            }
            response.setStatus(409);
            model.addAttribute("problem", "cancel.problem.ended");
            return show(event, visitor, model);
        }
    }

    private String show(Event event, Visitor visitor, Model model) {
        model.addAttribute("event", event);
        model.addAttribute("cancellation", cancellation(event, visitor));
        return event.isCancelled() ? "organizer/cancelling" : "organizer/cancel";
    }

    /** @return null while orders-service is away */
    private @Nullable Cancellation cancellation(Event event, Visitor visitor) {
        Cancellation.Preview nothing = new Cancellation.Preview(0, 0, 0, 0, event.currency());
        if (event.isDraft()) {
            return new Cancellation(event.id(), "none", nothing, NO_PROGRESS);
        }
        try {
            return sales.cancellation(visitor.requireToken(), event.id());
        } catch (ServiceProblem problem) {
            // A draft that was never on sale, or an event so new that its message has not reached orders-service.
            if (problem.status() == 404 && visitor.account() != null) {
                return new Cancellation(event.id(), "done", nothing, NO_PROGRESS);
            }
            if (problem.status() == 404) {
                throw problem;
            }
            return null;
        } catch (ServiceUnreachable e) {
            return null;
        }
    }
}
