package io.holdfast.orders;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that a service does again and again by itself, on a virtual thread of its own. What it throws is logged. */
public final class Repeating {

    private static final Logger log = LoggerFactory.getLogger(Repeating.class);

    private static final Duration WORK_ENDS = Duration.ofSeconds(2);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final String name;
    private final Duration pause;
    private final int pausePerWork;
    private final Runnable work;
    private @Nullable Thread thread;
    private volatile boolean running;

    /**
     * @param pause at least, between the end of one time and the beginning of the next
     * @param pausePerWork how much longer the pause is than the work, at least: not every database uses indexes, and one
     *     that does not should not be busy with looking
     */
    public Repeating(String name, Duration pause, int pausePerWork, Runnable work) {
        this.name = name;
        this.pause = pause;
        this.pausePerWork = pausePerWork;
        this.work = work;
    }

    public synchronized void start() {
        if (!running) {
            running = true;
            thread = Thread.ofVirtual().name("repeating-" + name).start(this::repeat);
        }
    }

    /** Waits a moment for what is being done. */
    public synchronized void stop() {
        running = false;
        Thread repeating = thread;
        if (repeating == null) {
            return;
        }
        try {
            if (!repeating.join(WORK_ENDS)) {
                repeating.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    public boolean isRunning() {
        return running;
    }

    private void repeat() {
        while (running) {
            long began = System.nanoTime();
            try {
                work.run();
            } catch (RuntimeException e) {
                if (running) {
                    log.warn("{} failed, will be repeated: {}", name, e.toString());
                }
            }
            try {
                pause(System.nanoTime() - began);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** In steps, so that the end of the service need not wait for it. */
    private void pause(long worked) throws InterruptedException {
        long share = Math.min(worked * pausePerWork, LONGEST_PAUSE.toNanos());
        long end = System.nanoTime() + Math.max(pause.toNanos(), share);
        while (running && System.nanoTime() < end) {
            Thread.sleep(Math.clamp((end - System.nanoTime()) / 1_000_000, 1, 100));
        }
    }
}
