package io.holdfast.events.event;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Assigns the tier ids of one event: short slugs of the tiers' names, each once. A tier that the event has already is recognized by its id
 * or, without one, by its name. The id of a removed tier is never assigned again.
 */
final class TierIds {

    private static final int MAX_LENGTH = 24;
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private final Set<String> taken = new HashSet<>();
    private final List<Tier> present;
    private final Set<String> reserved = new HashSet<>();

    /** @param event the event as it was; null for a new one */
    TierIds(@Nullable Event event) {
        present = event == null ? List.of() : event.details().tiers();
        present.forEach(tier -> reserved.add(tier.id()));
        if (event != null) {
            reserved.addAll(event.retiredTiers());
        }
    }

    static boolean isValid(String id) {
        return id.length() <= MAX_LENGTH && SLUG.matcher(id).matches();
    }

    /** Reserves an id that the organizer chose; false when it is taken. */
    boolean reserve(String id) {
        return taken.add(id);
    }

    boolean isRetired(String id) {
        return reserved.contains(id)
                && present.stream().noneMatch(tier -> tier.id().equals(id));
    }

    /** The id of the tier that has this name already, or a new one: {@code "Balcón – left"} becomes {@code balcon-left}, the next tier of that name {@code balcon-left-2}. */
    String next(String name) {
        return present.stream()
                .filter(tier -> tier.name().equals(name))
                .map(Tier::id)
                .filter(taken::add)
                .findFirst()
                .orElseGet(() -> fresh(slug(name)));
    }

    private String fresh(String slug) {
        String id = slug;
        for (int n = 2; reserved.contains(id) || !taken.add(id); n++) {
            id = shortened(slug, MAX_LENGTH - 4) + "-" + n;
        }
        return id;
    }

    private static String slug(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
        String slug =
                plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return slug.isEmpty() ? "tier" : shortened(slug, MAX_LENGTH);
    }

    private static String shortened(String slug, int length) {
        return slug.length() <= length ? slug : slug.substring(0, length).replaceAll("-$", "");
    }
}
