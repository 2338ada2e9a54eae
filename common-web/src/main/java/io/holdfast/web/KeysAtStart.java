package io.holdfast.web;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Has the signing keys before the first request where that can be: a service that starts amid a rush has no time for it then. */
final class KeysAtStart implements SmartLifecycle {

    private static final long FIRST_PAUSE_SECONDS = 1;
    private static final long LONGEST_PAUSE_SECONDS = 30;

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
        long pause = FIRST_PAUSE_SECONDS;
        try {
            while (!keys.preload()) {
                TimeUnit.SECONDS.sleep(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_SECONDS);
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
