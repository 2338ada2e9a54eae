package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.Events;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.FormKeys;
import io.holdfast.webclient.site.Visitor;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
class CreateEventController {

    private static final List<String> CURRENCIES =
            List.of("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "NZD", "JPY", "INR");

    private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(id -> id.equals("UTC")
                    || id.matches("(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z].*"))
            .sorted(Comparator.naturalOrder())
            .toList();

    private final Events events;
    private final Clock clock;
    private final MessageSource messages;

    CreateEventController(Events events, Clock clock, MessageSource messages) {
        this.events = events;
        this.clock = clock;
        this.messages = messages;
    }

    @GetMapping("/events/new")
    String blank(Visitor visitor, Locale locale, Model model) {
        visitor.requireToken();
        model.addAttribute("guessZone", true);
        return page(EventForm.blank(currency(locale)), FormKeys.fresh(), locale, model);
    }

    @PostMapping("/events/new")
    String publish(
            @RequestParam Map<String, String> parameters,
            @RequestParam(defaultValue = "publish") String action,
            @RequestParam(defaultValue = "") String key,
            Visitor visitor,
            Locale locale,
            HttpServletResponse response,
            Model model) {
        var token = visitor.requireToken();
        var form = EventForm.of(parameters);
        if (!action.equals("publish")) {
            change(form, action);
            return page(form, key, locale, model);
        }
        var request = form.toRequest(clock.instant());
        if (form.getProblems().isEmpty()) {
            try {
                var event = events.publish(token, FormKeys.of(key, request), request);
                return "redirect:/events/" + event.id() + "?published";
            } catch (ServiceProblem problem) {
                if (problem.status() != 400 && problem.status() != 409) throw problem;
                note(problem, form);
            }
        }
        response.setStatus(400);
        return page(form, key, locale, model);
    }

    /** The card as it will look, for the side of the page. */
    @PostMapping("/events/new/preview")
    String preview(
            @RequestParam Map<String, String> parameters,
            @RequestParam(defaultValue = "") String key,
            Locale locale,
            Model model) {
        page(EventForm.of(parameters), key, locale, model);
        return "event/create :: preview";
    }

    private static void change(EventForm form, String action) {
        if (action.equals("add-tier")) form.addTier();
        if (action.matches("remove-tier-\\d{1,2}"))
            form.removeTier(Integer.parseInt(action.substring("remove-tier-".length())));
    }

    private static void note(ServiceProblem problem, EventForm form) {
        for (var error : problem.errors())
            form.addProblem(
                    error.path("field").asString("name"), error.path("message").asString(problem.detail()));
        if (form.getProblems().isEmpty()) form.addProblem("", problem.detail());
    }

    private String page(EventForm form, String key, Locale locale, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("key", key.isEmpty() ? FormKeys.fresh() : key);
        model.addAttribute("preview", sketch(form, locale));
        model.addAttribute("currencies", CURRENCIES);
        model.addAttribute("zones", ZONES);
        model.addAttribute("categories", Search.CATEGORIES);
        model.addAttribute("now", clock.instant());
        model.addAttribute("problems", said(form, locale));
        return "event/create";
    }

    /** The problems in words, in the order of the form. */
    private Map<String, String> said(EventForm form, Locale locale) {
        var said = new java.util.LinkedHashMap<String, String>();
        form.getProblems()
                .forEach((field, message) -> said.put(
                        field,
                        Objects.requireNonNullElse(messages.getMessage(message, null, message, locale), message)));
        return said;
    }

    /** The event as far as it has been typed. */
    private Event sketch(EventForm form, Locale locale) {
        var typed = form.copy();
        var request = typed.toRequest(Instant.EPOCH);
        var starts = request.get("startsAt") instanceof String at
                ? Instant.parse(at)
                : clock.instant().truncatedTo(ChronoUnit.DAYS).plus(30, ChronoUnit.DAYS);
        var tiers = IntStream.range(0, typed.getTiers().size())
                .mapToObj(i -> tier(i, typed, request))
                .toList();
        var name = typed.value("name");
        var venue = typed.value("venue.name");
        return new Event(
                "preview",
                name.isEmpty() ? say("create.preview.name", locale) : name,
                typed.value("description"),
                typed.value("category").isEmpty() ? null : typed.value("category"),
                new Event.Venue(
                        venue.isEmpty() ? say("create.preview.venue", locale) : venue,
                        null,
                        typed.value("venue.city").isEmpty() ? null : typed.value("venue.city"),
                        null),
                starts,
                null,
                typed.value("timezone"),
                typed.value("currency").isEmpty() ? "EUR" : typed.value("currency"),
                null,
                tiers,
                null,
                null,
                null,
                "published",
                null);
    }

    private static Event.Tier tier(int index, EventForm form, Map<String, Object> request) {
        var tier = ((List<?>) Objects.requireNonNull(request.get("tiers"))).get(index);
        var price = tier instanceof Map<?, ?> map && map.get("price") instanceof Long amount ? amount : 0;
        return new Event.Tier("t" + index, form.getTiers().get(index).name(), price, 1, null, null, null);
    }

    private String say(String key, Locale locale) {
        return messages.getMessage(key, null, locale);
    }

    private static String currency(@Nullable Locale locale) {
        if (locale == null || locale.getCountry().isEmpty()) return "EUR";
        try {
            var code = Currency.getInstance(locale).getCurrencyCode();
            return CURRENCIES.contains(code) ? code : "EUR";
        } catch (IllegalArgumentException e) {
            return "EUR";
        }
    }
}
