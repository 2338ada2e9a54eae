package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.ChosenTickets;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.Formats;
import io.holdfast.webclient.site.ReturnTo;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The order box of an event's page: choosing tickets and placing the order. A refused choice is shown again with what is wrong. */
@Controller
class PlaceOrderController {

    private final Events events;
    private final Orders orders;
    private final EventPage page;
    private final ChosenTickets chosen;
    private final GuestCheckout guests;
    private final MessageSource messages;
    private final Formats formats;
    private final Clock clock;

    PlaceOrderController(
            Events events,
            Orders orders,
            EventPage page,
            ChosenTickets chosen,
            GuestCheckout guests,
            MessageSource messages,
            Formats formats,
            Clock clock) {
        this.events = events;
        this.orders = orders;
        this.page = page;
        this.chosen = chosen;
        this.guests = guests;
        this.messages = messages;
        this.formats = formats;
        this.clock = clock;
    }

    /** For a reload after a form: begins again. */
    @GetMapping("/events/{id:[\\w-]{1,64}}/choose")
    String again(@PathVariable String id) {
        return "redirect:/events/" + id;
    }

    /**
     * After signing in: holds what this visitor chose before, and leads to the payment. An address that someone else made, or that the
     * visitor's browser does not remember, only shows the choice.
     */
    @GetMapping("/events/{id:[\\w-]{1,64}}/order")
    String goOn(
            @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        TicketChoice choice = TicketChoice.of(parameters);
        String formKey = parameters.getFirst("key");
        if (choice.isEmpty()
                || !visitor.isSignedIn()
                || !chosen.isRemembered(FormKeys.of(formKey, id + choice.lines()), request)) {
            return "redirect:/events/" + id + (choice.isEmpty() ? "" : "?" + choice.query());
        }
        return hold(id, choice, formKey, visitor.requireToken(), parameters, visitor, response, model);
    }

    /** Unfolds a row of the seating plan for a browser without JavaScript, and keeps what was chosen. */
    @PostMapping("/events/{id:[\\w-]{1,64}}/choose")
    String unfold(
            @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters,
            @RequestParam(required = false) @Nullable String row,
            Visitor visitor,
            Model model) {
        Event event = events.event(id, visitor.sentToken());
        GuestCheckout.fill(parameters, visitor, model);
        return page.show(event, TicketChoice.of(parameters), ChoiceProblems.NONE, row, visitor, model);
    }

    @PostMapping("/events/{id:[\\w-]{1,64}}/order")
    String order(
            @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters,
            Visitor visitor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        TicketChoice choice = TicketChoice.of(parameters);
        GuestCheckout.fill(parameters, visitor, model);
        if (choice.isEmpty() || !choice.undecided().isEmpty()) {
            response.setStatus(400);
            model.addAttribute("problem", choice.isEmpty() ? "event.choose-one" : "event.problem.undecided");
            Event event = events.event(id, visitor.sentToken());
            return page.show(event, choice, problems(choice.undecided(), "event.line.undecided"), null, visitor, model);
        }
        // A script tells it while seats are picked, and sends that it does; of the seats of an earlier order it is
        // known. Otherwise it is told here, once.
        List<String> apart = parameters.containsKey("apart") ? List.of() : page.apart(id, choice, visitor);
        if (!apart.isEmpty()) {
            model.addAttribute("problem", "event.problem.apart");
            model.addAttribute("apart", true);
            Event event = events.event(id, visitor.sentToken());
            return page.show(event, choice, problems(apart, "plan.apart.picked"), null, visitor, model);
        }
        String formKey = parameters.getFirst("key");
        if (visitor.isSignedIn()) {
            return hold(id, choice, formKey, visitor.requireToken(), parameters, visitor, response, model);
        }
        if (parameters.containsKey("account") || !guests.isChosen(parameters, visitor)) {
            return "redirect:" + ReturnTo.signIn(afterSigningIn(id, choice, formKey, response));
        }
        String token = guests.token(parameters, visitor, request, response, model);
        if (token == null) {
            response.setStatus(400);
            model.addAttribute("problem", "event.problem.guest");
            Event event = events.event(id, visitor.sentToken());
            return page.show(event, choice, ChoiceProblems.NONE, null, visitor, model);
        }
        return hold(id, choice, formKey, token, parameters, visitor, response, model);
    }

