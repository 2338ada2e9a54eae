package io.holdfast.events.event;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Hands out the tier ids of one event: short slugs of the tiers' names, each once. */
final class TierIds {

    private static final int MAX_LENGTH = 24;
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private final Set<String> taken = new HashSet<>();

    static boolean isValid(String id) {
        return id.length() <= MAX_LENGTH && SLUG.matcher(id).matches();
    }

    /** Reserves an id that the organizer chose; false when it is taken. */
    boolean take(String id) {
        return taken.add(id);
    }

    /** An id nobody has yet: {@code "Balcón – left"} becomes {@code balcon-left}, its namesake {@code balcon-left-2}. */
    String next(String name) {
        String slug = slug(name);
        String id = slug;
        for (int n = 2; !taken.add(id); n++) {
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
