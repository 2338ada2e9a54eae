package io.holdfast.webclient.editing;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.EventDraft;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.KeptForm;
import io.holdfast.webclient.site.OwnEvents;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page that edits an event. Whatever goes wrong with a save, the page shows again what was typed. */
@Controller
class EditEventController {

    private final Events events;
    private final OwnEvents ownEvents;
    private final EventFormReader reader;
    private final ServiceErrors serviceErrors;
    private final EventFormPage page;
    private final Clock clock;

    EditEventController(
            Events events,
            OwnEvents ownEvents,
            EventFormReader reader,
            ServiceErrors serviceErrors,
            EventFormPage page,
            Clock clock) {
        this.events = events;
        this.ownEvents = ownEvents;
        this.reader = reader;
        this.serviceErrors = serviceErrors;
        this.page = page;
        this.clock = clock;
    }

    /** What the page shows of the event itself, beside the form. */
    public record EditedEvent(String id, String name, boolean isDraft) {

        static EditedEvent of(Event event) {
            return new EditedEvent(event.id(), event.name(), event.isDraft());
        }
    }

    @GetMapping("/organizer/events/{id:[\\w-]{1,64}}/edit")
    String form(@PathVariable String id, Visitor visitor, Model model) {
        Event event = ownEvents.require(id, visitor);
        if (!isEditable(event)) {
            return "redirect:/organizer/events/" + id;
        }
        page.fill(EventForm.of(event), model);
        model.addAttribute("event", EditedEvent.of(event));
        return "event/edit";
    }

    @PostMapping("/organizer/events/{id:[\\w-]{1,64}}/edit")
    String save(
            @PathVariable String id,
            @ModelAttribute(EventForm.MODEL_NAME) EventForm form,
            BindingResult errors,
            @RequestParam(defaultValue = "save") String action,
            @RequestParam(defaultValue = "") String draft,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        try {
            return save(id, form, errors, action, visitor, response, model);
        } catch (SignInNeeded e) {
            KeptForm.signedOut(response, model);
        } catch (ServiceUnreachable e) {
            page.notSaved("away", 503, response, model);
        } catch (ServiceProblem problem) {
            switch (problem.status()) {
                case 404 -> {
                    model.addAttribute("name", visitor.getName());
                    page.notSaved("stranger", 404, response, model);
                }
                case 429, 503 -> page.notSaved("away", 503, response, model);
                default -> throw problem;
            }
        }
        // The event could not be read either: the page shows of it what was sent with the form.
        return show(form, errors, new EditedEvent(id, form.getName(), !draft.isEmpty()), model);
    }

    private String save(
            String id,
            EventForm form,
            BindingResult errors,
            String action,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        Event event = ownEvents.require(id, visitor);
        if (!isEditable(event)) {
            return "redirect:/organizer/events/" + id;
        }
        boolean publish = action.equals("publish");
        if (!publish && !action.equals("save")) {
            page.change(form, errors, action);
            return show(form, errors, EditedEvent.of(event), model);
        }
        EventDraft change =
                reader.readChange(form, errors, clock.instant(), event, publish ? "published" : event.status());
        if (errors.hasErrors()) {
            response.setStatus(400);
            return show(form, errors, EditedEvent.of(event), model);
        }
        try {
            events.change(visitor.requireToken(), id, change);
            return saved(id, publish);
        } catch (ServiceUnreachable e) {
            return unsure(form, errors, event, response, model);
        } catch (ServiceProblem problem) {
            if (problem.is("version-conflict")) {
                return conflict(form, errors, id, publish, visitor, response, model);
            }
            if (problem.status() == 503) {
                return unsure(form, errors, event, response, model);
            }
            if (problem.status() != 400 && problem.status() != 409) {
                throw problem;
            }
            serviceErrors.reject(problem, form, errors);
            response.setStatus(problem.status());
            return show(form, errors, EditedEvent.of(event), model);
        }
    }

    /** A newer version was saved meanwhile: the page lists what differs, keeps what was typed, and saves over it if asked again. */
    private String conflict(
            EventForm form,
            BindingResult errors,
            String id,
            boolean publish,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        Event current = events.event(id, visitor.token());
        if (!isEditable(current)) {
            return "redirect:/organizer/events/" + id;
        }
        EventForm saved = EventForm.of(current);
        List<String> added = form.rebaseOn(saved);
        List<Difference> differences = Difference.between(saved, form);
        // Nothing differs if this form was saved before and the answer was lost.
        if (differences.isEmpty() && added.isEmpty() && (!publish || !current.isDraft())) {
            return saved(id, publish);
        }
        model.addAttribute("differences", differences);
        model.addAttribute("taken", added);
        response.setStatus(409);
        return show(form, errors, EditedEvent.of(current), model);
    }

    /** No answer in time: whether it was saved is not known, and saving again does no harm. */
    private String unsure(
            EventForm form, BindingResult errors, Event event, HttpServletResponse response, Model model) {
        page.notSaved("unsure", 503, response, model);
        return show(form, errors, EditedEvent.of(event), model);
    }

    private static String saved(String id, boolean published) {
        return "redirect:/organizer/events/" + id + (published ? "?published" : "?saved");
    }

    private static boolean isEditable(Event event) {
        return !event.isCancelled() && !"ended".equals(event.status());
    }

    private String show(EventForm form, BindingResult errors, EditedEvent event, Model model) {
        page.fill(form, errors, model);
        model.addAttribute("event", event);
        return "event/edit";
    }
}
