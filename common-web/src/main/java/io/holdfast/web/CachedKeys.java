package io.holdfast.web;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of auth-service. They are loaded again in the background when they get old, and at once when a token has a key id that
 * is not among them; while auth-service is away the old ones stay valid. Public because auth-service itself caches the keys in its
 * database the same way. Why not Nimbus' own cache: ADR 14.
 */
public final class CachedKeys implements JWKSource<SecurityContext> {

    /** Where the keys come from. */
    @FunctionalInterface
    public interface Loader {
        /** @throws Exception when they cannot be loaded now */
        JWKSet load() throws Exception;
    }

    private static final Logger log = LoggerFactory.getLogger(CachedKeys.class);
    private static final Duration OLD = Duration.ofMinutes(5);

    /** Tokens with made-up key ids must not load auth-service. */
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);

    private final Loader loader;
    private final Clock clock;
    private final Lock loading = new ReentrantLock();
    private final AtomicBoolean refreshing = new AtomicBoolean();

    private record State(
            int attempt,
            @Nullable JWKSet keys,
            Instant loadedAt,
            Instant triedAt,
            @Nullable Exception failure) {

        /** Before the first attempt. */
        static final State NOTHING = new State(0, null, Instant.EPOCH, Instant.EPOCH, null);
    }

    private volatile State state = State.NOTHING;

    public CachedKeys(Loader loader, Clock clock) {
        this.loader = loader;
        this.clock = clock;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        State current = state;
        if (current.keys() == null) {
            current = reload(current);
        } else if (current.loadedAt().plus(OLD).isBefore(clock.instant())) {
            refreshInBackground(current);
        }
        List<JWK> found = select(selector, current);
        if (found.isEmpty()) {
            current = reload(current);
            found = select(selector, current);
        }
        Exception failure = current.failure();
        if (found.isEmpty() && failure != null) {
            throw new RemoteKeySourceException("The signing keys cannot be loaded", failure);
        }
        return found;
    }

    /** Loads them now, for example after a change. If that fails, the old ones stay valid. */
    public void refresh() {
        loading.lock();
        try {
            load(state);
        } finally {
            loading.unlock();
        }
    }

    /**
     * Loads them before they are needed. Callers that need them meanwhile wait for the outcome; if it fails, the next caller may try at
     * once.
     *
     * @return whether there are keys now
     */
    boolean preload() {
        loading.lock();
        try {
            if (state.keys() == null) {
                state = loaded(state);
            }
            return true;
        } catch (Exception e) {
            log.debug("There are no signing keys yet: {}", e.toString());
            return false;
        } finally {
            loading.unlock();
        }
    }

    private static List<JWK> select(JWKSelector selector, State state) {
        JWKSet keys = state.keys();
        return keys == null ? List.of() : selector.select(keys);
    }

    /** Loads once for all callers that wait: one that waited for another's attempt takes its outcome. */
    private State reload(State seen) {
        loading.lock();
        try {
            State current = state;
            if (current.attempt() != seen.attempt()
                    || clock.instant().isBefore(current.triedAt().plus(AT_MOST_EVERY))) {
                return current;
            }
            return load(current);
        } finally {
            loading.unlock();
        }
    }

    private State load(State before) {
        State after;
        try {
            after = loaded(before);
        } catch (Exception e) {
            log.warn("The signing keys cannot be loaded: {}", e.toString());
            // The pause counts from the failure: a source that hangs must not hold up one caller after the other.
            after = new State(before.attempt() + 1, before.keys(), before.loadedAt(), clock.instant(), e);
        }
        state = after;
        return after;
    }

    private State loaded(State before) throws Exception {
        Instant asked = clock.instant();
        return new State(before.attempt() + 1, loader.load(), asked, clock.instant(), null);
    }

    private void refreshInBackground(State seen) {
        if (clock.instant().isBefore(seen.triedAt().plus(AT_MOST_EVERY)) || !refreshing.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual().name("signing-keys").start(() -> {
            try {
                reload(seen);
            } finally {
                refreshing.set(false);
            }
        });
    }
}
