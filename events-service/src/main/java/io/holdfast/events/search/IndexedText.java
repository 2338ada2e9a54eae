package io.holdfast.events.search;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.TranslationState;
import io.holdfast.language.Beginning;
import io.holdfast.words.WordForms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The texts of an event that are searched, and the weight of a match in each. */
enum IndexedText {
    NAME(8),
    VENUE(4),
    CITY(4),
    CATEGORY(4),
    DESCRIPTION(1);

    private static final int MOST_INDEXED = 1000;

    private final int weight;

    IndexedText(int weight) {
        this.weight = weight;
    }

    int weight() {
        return weight;
    }

    String fieldName() {
        return "text." + name();
    }

    /** The field with what the same is called {@link #elsewhere}. */
    String elsewhereName() {
        return "elsewhere." + name();
    }

    /** The field with all pairs of letters, in which parts of words are found. */
    String gramsName() {
        return "grams." + name();
    }

    /**
     * Whether parts of its words are found, too. Pairs of letters need ten times the memory of words, so long texts have them only in
     * scripts without spaces, where they make up for words that are cut in another way.
     */
    boolean hasGrams(String text) {
        return this != DESCRIPTION || WordForms.isWithoutSpaces(text);
    }

    /** The index is in memory, so only the beginning of a long text is indexed. */
    private static @Nullable String beginning(@Nullable String text) {
        return text == null ? null : Beginning.of(text, MOST_INDEXED);
    }

    /** Whether names that many events share are found in other languages, too. */
    boolean hasElsewhere() {
        return this == CITY || this == CATEGORY;
    }

    /** In every language in which it is given. */
    List<String> of(EventState event) {
        return Stream.concat(
                        Stream.ofNullable(own(event)),
                        Optional.ofNullable(event.translations()).orElse(Map.of()).values().stream()
                                .flatMap(text -> Stream.ofNullable(translated(text))))
                .distinct()
                .toList();
    }

    /** What the same is called in other languages, which is not written in the event. Only whole names are found, and their beginnings. */
    Set<String> elsewhere(EventState event) {
        return switch (this) {
            case CITY -> OtherNames.ofCity(event.venue().city());
            case CATEGORY -> OtherNames.ofCategory(event.category());
            case NAME, VENUE, DESCRIPTION -> Set.of();
        };
    }

    private @Nullable String own(EventState event) {
        return switch (this) {
            case NAME -> event.name();
            case VENUE -> event.venue().hasName() ? event.venue().name() : null;
            case CITY -> event.venue().city();
            case CATEGORY -> event.category();
            case DESCRIPTION -> beginning(event.description());
        };
    }

    private @Nullable String translated(TranslationState text) {
        return switch (this) {
            case NAME -> text.name();
            case DESCRIPTION -> beginning(text.description());
            case VENUE, CITY, CATEGORY -> null;
        };
    }
}
