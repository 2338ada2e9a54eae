package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.Orders;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.Formats;
import io.holdfast.webclient.site.ReturnTo;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
class EventController {

    /** Prefix of the fields that say how many tickets of a tier are wanted. */
    private static final String TICKETS = "t_";

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
    String event(@PathVariable String id, @RequestParam Map<String, String> parameters, Visitor visitor, Model model) {
        return page(events.event(id, visitor.sentToken()), wanted(parameters), Map.of(), visitor, model);
    }

    @GetMapping("/events/{id:[\\w-]{1,64}}/event.ics")
    ResponseEntity<byte[]> calendar(@PathVariable String id, Visitor visitor) {
        var name = ContentDisposition.inline().filename("event-" + id + ".ics").build();
        return ResponseEntity.ok()
                .contentType(CALENDAR)
                .header(HttpHeaders.CONTENT_DISPOSITION, name.toString())
                .body(CalendarFile.of(events.event(id, visitor.sentToken()), clock.instant()));
    }

    /** Where a form that failed leaves the address bar; a reload begins again. */
    @GetMapping("/events/{id:[\\w-]{1,64}}/order")
    String again(@PathVariable String id) {
        return "redirect:/events/" + id;
    }

    @PostMapping("/events/{id:[\\w-]{1,64}}/order")
    String order(
            @PathVariable String id,
            @RequestParam Map<String, String> parameters,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        var wanted = wanted(parameters);
        var token = visitor.token();
        if (token == null || !visitor.isSignedIn()) return signIn(id, wanted);
        if (wanted.isEmpty()) {
            response.setStatus(400);
            model.addAttribute("problem", "event.choose-one");
            return page(events.event(id, token), wanted, Map.of(), visitor, model);
        }
        var lines = wanted.entrySet().stream()
                .map(line -> new Orders.Line(line.getKey(), line.getValue()))
                .toList();
        try {
            var order = orders.place(token, FormKeys.of(parameters.get("key"), id + lines), id, lines);
            return "redirect:/orders/" + order.id() + (order.isPayable(clock.instant()) ? "/checkout" : "?done");
        } catch (ServiceProblem problem) {
            if (problem.status() == 401) return signIn(id, wanted);
            return refused(problem, id, wanted, visitor, response, model);
        }
    }

    private String refused(
            ServiceProblem problem,
            String id,
            Map<String, Integer> wanted,
            Visitor visitor,
            HttpServletResponse response,
            Model model) {
        // Wrong or impossible: this page says so. Missing or overloaded: a page of its own does.
        if (problem.status() != 400 && problem.status() != 409 && problem.status() != 422) throw problem;
        var event = events.event(id, visitor.sentToken());
        var lines = new HashMap<String, String>();
        for (var error : problem.errors()) {
            var tier = error.path("tierId").asString(error.path("field").asString(""));
            if (error.path("available").isNumber())
                lines.put(tier, text("event.line.left", error.path("available").asInt()));
            else if (wanted.containsKey(tier))
                lines.put(tier, error.path("message").asString(problem.detail()));
        }
        var known = "event.problem." + problem.code();
        if (problem.retryAfter() != null && !text(known + ".wait").isEmpty()) {
            known += ".wait";
            model.addAttribute("problemWait", formats.within(problem.retryAfter()));
        }
        model.addAttribute("problem", text(known).isEmpty() ? "event.problem.other" : known);
        model.addAttribute("problemDetail", problem.detail());
        response.setStatus(problem.status());
        return page(event, wanted, lines, visitor, model);
    }

    private String page(
            Event event, Map<String, Integer> wanted, Map<String, String> lineProblems, Visitor visitor, Model model) {
        var rows = event.tiers().stream()
                .map(tier -> row(event, tier, wanted, lineProblems))
                .toList();
        var now = clock.instant();
        var account = visitor.account();
        model.addAttribute("event", event);
        model.addAttribute("rows", rows);
        model.addAttribute("sale", event.sale(now));
        model.addAttribute("now", now);
        model.addAttribute("key", FormKeys.fresh());
        model.addAttribute("chosen", !wanted.isEmpty());
        model.addAttribute(
                "total",
                rows.stream()
                        .mapToLong(row -> row.quantity() * row.tier().price())
                        .sum());
        model.addAttribute("own", account != null && account.id().equals(event.organizerId()));
        return "event/event";
    }

    private static TierRow row(
            Event event, Event.Tier tier, Map<String, Integer> wanted, Map<String, String> lineProblems) {
        int quantity = wanted.getOrDefault(tier.id(), 0);
        return new TierRow(tier, event.statusOf(tier), event.availableOf(tier), quantity, lineProblems.get(tier.id()));
    }

    private static String signIn(String id, Map<String, Integer> wanted) {
        var choice = wanted.entrySet().stream()
                .map(line -> TICKETS + line.getKey() + "=" + line.getValue())
                .collect(Collectors.joining("&"));
        return "redirect:" + ReturnTo.signIn("/events/" + id + (choice.isEmpty() ? "" : "?" + choice));
    }

    /** How many of which tier; nonsense counts as none, and the number of lines is bounded. */
    private static Map<String, Integer> wanted(Map<String, String> parameters) {
        var wanted = new LinkedHashMap<String, Integer>();
        List<String> names = new ArrayList<>(parameters.keySet());
        for (var name : names.subList(0, Math.min(names.size(), 100))) {
            var value = parameters.get(name);
            if (!name.matches(TICKETS + "[\\w-]{1,64}") || value == null || !value.matches("\\d{1,6}")) continue;
            var quantity = Integer.parseInt(value);
            if (quantity > 0) wanted.put(name.substring(TICKETS.length()), quantity);
        }
        return wanted;
    }

    private String text(String key, Object... arguments) {
        var said = messages.getMessage(key, arguments, "", LocaleContextHolder.getLocale());
        return said == null ? "" : said;
    }
}
