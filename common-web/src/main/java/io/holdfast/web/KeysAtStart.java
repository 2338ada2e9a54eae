package io.holdfast.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Has the signing keys before the first request where that can be: a service that starts amid a rush has no time for it then. */
final class KeysAtStart implements SmartLifecycle {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final CachedKeys keys;
    private @Nullable Thread asking;

    KeysAtStart(CachedKeys keys) {
        this.keys = keys;
    }

    @Override
    public void start() {
        asking = Thread.ofVirtual().name("signing-keys-at-start").start(this::ask);
    }

    private void ask() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!keys.preload()) {
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (InterruptedException e) {
            // Stopped.
        }
    }

    @Override
    public void stop() {
        Thread thread = asking;
        asking = null;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return asking != null;
    }

    /** Below the web server's. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 5_000;
    }
}
