package io.holdfast.telemetry;

import io.holdfast.runtime.BackgroundLoop;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Has each {@link MeterProbe} measure in turn, on one thread, while the application runs. */
final class MeterProbes implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(MeterProbes.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Measuring may take one part in so many of the time of what is measured. */
    private static final int SHARE = 50;

    private final Map<MeterProbe, Readings> probes = new LinkedHashMap<>();
    private final Duration every;
    private final BackgroundLoop loop;
    private boolean started;

    MeterProbes(List<MeterProbe> probes, MeterRegistry registry, Duration every) {
        probes.forEach(probe -> this.probes.put(probe, new Readings(registry)));
        this.every = every;
        this.loop = BackgroundLoop.every(every, "meter-probes")
                .resting(SHARE, LONGEST_PAUSE)
                .runUntilDue(this::measureAll);
    }

    @Override
    public void start() {
        if (!probes.isEmpty()) {
            started = false;
            loop.start();
        }
    }

    @Override
    public void stop() {
        loop.stop();
    }

    @Override
    public boolean isRunning() {
        return loop.isRunning();
    }

    private @Nullable Duration measureAll() {
        probes.forEach(MeterProbes::measure);
        if (started) {
            return null;
        }
        // The first round runs while everything starts, and is slower than those that follow: the pause does not depend
        // on it.
        started = true;
        return every;
    }

    private static void measure(MeterProbe probe, Readings readings) {
        try {
            probe.measure(readings);
        } catch (Exception e) {
            log.debug("Not measured: {}", e.toString());
            readings.clear();
        }
    }
}
