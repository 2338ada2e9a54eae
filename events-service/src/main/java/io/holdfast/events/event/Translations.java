package io.holdfast.events.event;

import io.holdfast.contracts.TranslationState;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Texts by the tag of their language, in the order of the tags, so that all replicas write them alike. */
final class Translations {

    private Translations() {}

    /** @param texts null, as in what earlier releases stored, for none */
    static <T> SortedMap<String, T> sorted(@Nullable Map<String, T> texts) {
        return texts == null
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<String, T>(texts));
    }

    /** As messages carry them: null for none. */
    static @Nullable Map<String, TranslationState> states(Map<String, Translation> texts) {
        if (texts.isEmpty()) {
            return null;
        }
        return sorted(texts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, text -> text.getValue().state())));
    }

    /** What was written in each of them, with null for what was not. */
    static Stream<@Nullable String> texts(Map<String, Translation> texts) {
        return texts.values().stream().flatMap(text -> Stream.of(text.name(), text.description()));
    }
}
