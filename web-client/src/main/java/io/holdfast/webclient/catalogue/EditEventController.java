package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.OwnEvents;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
class EditEventController {

    private final Events events;
    private final OwnEvents own;
    private final EventFormPage page;

    EditEventController(Events events, OwnEvents own, EventFormPage page) {
        this.events = events;
        this.own = own;
        this.page = page;
    }

    /** What the page says of the event beside the form. Names as in {@link Event}. */
    record Edited(String id, String name, boolean isDraft) {}

    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/edit")
    String form(@PathVariable String id, Visitor visitor, Model model) {
        Event event = own.require(id, visitor);
        if (!isEditable(event)) {
            return "redirect:/organizer/events/" + id;
        }
        return show(EventForm.of(event), event, model);
    }

    @PostMapping("/organizer/events/{id:[\\w-]{1,64}}/edit")
    String save(
            @PathVariable String id,
            @RequestParam Map<String, String> parameters,
            @RequestParam(defaultValue = "save") String action,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        EventForm form = EventForm.of(parameters);
        try {
            return save(id, form, action, visitor, response, model);
        } catch (SignInNeeded e) {
            page.signedOut(response, model);
        } catch (ServiceUnreachable e) {
            page.say("away", 503, response, model);
        } catch (ServiceProblem problem) {
            switch (problem.status()) {
                case 404 -> {
                    model.addAttribute("name", visitor.getName());
                    page.say("stranger", 404, response, model);
                }
                case 429, 503 -> page.say("away", 503, response, model);
                default -> throw problem;
            }
        }
        // Nothing is saved, and of the event itself nothing is known: the page says what came with the form.
        boolean draft = !form.value("draft").isEmpty();
        return show(form, new Edited(id, form.value("name"), draft), model);
    }

    private String save(
            String id, EventForm form, String action, Visitor visitor, HttpServletResponse response, Model model) {
        Event event = own.require(id, visitor);
        if (!isEditable(event)) {
            return "redirect:/organizer/events/" + id;
        }
        boolean publish = action.equals("publish");
        if (!publish && !action.equals("save")) {
            page.change(form, action);
            return show(form, event, model);
        }
        // What is in the past here may have begun since: that is for events-service to judge.
        Map<String, Object> request = form.toRequest(Instant.EPOCH);
        form.keepUntouched(event, request);
        request.put("version", form.version());
        request.put("status", publish ? "published" : event.status());
        if (form.problems().isEmpty()) {
            try {
                events.change(visitor.requireToken(), id, request);
                return saved(id, publish);
            } catch (ServiceUnreachable e) {
                return unsure(form, event, response, model);
            } catch (ServiceProblem problem) {
                if (problem.is("version-conflict")) {
                    return conflict(form, id, publish, visitor, response, model);
                }
                if (problem.status() == 503) {
                    return unsure(form, event, response, model);
                }
                if (problem.status() != 400 && problem.status() != 409) {
                    throw problem;
                }
                page.note(problem, form);
                response.setStatus(problem.status());
                return show(form, event, model);
            }
        }
        response.setStatus(400);
        return show(form, event, model);
    }

    /** Somebody saved a newer version: what differs is shown, what was typed stays, and saving again is meant. */
    private String conflict(
            EventForm form, String id, boolean publish, Visitor visitor, HttpServletResponse response, Model model) {
        Event current = events.event(id, visitor.token());
        if (!isEditable(current)) {
            return "redirect:/organizer/events/" + id;
        }
        EventForm saved = EventForm.of(current);
        List<String> taken = form.catchUpWith(saved);
        List<Difference> differences = Difference.between(saved, form);
        // The answer to the first try was lost: it is all there.
        if (differences.isEmpty() && taken.isEmpty() && (!publish || !current.isDraft())) {
            return saved(id, publish);
        }
        model.addAttribute("differences", differences);
        model.addAttribute("taken", taken);
        response.setStatus(409);
        return show(form, current, model);
    }

    /** No answer in time: nobody knows whether it was saved, and saving once more does no harm. */
    private String unsure(EventForm form, Event event, HttpServletResponse response, Model model) {
        page.say("unsure", 503, response, model);
        return show(form, event, model);
    }

    private static String saved(String id, boolean published) {
        return "redirect:/organizer/events/" + id + (published ? "?published" : "?saved");
    }

    private static boolean isEditable(Event event) {
        return !event.isCancelled() && !"ended".equals(event.status());
    }

    private String show(EventForm form, Event event, Model model) {
        return show(form, new Edited(event.id(), event.name(), event.isDraft()), model);
    }

    private String show(EventForm form, Edited event, Model model) {
        page.fill(form, model);
        model.addAttribute("event", event);
        return "event/edit";
    }
}
