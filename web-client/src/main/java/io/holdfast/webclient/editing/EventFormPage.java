package io.holdfast.webclient.editing;

import io.holdfast.money.Currency;
import io.holdfast.webclient.site.Categories;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** What the page that creates and the page that edits an event have in common. */
@Component
class EventFormPage {

    private static final List<String> COMMON =
            List.of("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "NZD", "JPY", "INR");

    /** All that can be charged, the most common ones first. */
    private static final List<String> CURRENCIES = Stream.concat(
                    COMMON.stream(),
                    Currency.all().stream().filter(Currency::isCharged).map(Currency::code))
            .distinct()
            .toList();

    private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(id -> id.equals("UTC")
                    || id.matches("(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z].*"))
            .sorted()
            .toList();

    private static final String REMOVE = "remove-tier-";

    private final EventFormReader reader;
    private final EventPreview preview;
    private final MessageSource messages;
    private final Clock clock;

    EventFormPage(EventFormReader reader, EventPreview preview, MessageSource messages, Clock clock) {
        this.reader = reader;
        this.preview = preview;
        this.messages = messages;
        this.clock = clock;
    }

    /**
     * An error in the summary above the form.
     *
     * @param input id of the input that it is about; empty if it is about the form as a whole
     */
    public record FormProblem(String input, String text) {}

    /** What a button inside the form does: {@code add-tier}, {@code remove-tier-2}, or {@code plan} to show the seats. */
    void change(EventForm form, Errors errors, String action) {
        if (action.equals("add-tier")) {
            form.addTier();
        }
        if (action.equals("plan")) {
            reader.checkSeating(form, errors);
        }
        if (action.matches(REMOVE + "\\d{1,2}")) {
            form.removeTier(Integer.parseInt(action.substring(REMOVE.length())));
        }
    }

    /** @param outcome end of the message keys that explain why nothing was saved, or that it is not known */
    void notSaved(String outcome, int status, HttpServletResponse response, Model model) {
        model.addAttribute("happened", outcome);
        response.setStatus(status);
    }

    void fill(EventForm form, Errors errors, Model model) {
        fill(form, model);
        model.addAttribute("problems", problems(form, errors));
    }

    /** For a form in which nothing is wrong yet. */
    void fill(EventForm form, Model model) {
        model.addAttribute(EventForm.MODEL_NAME, form);
        model.addAttribute("problems", List.of());
        model.addAttribute("preview", preview.of(form));
        model.addAttribute("currencies", with(CURRENCIES, form.getCurrency()));
        model.addAttribute("zones", with(ZONES, form.getTimezone()));
        model.addAttribute("categories", with(Categories.ALL, form.getCategory()));
        model.addAttribute("now", clock.instant());
    }

    /** The choices, and before them what an event has that was created elsewhere. */
    private static List<String> with(List<String> choices, String chosen) {
        return chosen.isEmpty() || choices.contains(chosen)
                ? choices
                : Stream.concat(Stream.of(chosen), choices.stream()).toList();
    }

    private List<FormProblem> problems(EventForm form, Errors errors) {
        return errors.getAllErrors().stream()
                .map(error -> error instanceof FieldError field
                        ? new FormProblem(EventFields.id(field.getField()), label(field, form) + ": " + text(field))
                        : new FormProblem("", text(error)))
                .toList();
    }

    /** The field's name; of a field of a tier, if there are several tiers, after the tier's name. */
    private String label(FieldError error, EventForm form) {
        String label = labelOf(error.getField());
        int tier = EventFields.tierOf(error.getField());
        if (form.getTiers().size() < 2 || tier < 0 || tier >= form.getTiers().size()) {
            return label;
        }
        String name = form.getTiers().get(tier).getName();
        return name.isEmpty() ? label : list(name, label);
    }

    /** The field's name; of one in a further language, after the name of that. */
    private String labelOf(String field) {
        String label = messages.getMessage(EventFields.labelKey(field), null, locale());
        return EventFields.languageOf(field)
                .map(language -> list(language.ownName(), label))
                .orElse(label);
    }

    private String list(String first, String second) {
        return messages.getMessage("list", new Object[] {first, second}, locale());
    }

    /** The error of a field in words; null if there is none. */
    @Nullable
    String problem(Errors errors, String field) {
        FieldError error = errors.getFieldError(field);
        return error == null ? null : text(error);
    }

    private String text(ObjectError error) {
        return messages.getMessage(error, locale());
    }

    private static Locale locale() {
        return LocaleContextHolder.getLocale();
    }

    /** The currency of the visitor's country if the form offers it, else the euro. */
    static String currency(@Nullable Locale locale) {
        if (locale == null || locale.getCountry().isEmpty()) {
            return "EUR";
        }
        try {
            String code = java.util.Currency.getInstance(locale).getCurrencyCode();
            return CURRENCIES.contains(code) ? code : "EUR";
        } catch (IllegalArgumentException e) {
            return "EUR";
        }
    }
}
