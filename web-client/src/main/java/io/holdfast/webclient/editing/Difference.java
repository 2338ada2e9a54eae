package io.holdfast.webclient.editing;

import io.holdfast.language.Language;
import io.holdfast.webclient.site.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;

/**
 * A field whose value in the form is not the one that was saved while the form was being filled in.
 *
 * @param field the field of the form; empty if it has none any more
 * @param labelKey key of the message that names the field
 * @param of name of the tier that it belongs to, and of the further language that it is in, as far as there are
 * @param saved the saved value; empty for nothing
 * @param typed the value in the form; empty for nothing
 */
public record Difference(String field, String labelKey, List<String> of, String saved, String typed) {

    static List<Difference> between(EventForm saved, EventForm typed) {
        List<Difference> differences = new ArrayList<>();
        BeanWrapper savedFields = PropertyAccessorFactory.forBeanPropertyAccess(saved);
        BeanWrapper typedFields = PropertyAccessorFactory.forBeanPropertyAccess(typed);
        for (String field : EventFields.OF_EVENT) {
            add(
                    differences,
                    typed.getCurrency(),
                    field,
                    List.of(),
                    value(savedFields, field),
                    value(typedFields, field));
        }
        EventFields.ofLanguages()
                .forEach(field -> add(
                        differences,
                        typed.getCurrency(),
                        field,
                        List.of(languageOf(field)),
                        value(savedFields, field),
                        value(typedFields, field)));
        for (TierForm tier : saved.getTiers()) {
            int index = typed.indexOf(tier.getId());
            if (index < 0) {
                differences.add(new Difference("", "create.tier.name", List.of(tier.getName()), tier.summary(), ""));
            } else {
                compare(differences, index, tier, typed.getTiers().get(index), typed.getCurrency());
            }
        }
        for (int i = 0; i < typed.getTiers().size(); i++) {
            TierForm tier = typed.getTiers().get(i);
            if (saved.indexOf(tier.getId()) < 0) {
                add(
                        differences,
                        typed.getCurrency(),
                        EventFields.ofTier(i, "name"),
                        List.of(tier.getName()),
                        "",
                        tier.summary());
            }
        }
        return differences;
    }

    private static String languageOf(String field) {
        return EventFields.languageOf(field).map(Language::ownName).orElse("");
    }

    private static String value(BeanWrapper fields, String field) {
        return Objects.toString(fields.getPropertyValue(field), "");
    }

    private static void compare(
            List<Difference> differences, int index, TierForm saved, TierForm typed, String currency) {
        List<String> tier = List.of(saved.getName());
        add(differences, currency, EventFields.ofTier(index, "name"), tier, saved.getName(), typed.getName());
        add(differences, currency, EventFields.ofTier(index, "price"), tier, saved.getPrice(), typed.getPrice());
        if (typed.getSeating().isEmpty() || saved.getSeating().isEmpty()) {
            add(
                    differences,
                    currency,
                    EventFields.ofTier(index, "capacity"),
                    tier,
                    saved.getCapacity(),
                    typed.getCapacity());
        }
        add(
                differences,
                currency,
                EventFields.ofTier(index, "maxPerOrder"),
                tier,
                saved.getMaxPerOrder(),
                typed.getMaxPerOrder());
        add(
                differences,
                currency,
                EventFields.ofTier(index, "maxPerBuyer"),
                tier,
                saved.getMaxPerBuyer(),
                typed.getMaxPerBuyer());
        add(differences, currency, EventFields.ofTier(index, "taxRate"), tier, saved.getTaxRate(), typed.getTaxRate());
        add(
                differences,
                currency,
                EventFields.ofTier(index, EventFields.TAX_ADDED),
                tier,
                saved.getTaxAdded(),
                typed.getTaxAdded());
        for (String tag : TranslationForm.LANGUAGES) {
            String field = EventFields.ofTier(index, EventFields.nameIn(tag));
            add(
                    differences,
                    currency,
                    field,
                    List.of(saved.getName(), languageOf(field)),
                    saved.getNames().getOrDefault(tag, ""),
                    typed.getNames().getOrDefault(tag, ""));
        }
        if (!SeatingText.parse(saved.getSeating()).equals(SeatingText.parse(typed.getSeating()))) {
            add(
                    differences,
                    currency,
                    EventFields.ofTier(index, "seating"),
                    tier,
                    saved.getSeating(),
                    typed.getSeating());
        }
    }

    private static void add(
            List<Difference> differences, String currency, String field, List<String> of, String saved, String typed) {
        if (!isSame(field, saved, typed, currency)) {
            differences.add(new Difference(field, EventFields.labelKey(field), of, saved, typed));
        }
    }

    /** A number may be typed in several ways. */
    static boolean isSame(String field, String saved, String typed, String currency) {
        Number number = read(field, saved, currency);
        return saved.equals(typed) || (number != null && number.equals(read(field, typed, currency)));
    }

    /** As the form is read when it is sent; null for a field that is no number, or one that is not understood. */
    private static @Nullable Number read(String field, String text, String currency) {
        return switch (field.substring(field.lastIndexOf('.') + 1)) {
            case "price", "fixed" -> Amounts.parse(text, currency);
            case "rate", "taxRate" -> Percents.read(text);
            case "capacity", "maxPerOrder", "maxPerBuyer", "minutesBefore", "admitPerMinute", "holdersAtOnce" ->
                Amounts.count(text);
            default -> null;
        };
    }

    /** Id of the field's input on the page. */
    public String input() {
        return EventFields.id(field);
    }

    /** Whether it is a switch, whose value is {@code yes} or empty. */
    public boolean isSwitch() {
        return field.equals(EventFields.SELL_BACK)
                || field.equals(EventFields.SALES_PAUSED)
                || field.equals(EventFields.LOST_DISPUTES)
                || field.equals(EventFields.PROOF_OF_WORK)
                || field.equals(EventFields.FEE_BY_SELLER)
                || field.endsWith("." + EventFields.TAX_ADDED);
    }

    /** A value as people read it: a time without the {@code T} in it. */
    public String readable(String value) {
        return value.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?") ? value.replace('T', ' ') : value;
    }
}
