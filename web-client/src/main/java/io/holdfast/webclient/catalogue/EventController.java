package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Account;
import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.Order;
import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.SeatPlan;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.backend.SignInNeeded;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.Formats;
import io.holdfast.webclient.site.ReturnTo;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
class EventController {

    private static final Logger log = LoggerFactory.getLogger(EventController.class);

    private static final MediaType CALENDAR = new MediaType("text", "calendar", StandardCharsets.UTF_8);

    private final Events events;
    private final Orders orders;
    private final Clock clock;
    private final MessageSource messages;
    private final Formats formats;

    EventController(Events events, Orders orders, Clock clock, MessageSource messages, Formats formats) {
        this.events = events;
        this.orders = orders;
        this.clock = clock;
        this.messages = messages;
        this.formats = formats;
    }

    @GetMapping("/events/{id:[\\w-]{1,64}}")
    String event(
            @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters,
            Visitor visitor,
            Model model) {
        Event event = events.event(id, visitor.sentToken());
        return page(event, Choice.of(parameters), Answer.NONE, null, visitor, model);
    }

    /** The page again with one more row of the plan unfolded and everything chosen kept: for whoever has no script. */
    @PostMapping("/events/{id:[\\w-]{1,64}}/choose")
    String unfold(
            @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters,
            @RequestParam(required = false) @Nullable String row,
            Visitor visitor,
            Model model) {
        Event event = events.event(id, visitor.sentToken());
        return page(event, Choice.of(parameters), Answer.NONE, row, visitor, model);
    }

    @GetMapping("/events/{id:[\\w-]{1,64}}/event.ics")
    ResponseEntity<byte[]> calendar(@PathVariable String id, Visitor visitor) {
        ContentDisposition name =
                ContentDisposition.inline().filename("event-" + id + ".ics").build();
        return ResponseEntity.ok()
                .contentType(CALENDAR)
                .header(HttpHeaders.CONTENT_DISPOSITION, name.toString())
                .body(CalendarFile.of(events.event(id, visitor.sentToken()), clock.instant()));
    }

    /** Where a form that failed leaves the address bar; a reload begins again. */
    @GetMapping({"/events/{id:[\\w-]{1,64}}/order", "/events/{id:[\\w-]{1,64}}/choose"})
    String again(@PathVariable String id) {
        return "redirect:/events/" + id;
    }

    @PostMapping("/events/{id:[\\w-]{1,64}}/order")
    String order(
            @PathVariable String id,
            @RequestParam MultiValueMap<String, String> parameters,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        Choice choice = Choice.of(parameters);
        if (choice.isEmpty() || !choice.undecided().isEmpty()) {
            response.setStatus(400);
            model.addAttribute("problem", choice.isEmpty() ? "event.choose-one" : "event.problem.undecided");
            return page(events.event(id, visitor.sentToken()), choice, undecided(choice), null, visitor, model);
        }
        List<Orders.Line> lines = choice.lines();
        try {
            Order order = orders.place(
                    visitor.requireToken(), FormKeys.of(parameters.getFirst("key"), id + lines), id, lines);
            return "redirect:/orders/" + order.id() + (order.isPayable(clock.instant()) ? "/checkout" : "?done");
        } catch (SignInNeeded e) {
            return signIn(id, choice);
        } catch (ServiceProblem problem) {
            return refused(problem, id, choice, visitor, response, model);
        }
    }

    /**
     * What is wrong with the lines of a choice.
     *
     * @param lines in words, by tier
     * @param taken seats by tier that are gone, whatever the plan still says
     */
    private record Answer(Map<String, String> lines, Map<String, Set<String>> taken) {

        static final Answer NONE = new Answer(Map.of(), Map.of());
    }

    private Answer undecided(Choice choice) {
        return new Answer(
                choice.undecided().stream()
                        .collect(Collectors.toMap(tier -> tier, tier -> text("event.line.undecided"))),
                Map.of());
    }

