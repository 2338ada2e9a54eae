package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.Formats;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;
import tools.jackson.databind.JsonNode;

/** What the pages that create and that edit an event have in common: the form, what is wrong with it, and the preview. */
@Component
class EventFormPage {

    private static final List<String> CURRENCIES =
            List.of("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "NZD", "JPY", "INR");

    private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(id -> id.equals("UTC")
                    || id.matches("(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z].*"))
            .sorted(Comparator.naturalOrder())
            .toList();

    private final Clock clock;
    private final MessageSource messages;
    private final Formats formats;

    EventFormPage(Clock clock, MessageSource messages, Formats formats) {
        this.clock = clock;
        this.messages = messages;
        this.formats = formats;
    }

    /** What the buttons inside the form do: another tier, one fewer, or a look at the seats. */
    void change(EventForm form, String action) {
        if (action.equals("add-tier")) {
            form.addTier();
        }
        if (action.equals("plan")) {
            form.checkSeating();
        }
        if (action.matches("remove-tier-\\d{1,2}")) {
            form.removeTier(Integer.parseInt(action.substring("remove-tier-".length())));
        }
    }

    /** Notes what events-service said, at the fields that it is about. */
    void note(ServiceProblem problem, EventForm form) {
        for (JsonNode error : problem.errors()) {
            String message = error.path("message").asString(problem.detail());
            if (problem.is("capacity-below-sold")) {
                noteFloor(error, form, message);
            } else {
                form.addProblem(form.inputOf(error.path("field").asString("name")), message);
            }
        }
        if (form.problems().isEmpty()) {
            form.addProblem("", problem.detail());
        }
    }

    /** Fewer than are sold or held: which number would do, or which seats have to stay. */
    private void noteFloor(JsonNode error, EventForm form, String message) {
        int index = form.indexOf(error.path("tierId").asString(""));
        JsonNode floor = error.path("floor");
        String number = floor.isNumber() ? formats.number(floor.asLong()) : "";
        String seats =
                error.path("seats").values().stream().map(JsonNode::asString).collect(Collectors.joining(", "));
        if (index < 0) {
            boolean known = error.path("tierId").isString() && floor.isNumber();
            form.addProblem("tiers", known ? "create.problem.tier-sold" : message, number);
        } else if (!seats.isEmpty()) {
            form.addProblem("tiers[" + index + "].seating", "create.problem.seats-sold", seats);
        } else {
            String input = form.getTiers().get(index).seating().isEmpty() ? "capacity" : "seating";
            form.addProblem(
                    "tiers[" + index + "]." + input, floor.isNumber() ? "create.problem.floor" : message, number);
        }
    }

    /** The session ended while the form was filled in: to be sent off to sign in would lose what was typed. */
    void signedOut(HttpServletResponse response, Model model) {
        model.addAttribute("signedOut", true);
        response.setStatus(401);
    }

    /** @param what happened to the form as a whole, as the edit page's messages name it */
    void say(String what, int status, HttpServletResponse response, Model model) {
        model.addAttribute("happened", what);
        response.setStatus(status);
    }

    void fill(EventForm form, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("preview", sketch(form));
        model.addAttribute("currencies", with(CURRENCIES, form.value("currency")));
        model.addAttribute("zones", with(ZONES, form.value("timezone")));
        model.addAttribute("categories", with(Search.CATEGORIES, form.value("category")));
        model.addAttribute("now", clock.instant());
        model.addAttribute("problems", said(form));
    }

    /** The choices, and what an event has already that was created elsewhere. */
    private static List<String> with(List<String> choices, String chosen) {
        if (chosen.isEmpty() || choices.contains(chosen)) {
            return choices;
        }
        return IntStream.rangeClosed(0, choices.size())
                .mapToObj(i -> i == 0 ? chosen : choices.get(i - 1))
                .toList();
    }

    /** The problems in words, in the order of the form. */
    Map<String, String> said(EventForm form) {
        Map<String, String> said = new LinkedHashMap<>();
        form.problems().forEach((field, problem) -> said.put(field, text(problem)));
        return said;
    }

    private String text(EventForm.Problem problem) {
        Object[] arguments = problem.arguments().stream()
                .map(argument -> argument instanceof EventForm.Money(long minor, String currency)
                        ? formats.money(minor, currency)
                        : argument)
                .toArray();
        String said =
                messages.getMessage(problem.message(), arguments, problem.message(), LocaleContextHolder.getLocale());
        return Objects.requireNonNullElse(said, problem.message());
    }

    /** The event as far as it has been typed. */
    private Event sketch(EventForm form) {
        EventForm typed = form.copy();
        Map<String, Object> request = typed.toRequest(Instant.EPOCH);
        Instant starts = request.get("startsAt") instanceof String at
                ? Instant.parse(at)
                : clock.instant().truncatedTo(ChronoUnit.DAYS).plus(30, ChronoUnit.DAYS);
        List<Event.Tier> tiers = IntStream.range(0, typed.getTiers().size())
                .mapToObj(i -> tier(i, typed, request))
                .toList();
        String name = typed.value("name");
        String venue = typed.value("venue.name");
        return new Event(
                "preview",
                name.isEmpty() ? say("create.preview.name") : name,
                typed.value("description"),
                typed.value("category").isEmpty() ? null : typed.value("category"),
                new Event.Venue(
                        venue.isEmpty() ? say("create.preview.venue") : venue,
                        null,
                        typed.value("venue.city").isEmpty() ? null : typed.value("venue.city"),
                        null),
                starts,
                null,
                typed.value("timezone"),
                typed.value("currency").isEmpty() ? "EUR" : typed.value("currency"),
                typed.value("imageUrl"),
                tiers,
                null,
                null,
                null,
                "published",
                null,
                null,
                null,
                null,
                null);
    }

    private static Event.Tier tier(int index, EventForm form, Map<String, Object> request) {
        Object tier = ((List<?>) Objects.requireNonNull(request.get("tiers"))).get(index);
        long price = tier instanceof Map<?, ?> map && map.get("price") instanceof Long amount ? amount : 0;
        return new Event.Tier("t" + index, form.getTiers().get(index).name(), price, 1, null, null, null, null, null);
    }

    private String say(String key) {
        return messages.getMessage(key, null, LocaleContextHolder.getLocale());
    }

    static String currency(@Nullable Locale locale) {
        if (locale == null || locale.getCountry().isEmpty()) {
            return "EUR";
        }
        try {
            String code = Currency.getInstance(locale).getCurrencyCode();
            return CURRENCIES.contains(code) ? code : "EUR";
        } catch (IllegalArgumentException e) {
            return "EUR";
        }
    }
}
