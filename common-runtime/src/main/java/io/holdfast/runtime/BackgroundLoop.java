package io.holdfast.runtime;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Work that a service repeats while it runs, on a virtual thread of its own. Between two rounds it pauses for at least {@code pause}
 * and, so that it never takes more than a share of the database's time, for a multiple of what the last round took. A round that fails,
 * by an exception or an error, is logged and repeated after the pause. Declare it as a bean, or start and stop it yourself.
 */
public final class BackgroundLoop implements SmartLifecycle {

    /** One round of the work. */
    @FunctionalInterface
    public interface Round {

        /** @throws Exception to have the round logged as failed and repeated */
        void run() throws Exception;
    }

    /** A round that knows when the next one is due. */
    @FunctionalInterface
    public interface TimedRound {

        /**
         * @return how long to pause before the next round; null for what the loop would pause, {@link #DONE} to end the loop
         * @throws Exception to have the round logged as failed and repeated after the loop's pause
         */
        @Nullable
        Duration run() throws Exception;
    }

    /** A part of work that may be too much for one round. */
    @FunctionalInterface
    public interface Part {

        /**
         * @return whether there may be more to do
         * @throws Exception to have the round logged as failed and repeated
         */
        boolean run() throws Exception;
    }

    /** What a round returns after which no other is due. */
    public static final Duration DONE = Duration.ofSeconds(Long.MAX_VALUE);

    private static final Logger log = LoggerFactory.getLogger(BackgroundLoop.class);

    /** How long stopping waits for a round before it interrupts it. */
    private static final Duration ROUND_ENDS = Duration.ofSeconds(2);

    private final Settings settings;
    private final TimedRound round;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;

    private BackgroundLoop(Settings settings, TimedRound round) {
        this.settings = settings;
        this.round = round;
    }

    /**
     * @param name what the loop is called in logs and thread dumps
     * @param pause at least, between the end of a round and the beginning of the next
     */
    public static Settings every(Duration pause, String name) {
        return new Settings(name, pause);
    }

    /** Ends the present pause, or makes the next one end at once. */
    public void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    @Override
    public synchronized void start() {
        if (!running) {
            running = true;
            thread = Thread.ofVirtual().name(settings.name).start(this::repeat);
        }
    }

    /** Waits a moment for the present round, then interrupts it. */
    @Override
    public synchronized void stop() {
        running = false;
        wake();
        Thread stopping = thread;
        thread = null;
        if (stopping == null) {
            return;
        }
        try {
            if (!stopping.join(ROUND_ENDS)) {
                stopping.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return settings.phase;
    }

    private void repeat() {
        try {
            if (settings.pausesFirst) {
                pause(settings.pause);
            }
            while (running) {
                Duration next = runRound();
                if (next.equals(DONE)) {
                    return;
                }
                pause(next);
            }
        } catch (InterruptedException e) {
            // Stopped.
        }
    }

    private Duration runRound() throws InterruptedException {
        long began = System.nanoTime();
        try {
            Duration next = round.run();
            return next == null ? settings.pauseAfter(System.nanoTime() - began) : next;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (running) {
                settings.onFailure.accept(e);
            }
            return settings.pauseAfter(System.nanoTime() - began);
        } catch (Throwable e) {
            // No other thread would go on with the work: a class that is missing, or memory for a moment, ends this
            // round only.
            log.error("{} broke off and will be repeated", settings.name, e);
            return settings.pauseAfter(System.nanoTime() - began);
        }
    }

    private void pause(Duration pause) throws InterruptedException {
        if (running && wake.tryAcquire(Math.max(0, pause.toNanos()), TimeUnit.NANOSECONDS)) {
            wake.drainPermits();
        }
    }

    /** How a loop paces itself. */
    public static final class Settings {

        private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
        private static final ProportionalPause REST_OF_PARTS = new ProportionalPause(20, Duration.ZERO, LONGEST_PAUSE);

        private final String name;
        private final Duration pause;

        private int rest;
        private Duration longestPause = LONGEST_PAUSE;
        private boolean pausesFirst;
        private int phase = Phases.RUNNING;
        private Consumer<Exception> onFailure;

        private Settings(String name, Duration pause) {
            this.name = name;
            this.pause = pause;
            this.onFailure = e -> log.warn("{} failed and will be repeated: {}", name, e.toString());
        }

        /** Makes each pause at least {@code times} as long as the round before it, up to a minute. */
        public Settings resting(int times) {
            return resting(times, LONGEST_PAUSE);
        }

        /** Makes each pause at least {@code times} as long as the round before it, up to {@code longestPause}. */
        public Settings resting(int times, Duration longestPause) {
            this.rest = times;
            this.longestPause = longestPause;
            return this;
        }

        /** Pauses before the first round, too. */
        public Settings pausingFirst() {
            this.pausesFirst = true;
            return this;
        }

        /** Starts and stops in another phase than {@link Phases#RUNNING}. */
        public Settings in(int phase) {
            this.phase = phase;
            return this;
        }

        /** Called with the exception that a round threw, instead of a warning in the log. Not called once the loop is stopped. */
        public Settings onFailure(Consumer<Exception> onFailure) {
            this.onFailure = onFailure;
            return this;
        }

        public BackgroundLoop run(Round round) {
            return new BackgroundLoop(this, () -> {
                round.run();
                return null;
            });
        }

        /**
         * For work that no one waits for, part by part: after each it rests twenty times as long, and pauses once nothing is left to do.
         */
        public BackgroundLoop runInParts(Part part) {
            return new BackgroundLoop(this, () -> {
                long began = System.nanoTime();
                return part.run() ? REST_OF_PARTS.after(Duration.ofNanos(System.nanoTime() - began)) : null;
            });
        }

        /** For work that knows when it is next due. */
        public BackgroundLoop runUntilDue(TimedRound round) {
            return new BackgroundLoop(this, round);
        }

        private Duration pauseAfter(long nanosWorked) {
            return new ProportionalPause(rest, pause, longestPause).after(Duration.ofNanos(nanosWorked));
        }
    }
}
