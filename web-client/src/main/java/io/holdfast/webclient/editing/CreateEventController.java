package io.holdfast.webclient.editing;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.EventDraft;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.KeptForm;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page that creates an event. */
@Controller
class CreateEventController {

    private static final Logger log = LoggerFactory.getLogger(CreateEventController.class);

    private final Events events;
    private final EventFormReader reader;
    private final ServiceErrors serviceErrors;
    private final EventFormPage page;
    private final Clock clock;

    CreateEventController(
            Events events, EventFormReader reader, ServiceErrors serviceErrors, EventFormPage page, Clock clock) {
        this.events = events;
        this.reader = reader;
        this.serviceErrors = serviceErrors;
        this.page = page;
        this.clock = clock;
    }

    @GetMapping("/events/new")
    String blank(Visitor visitor, Locale locale, Model model) {
        model.addAttribute("unnamed", isUnnamed(visitor.requireToken()));
        page.fill(EventForm.blank(EventFormPage.currency(locale)), model);
        model.addAttribute("guessZone", true);
        model.addAttribute("key", FormKeys.fresh());
        return "event/create";
    }

    /** Whether the visitor has not named a seller. What is not known is not told. */
    private boolean isUnnamed(String token) {
        try {
            return events.seller(token) == null;
        } catch (SignInNeeded | ServiceUnreachable | ServiceProblem e) {
            log.warn("It is not known who sells: {}", e.getMessage());
            return false;
        }
    }

    @PostMapping("/events/new")
    String create(
            @ModelAttribute(EventForm.MODEL_NAME) EventForm form,
            BindingResult errors,
            @RequestParam(defaultValue = "publish") String action,
            @RequestParam(defaultValue = "") String key,
            @RequestParam(defaultValue = "false") boolean unnamed,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        boolean isDraft = action.equals("draft");
        if (!isDraft && !action.equals("publish")) {
            page.change(form, errors, action);
            return show(form, errors, key, unnamed, model);
        }
        EventDraft draft = reader.read(form, errors, clock.instant(), isDraft ? "draft" : null);
        try {
            String token = visitor.requireToken();
            if (!errors.hasErrors()) {
                Event event = events.create(token, FormKeys.of(key, draft), draft);
                return isDraft
                        ? "redirect:/organizer/events/" + event.id() + "?saved"
                        : "redirect:/events/" + event.id() + "?published";
            }
            response.setStatus(400);
        } catch (SignInNeeded e) {
            KeptForm.signedOut(response, model);
        } catch (ServiceProblem problem) {
            if (problem.status() != 400 && problem.status() != 409) {
                throw problem;
            }
            serviceErrors.reject(problem, form, errors);
            response.setStatus(400);
        }
        return show(form, errors, key, unnamed, model);
    }

    /** @param unnamed what the form was first shown with */
    private String show(EventForm form, BindingResult errors, String key, boolean unnamed, Model model) {
        model.addAttribute("unnamed", unnamed);
        page.fill(form, errors, model);
        model.addAttribute("key", key.isEmpty() ? FormKeys.fresh() : key);
        return "event/create";
    }

    /** The card as it will look, beside the form. */
    @PostMapping("/events/new/preview")
    String preview(@ModelAttribute(EventForm.MODEL_NAME) EventForm form, Model model) {
        page.fill(form, model);
        return "event/form :: preview";
    }

    /** A drawing of one tier's seats as far as they are understood, beside what is typed. */
    @PostMapping("/events/new/seats")
    String seats(
            @ModelAttribute(EventForm.MODEL_NAME) EventForm form,
            BindingResult errors,
            @RequestParam int plan,
            Model model) {
        List<TierForm> tiers = form.getTiers();
        int index = Math.clamp(plan, 0, tiers.size() - 1);
        reader.checkSeating(form, errors);
        model.addAttribute("tier", tiers.get(index));
        model.addAttribute("index", index);
        model.addAttribute("misunderstood", page.problem(errors, EventFields.ofTier(index, "seating")));
        return "event/tier-fields :: sketch";
    }
}