    private String refused(
            ServiceProblem problem,
            String id,
            Choice choice,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        // Wrong or impossible: this page says so. Missing or overloaded: a page of its own does.
        if (problem.status() != 400 && problem.status() != 409 && problem.status() != 422) {
            throw problem;
        }
        Event event = events.event(id, visitor.sentToken());
        Map<String, String> lines = new HashMap<>();
        Map<String, Set<String>> taken = new HashMap<>();
        Choice kept = choice;
        for (Refusal refusal : Refusal.of(problem, choice.lines())) {
            if (choice.has(refusal.tier())) {
                lines.put(refusal.tier(), line(problem, refusal));
            } else if (refusal.available() != null) {
                model.addAttribute("problemMore", line(problem, refusal));
            }
            if (refusal.taken().isEmpty()) {
                continue;
            }
            taken.put(refusal.tier(), refusal.taken());
            kept = kept.swapped(refusal.tier(), refusal.taken(), refusal.nearest());
        }
        String known =
                "event.problem." + (problem.is("sales-closed") && event.isPaused() ? "sales-paused" : problem.code());
        if (problem.retryAfter() != null && !text(known + ".wait").isEmpty()) {
            known += ".wait";
            model.addAttribute("problemWait", formats.within(problem.retryAfter()));
            model.addAttribute("problemUntil", clock.instant().plus(problem.retryAfter()));
        }
        model.addAttribute("problem", text(known).isEmpty() ? "event.problem.other" : known);
        model.addAttribute("problemDetail", problem.detail());
        response.setStatus(problem.status());
        return page(event, kept, new Answer(lines, taken), null, visitor, model);
    }

    private String line(ServiceProblem problem, Refusal refusal) {
        if (!refusal.taken().isEmpty()) {
            String taken = String.join(", ", refusal.taken());
            String nearest = String.join(", ", refusal.nearest());
            return refusal.nearest().isEmpty()
                    ? text("event.line.taken", refusal.taken().size(), taken)
                    : text(
                            "event.line.taken.nearest",
                            refusal.taken().size(),
                            taken,
                            refusal.nearest().size(),
                            nearest);
        }
        if (refusal.available() == null) {
            return refusal.message();
        }
        return switch (problem.code()) {
            case "limit-reached" -> text("event.line.limit", refusal.available());
            case "all-held" -> text("event.line.held", refusal.available());
            default -> text("event.line.left", refusal.available());
        };
    }

    private String page(
            Event event, Choice choice, Answer answer, @Nullable String opened, Visitor visitor, Model model) {
        Instant now = clock.instant();
        Event.Sale sale = event.sale(now);
        Map<String, SeatMap> maps = sale.isOpen() || sale == Event.Sale.SOLD_OUT
                ? maps(event, choice, answer, opened, visitor)
                : Map.<String, SeatMap>of();
        List<TierRow> rows = event.tiers().stream()
                .map(tier -> row(event, tier, choice, answer, maps.containsKey(tier.id())))
                .toList();
        Account account = visitor.account();
        model.addAttribute("event", event);
        model.addAttribute("rows", rows);
        model.addAttribute("maps", maps.values());
        model.addAttribute("sale", sale);
        model.addAttribute("now", now);
        model.addAttribute("key", FormKeys.fresh());
        model.addAttribute("chosen", !choice.isEmpty());
        model.addAttribute("total", rows.stream().mapToLong(TierRow::price).sum());
        model.addAttribute("own", account != null && account.id().equals(event.organizerId()));
        return "event/event";
    }

    private static TierRow row(Event event, Event.Tier tier, Choice choice, Answer answer, boolean isPlanned) {
        return new TierRow(
                tier,
                event.statusOf(tier),
                event.availableOf(tier),
                choice.count(tier.id()),
                choice.seats(tier.id()),
                answer.lines().get(tier.id()),
                isPlanned);
    }

    /** The plans of the seated tiers, in their order; without them seats can still be chosen for the visitor. */
    private Map<String, SeatMap> maps(
            Event event, Choice choice, Answer answer, @Nullable String opened, Visitor visitor) {
        Map<String, SeatMap> maps = new LinkedHashMap<>();
        if (event.tiers().stream().allMatch(tier -> tier.seating() == null)) {
            return maps;
        }
        try {
            for (SeatPlan.Tier tier :
                    events.seats(event.id(), visitor.sentToken()).tiers()) {
                String row = opened != null && opened.startsWith(tier.id() + ".")
                        ? opened.substring(tier.id().length() + 1)
                        : null;
                Set<String> taken = answer.taken().getOrDefault(tier.id(), Set.of());
                maps.put(tier.id(), SeatMap.of(tier, choice.seats(tier.id()), taken, row));
            }
        } catch (ServiceProblem | ServiceUnreachable e) {
            log.warn("no plan of event {}: {}", event.id(), e.getMessage());
        }
        return maps;
    }

    private static String signIn(String id, Choice choice) {
        return "redirect:" + ReturnTo.signIn("/events/" + id + "?" + choice.query());
    }

    private String text(String key, Object... arguments) {
        String said = messages.getMessage(key, arguments, "", LocaleContextHolder.getLocale());
        return said == null ? "" : said;
    }
}