    /**
     * @param formKey of the form in which the choice was made; however often it is sent, the tickets are held once
     * @param token of the buyer
     * @param parameters of the form, with the solution of a puzzle if there was one
     */
    private String hold(
            String id,
            TicketChoice choice,
            @Nullable String formKey,
            String token,
            MultiValueMap<String, String> parameters,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        List<Orders.Line> lines = choice.lines();
        try {
            Order order = orders.place(
                    token, FormKeys.of(formKey, id + lines), id, lines, parameters.getFirst(Proof.SOLUTION));
            return "redirect:/orders/" + order.id() + (order.isPayable(clock.instant()) ? "/checkout" : "?done");
        } catch (SignInNeeded e) {
            return "redirect:" + ReturnTo.signIn(afterSigningIn(id, choice, formKey, response));
        } catch (ServiceProblem problem) {
            if (problem.is("queue-required")) {
                return "redirect:/events/" + id + "/waiting-room?" + choice.query();
            }
            if (Proof.isMissing(problem)) {
                response.setStatus(problem.status());
                Proof.ask(parameters, model);
                model.addAttribute("problem", "event.problem.proof");
                Event event = events.event(id, visitor.sentToken());
                return page.show(event, choice, ChoiceProblems.NONE, null, visitor, model);
            }
            // Other problems, such as an event that does not exist or a service that is busy, have pages of their own.
            if (problem.status() != 400 && problem.status() != 409 && problem.status() != 422) {
                throw problem;
            }
            response.setStatus(problem.status());
            return refused(problem, id, choice, visitor, model);
        }
    }

    /** The page that holds the choice once the visitor is signed in. */
    private String afterSigningIn(
            String id, TicketChoice choice, @Nullable String formKey, HttpServletResponse response) {
        String key = FormKeys.orFresh(formKey);
        chosen.remember(FormKeys.of(key, id + choice.lines()), response);
        return "/events/" + id + "/order?key=" + key + "&" + choice.query();
    }

    private ChoiceProblems problems(List<String> tiers, String key) {
        Map<String, String> texts = tiers.stream().collect(Collectors.toMap(tier -> tier, tier -> text(key)));
        return new ChoiceProblems(texts, Map.of());
    }

    private String refused(ServiceProblem problem, String id, TicketChoice choice, Visitor visitor, Model model) {
        Event event = events.event(id, visitor.sentToken());
        Map<String, String> texts = new HashMap<>();
        Map<String, Set<String>> taken = new HashMap<>();
        TicketChoice kept = choice;
        List<RefusedLine> refusedLines = RefusedLine.of(problem, choice.lines());
        for (RefusedLine line : refusedLines) {
            if (choice.has(line.tier())) {
                texts.put(line.tier(), tooMany(line, choice, event).orElseGet(() -> text(line, problem)));
            } else if (line.available() != null) {
                model.addAttribute("problemMore", text(line, problem));
            }
            if (!line.taken().isEmpty()) {
                taken.put(line.tier(), line.taken());
                kept = kept.swapped(line.tier(), line.taken(), line.nearest());
            }
        }
        addProblem(problem, event, model);
        refusedLines.stream()
                .map(RefusedLine::own)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(own ->
                        model.addAttribute("problem", "event.problem.own").addAttribute("problemOrder", own));
        return page.show(event, kept, new ChoiceProblems(texts, taken), null, visitor, model);
    }

    /** The message for the choice as a whole, and how long to wait if orders-service names a time. */
    private void addProblem(ServiceProblem problem, Event event, Model model) {
        String code = problem.is("sales-closed") && event.isPaused() ? "sales-paused" : problem.code();
        String key = "event.problem." + code;
        if (problem.retryAfter() != null && !text(key + ".wait").isEmpty()) {
            key += ".wait";
            model.addAttribute("problemWait", formats.within(problem.retryAfter()));
            model.addAttribute("problemUntil", clock.instant().plus(problem.retryAfter()));
        }
        model.addAttribute("problem", text(key).isEmpty() ? "event.problem.other" : key);
        model.addAttribute("problemCode", problem.code());
        model.addAttribute("problemDetail", problem.detail());
    }

    /** That more are chosen than one order may have; empty if that is not so. */
    private Optional<String> tooMany(RefusedLine line, TicketChoice choice, Event event) {
        return event.tiers().stream()
                .filter(tier -> tier.id().equals(line.tier()) && choice.count(tier.id()) > tier.most())
                .map(tier -> text("event.line.most", tier.most()))
                .findFirst();
    }

    private String text(RefusedLine line, ServiceProblem problem) {
        if (!line.taken().isEmpty()) {
            return takenText(line);
        }
        if (line.available() == null) {
            return line.message();
        }
        return switch (problem.code()) {
            case "limit-reached" -> text("event.line.limit", line.available());
            case "all-held" -> text("event.line.held", line.available());
            default -> text("event.line.left", line.available());
        };
    }

    private String takenText(RefusedLine line) {
        int count = line.taken().size();
        String taken = formats.list(line.taken());
        if (line.nearest().isEmpty()) {
            return text("event.line.taken", count, taken);
        }
        String nearest = formats.list(line.nearest());
        return text("event.line.taken.nearest", count, taken, line.nearest().size(), nearest);
    }

    /** The message in the visitor's language; empty if there is none. */
    private String text(String key, Object... arguments) {
        String text = messages.getMessage(key, arguments, "", LocaleContextHolder.getLocale());
        return Objects.requireNonNullElse(text, "");
    }
}
