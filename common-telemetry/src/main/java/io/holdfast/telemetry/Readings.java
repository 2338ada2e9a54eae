package io.holdfast.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The last readings of a {@link MeterProbe}, as gauges. */
public final class Readings {

    private final MeterRegistry registry;
    private final Map<Key, AtomicReference<Double>> values = new HashMap<>();

    Readings(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Key(String name, Tags tags) {}

    /**
     * @param name with its unit as the last word, such as {@code holdfast.outbox.oldest.seconds}
     * @param description for a list of all metrics
     * @param tags names and values in turn; each has few different values
     */
    public void set(String name, String description, Number value, String... tags) {
        values.computeIfAbsent(new Key(name, Tags.of(tags)), key -> register(key, description))
                .set(value.doubleValue());
    }

    /** Makes all readings unknown: their gauges are NaN. */
    void clear() {
        values.values().forEach(value -> value.set(Double.NaN));
    }

    private AtomicReference<Double> register(Key key, String description) {
        AtomicReference<Double> value = new AtomicReference<>(Double.NaN);
        Gauge.builder(key.name, value, AtomicReference::get)
                .description(description)
                .tags(key.tags)
                .register(registry);
        return value;
    }
}
