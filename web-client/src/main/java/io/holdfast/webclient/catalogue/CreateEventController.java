package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
class CreateEventController {

    private final Events events;
    private final EventFormPage page;
    private final Clock clock;

    CreateEventController(Events events, EventFormPage page, Clock clock) {
        this.events = events;
        this.page = page;
        this.clock = clock;
    }

    @GetMapping("/events/new")
    String blank(Visitor visitor, Locale locale, Model model) {
        visitor.requireToken();
        model.addAttribute("guessZone", true);
        return show(EventForm.blank(EventFormPage.currency(locale)), FormKeys.fresh(), model);
    }

    @PostMapping("/events/new")
    String create(
            @RequestParam Map<String, String> parameters,
            @RequestParam(defaultValue = "publish") String action,
            @RequestParam(defaultValue = "") String key,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        EventForm form = EventForm.of(parameters);
        boolean draft = action.equals("draft");
        if (!draft && !action.equals("publish")) {
            page.change(form, action);
            return show(form, key, model);
        }
        Map<String, Object> request = form.toRequest(clock.instant());
        if (draft) {
            request.put("status", "draft");
        }
        try {
            String token = visitor.requireToken();
            if (form.problems().isEmpty()) {
                Event event = events.publish(token, FormKeys.of(key, request), request);
                return draft
                        ? "redirect:/organizer/events/" + event.id() + "?saved"
                        : "redirect:/events/" + event.id() + "?published";
            }
            response.setStatus(400);
        } catch (SignInNeeded e) {
            page.signedOut(response, model);
        } catch (ServiceProblem problem) {
            if (problem.status() != 400 && problem.status() != 409) {
                throw problem;
            }
            page.note(problem, form);
            response.setStatus(400);
        }
        return show(form, key, model);
    }

    /** The card as it will look, for the side of the page. */
    @PostMapping("/events/new/preview")
    String preview(@RequestParam Map<String, String> parameters, Model model) {
        page.fill(EventForm.of(parameters), model);
        return "event/form :: preview";
    }

    /** The seats of one tier as far as they are understood, for the side of what is typed. */
    @PostMapping("/events/new/seats")
    String seats(@RequestParam Map<String, String> parameters, @RequestParam int plan, Model model) {
        EventForm form = EventForm.of(parameters);
        List<EventForm.TierInput> tiers = form.getTiers();
        form.checkSeating();
        int index = Math.clamp(plan, 0, tiers.size() - 1);
        model.addAttribute("form", form);
        model.addAttribute("tier", tiers.get(index));
        model.addAttribute("index", index);
        model.addAttribute("misunderstood", page.said(form).get("tiers[" + index + "].seating"));
        return "event/form :: sketch";
    }

    private String show(EventForm form, String key, Model model) {
        page.fill(form, model);
        model.addAttribute("key", key.isEmpty() ? FormKeys.fresh() : key);
        return "event/create";
    }
}
