package io.holdfast.webclient.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A field that somebody else changed while it was being edited, or that the two of them see differently.
 *
 * @param field the field on the page; empty if it has none any more
 * @param labelKey message that names the field
 * @param tier which tier it is of; empty if of none
 * @param saved what is saved now; empty for nothing
 * @param typed what the form says; empty for nothing
 */
public record Difference(String field, String labelKey, String tier, String saved, String typed) {

    private static final List<String> FIELDS = List.of(
            "name",
            "description",
            "category",
            "imageUrl",
            "startsAt",
            "endsAt",
            "timezone",
            "venue.name",
            "venue.address",
            "venue.city",
            "venue.country",
            "currency",
            "salesStart",
            "salesEnd",
            "maxPerBuyer",
            EventForm.SELL_BACK,
            EventForm.SELL_BACK_MINUTES,
            "salesPaused");

    static List<Difference> between(EventForm saved, EventForm typed) {
        List<Difference> differences = new ArrayList<>();
        for (String field : FIELDS) {
            add(differences, field, typed.labelKey(field), "", saved.value(field), typed.value(field));
        }
        for (EventForm.TierInput tier : saved.getTiers()) {
            int index = typed.indexOf(tier.id());
            if (index < 0) {
                add(differences, "", "create.tier.name", tier.name(), tier.inWords(), "");
            } else {
                compare(
                        differences,
                        "tiers[" + index + "].",
                        tier,
                        typed.getTiers().get(index),
                        typed);
            }
        }
        for (int i = 0; i < typed.getTiers().size(); i++) {
            EventForm.TierInput tier = typed.getTiers().get(i);
            if (saved.indexOf(tier.id()) < 0) {
                add(differences, "tiers[" + i + "].name", "create.tier.name", tier.name(), "", tier.inWords());
            }
        }
        return differences;
    }

    private static void compare(
            List<Difference> differences,
            String prefix,
            EventForm.TierInput saved,
            EventForm.TierInput typed,
            EventForm form) {
        String name = saved.name();
        add(differences, prefix + "name", form.labelKey(prefix + "name"), name, saved.name(), typed.name());
        if (!Objects.equals(saved.minor(form), typed.minor(form))) {
            add(differences, prefix + "price", form.labelKey(prefix + "price"), name, saved.price(), typed.price());
        }
        if (typed.seating().isEmpty() || saved.seating().isEmpty()) {
            add(
                    differences,
                    prefix + "capacity",
                    form.labelKey(prefix + "capacity"),
                    name,
                    saved.capacity(),
                    typed.capacity());
        }
        add(
                differences,
                prefix + "maxPerOrder",
                form.labelKey(prefix + "maxPerOrder"),
                name,
                saved.maxPerOrder(),
                typed.maxPerOrder());
        add(
                differences,
                prefix + "maxPerBuyer",
                form.labelKey(prefix + "maxPerBuyer"),
                name,
                saved.maxPerBuyer(),
                typed.maxPerBuyer());
        if (!SeatingText.parse(saved.seating()).equals(SeatingText.parse(typed.seating()))) {
            add(
                    differences,
                    prefix + "seating",
                    form.labelKey(prefix + "seating"),
                    name,
                    saved.seating(),
                    typed.seating());
        }
    }

    private static void add(
            List<Difference> differences, String field, String labelKey, String tier, String saved, String typed) {
        if (!saved.equals(typed)) {
            differences.add(new Difference(field, labelKey, tier, saved, typed));
        }
    }

    /** For times: as they are read, not as they are sent. */
    public String readable(String value) {
        return value.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?") ? value.replace('T', ' ') : value;
    }

    /** Whether it is a switch, whose value is on or off. */
    public boolean isSwitch() {
        return field.equals(EventForm.SELL_BACK) || field.equals("salesPaused");
    }
}
