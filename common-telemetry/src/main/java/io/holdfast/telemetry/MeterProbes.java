package io.holdfast.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Takes each {@link MeterProbe} in turn, on one thread, while the application runs. */
final class MeterProbes implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(MeterProbes.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Looking may take one part in so many of the time of what is looked at. */
    private static final int SHARE = 50;

    private final Map<MeterProbe, Readings> looks = new LinkedHashMap<>();
    private final Duration every;
    private @Nullable Thread thread;

    MeterProbes(List<MeterProbe> looks, MeterRegistry registry, Duration every) {
        looks.forEach(look -> this.looks.put(look, new Readings(registry)));
        this.every = every;
    }

    @Override
    public void start() {
        if (!looks.isEmpty()) {
            thread = Thread.ofVirtual().name("metrics-looks").start(this::keepLooking);
        }
    }

    @Override
    public void stop() {
        Thread looking = thread;
        thread = null;
        if (looking != null) {
            looking.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void keepLooking() {
        try {
            // The first look is taken while everything starts: how long it takes says nothing about the next.
            looks.forEach(MeterProbes::look);
            Thread.sleep(every);
            while (isRunning()) {
                long began = System.nanoTime();
                looks.forEach(MeterProbes::look);
                long pause = Math.clamp(
                        SHARE * (System.nanoTime() - began),
                        every.toNanos(),
                        Math.max(every.toNanos(), LONGEST_PAUSE.toNanos()));
                TimeUnit.NANOSECONDS.sleep(pause);
            }
        } catch (InterruptedException e) {
            // Stopped.
        }
    }

    private static void look(MeterProbe look, Readings readings) {
        try {
            look.look(readings);
        } catch (Exception e) {
            log.debug("Nothing to see: {}", e.toString());
            readings.forget();
        }
    }
}
