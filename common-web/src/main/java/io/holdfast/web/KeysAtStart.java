package io.holdfast.web;

import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.runtime.Phases;
import java.time.Duration;

/** Loads the signing keys before the first request, if auth-service is there: a service that starts in a rush has no time for it then. */
final class KeysAtStart {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final CachedKeys keys;
    private Duration pause = FIRST_PAUSE;

    private KeysAtStart(CachedKeys keys) {
        this.keys = keys;
    }

    /** A loop that ends when there are keys. */
    static BackgroundLoop loop(CachedKeys keys) {
        KeysAtStart start = new KeysAtStart(keys);
        return BackgroundLoop.every(FIRST_PAUSE, "signing-keys-at-start")
                .in(Phases.CACHES)
                .runUntilDue(start::load);
    }

    private Duration load() {
        if (keys.preload()) {
            return BackgroundLoop.DONE;
        }
        Duration next = pause;
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return next;
    }
}
