package io.holdfast.events.event;

import io.holdfast.events.event.EventRequest.TranslationRequest;
import io.holdfast.language.Language;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules for the texts of an event in further languages. */
final class TranslationRules {

    private static final Set<String> TAGS =
            Arrays.stream(Language.values()).map(Language::tag).collect(Collectors.toUnmodifiableSet());

    /** What is not given in a language is left out: null is taken for a mistake. */
    private static final String MISSING = "is required";

    private static final String UNKNOWN = "must be en, de, fr, es, ja or ar";

    private final FieldChecks checks;
    private final @Nullable EventDetails before;
    private final @Nullable String own;

    /**
     * @param before what is edited; null for a new event
     * @param own the language of the event's own texts as requested; null if the request does not name it
     */
    TranslationRules(FieldChecks checks, @Nullable EventDetails before, @Nullable String own) {
        this.checks = checks;
        this.before = before;
        this.own = own(own);
    }

    /** The language of the event's own texts; null if it is not known. */
    @Nullable
    String language() {
        return own;
    }

    /** An absent one stays what it was; an empty one says that it is not known. */
    private @Nullable String own(@Nullable String wanted) {
        if (wanted == null) {
            return before == null ? null : before.language();
        }
        return !wanted.isEmpty() && checks.accepts(TAGS.contains(wanted), "language", UNKNOWN) ? wanted : null;
    }

    /** The event's name and description in further languages. Without any in the request, those it has stay. */
    Map<String, Translation> ofEvent(@Nullable Map<String, @Nullable TranslationRequest> wanted) {
        if (wanted == null) {
            return before == null ? Map.of() : without(before.translations());
        }
        Map<String, Translation> texts = new TreeMap<>();
        wanted.forEach((tag, text) -> {
            if (isFurther("translations", tag)) {
                Translation checked = text("translations." + tag, text);
                if (checked.name() != null || checked.description() != null) {
                    texts.put(tag, checked);
                }
            }
        });
        return texts;
    }

    private Translation text(String field, @Nullable TranslationRequest text) {
        if (text == null) {
            checks.reject(field, MISSING);
            return new Translation(null, null);
        }
        String name = checks.optionalLine(field + ".name", text.name(), 200);
        String description = checks.paragraphs(field + ".description", text.description(), 10_000);
        return new Translation(name, description.isEmpty() ? null : description);
    }

    /** A tier's names in further languages. Without any in the request, those of the tier with this id stay. */
    Map<String, String> ofTier(String path, String id, @Nullable Map<String, @Nullable String> wanted) {
        if (wanted == null) {
            return before == null
                    ? Map.of()
                    : without(before.tier(id).map(Tier::names).orElse(Map.of()));
        }
        Map<String, String> names = new TreeMap<>();
        wanted.forEach((tag, text) -> {
            if (isFurther(path + ".names", tag)) {
                String field = path + ".names." + tag;
                checks.accepts(text != null, field, MISSING);
                String name = checks.optionalLine(field, text, 100);
                if (name != null) {
                    names.put(tag, name);
                }
            }
        });
        return names;
    }

    /** Bounds what messages and the index have to carry. */
    void checkTogether(Map<String, Translation> texts, List<Tier> tiers) {
        int together = Stream.concat(
                        Translations.texts(texts), tiers.stream().flatMap(tier -> tier.names().values().stream()))
                .filter(Objects::nonNull)
                .mapToInt(text -> text.codePointCount(0, text.length()))
                .sum();
        checks.accepts(
                together <= EventLimits.MAX_TRANSLATED,
                "translations",
                "must have at most %d characters together".formatted(EventLimits.MAX_TRANSLATED));
    }

    /** What stays of those there are when the event's own texts turn out to be in one of them. */
    private <T> Map<String, T> without(Map<String, T> stored) {
        Map<String, T> kept = new TreeMap<>(stored);
        if (own != null) {
            kept.remove(own);
        }
        return kept;
    }

    private boolean isFurther(String field, String tag) {
        // The tag is a client's, and may be anything: it is named only if it is known.
        return checks.accepts(TAGS.contains(tag), field, "must have the tags en, de, fr, es, ja or ar")
                && checks.accepts(!tag.equals(own), field + "." + tag, "is the language of the event itself");
    }
}
