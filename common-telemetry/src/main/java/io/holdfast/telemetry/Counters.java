package io.holdfast.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counters with one name, one for each value of a tag. All values are known beforehand, and their counters exist from the start.
 *
 * @param <K> the tag's value: a word, or an enum, whose {@code NOT_READY} becomes {@code not-ready}
 */
public final class Counters<K> {

    private final Map<K, Counter> counters = new HashMap<>();

    private Counters(MeterRegistry registry, String name, String description, String tag, Collection<K> keys) {
        for (K key : keys) {
            String word = key.toString().toLowerCase(Locale.ROOT).replace('_', '-');
            counters.put(
                    key,
                    Counter.builder(name)
                            .description(description)
                            .tag(tag, word)
                            .register(registry));
        }
    }

    /** Counters for each of these words. */
    public static Counters<String> of(
            MeterRegistry registry, String name, String description, String tag, List<String> words) {
        return new Counters<>(registry, name, description, tag, words);
    }

    /** Counters for each constant of an enum. */
    public static <E extends Enum<E>> Counters<E> of(
            MeterRegistry registry, String name, String description, String tag, Class<E> type) {
        return new Counters<>(registry, name, description, tag, Arrays.asList(type.getEnumConstants()));
    }

    /** Adds {@code many} to the counter of {@code key}; if {@code key} is not one of the values, does nothing. */
    public void count(K key, double many) {
        Counter counter = counters.get(key);
        if (counter != null) {
            counter.increment(many);
        }
    }
}
