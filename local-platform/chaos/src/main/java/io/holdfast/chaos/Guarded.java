package io.holdfast.chaos;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that is started again whenever it has ended, by a fault or by itself, as an operator or a cluster would. Faults that end or
 * start it take turns.
 */
abstract class Guarded {

    private static final Logger log = LoggerFactory.getLogger(Guarded.class);
    private static final int PAUSE_MILLIS = 500;

    private final String name;
    private final AtomicBoolean over = new AtomicBoolean();

    /** @param name for the log */
    Guarded(String name) {
        this.name = name;
    }

    abstract boolean isRunning();

    abstract long pid();

    abstract void start();

    ProcessHandle process() {
        return ProcessHandle.of(pid()).orElseThrow(() -> new IllegalStateException(name + " does not run"));
    }

    /** Starts it again whenever it does not run, until {@link #release}. */
    void guard() {
        Thread.ofPlatform().daemon().name(name + "-guard").start(() -> {
            try {
                while (!over.get()) {
                    Thread.sleep(PAUSE_MILLIS);
                    startIfEnded();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Starts it if it does not run and can be started. */
    synchronized void startIfEnded() {
        if (over.get() || isRunning()) {
            return;
        }
        try {
            start();
        } catch (RuntimeException e) {
            // With a full disk, for instance: until that is over, it cannot start.
            log.debug("{} does not start", name, e);
        }
    }

    /** Does something to it, while nothing else starts or ends it. */
    synchronized void alone(Runnable change) {
        change.run();
    }

    void release() {
        over.set(true);
    }
}
