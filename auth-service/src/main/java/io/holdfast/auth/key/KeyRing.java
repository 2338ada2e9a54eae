package io.holdfast.auth.key;

import com.nimbusds.jose.jwk.JWKSet;
import io.holdfast.auth.AuthProperties;
import io.holdfast.messaging.Ids;
import io.holdfast.web.SessionTokens;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * The signing keys. The newest key whose time has come signs. One that was replaced is published until the tokens it signed have expired,
 * and kept here until the sessions they belong to have.
 */
@Component
public class KeyRing {

    /** The key to sign with. */
    public record Signer(String kid, PrivateKey key) {}

    /** What the database contained at {@code at}. */
    private record Snapshot(
            List<SigningKey> keys,
            Instant at,
            @Nullable SigningKey current,
            @Nullable Signer signer) {}

    private static final Logger log = LoggerFactory.getLogger(KeyRing.class);

    /** How long a snapshot is used. Well below the time a new key is published ahead: every replica publishes it before it signs. */
    private static final Duration FRESH = Duration.ofSeconds(3);

    /** How long a replica may go on signing with a key after the next one took over. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private final SigningKeyStore store;
    private final KeyEncryption encryption;
    private final AuthProperties properties;
    private final Clock clock;
    private final Lock loading = new ReentrantLock();
    private volatile @Nullable Snapshot snapshot;

    KeyRing(SigningKeyStore store, KeyEncryption encryption, AuthProperties properties, Clock clock) {
        this.store = store;
        this.encryption = encryption;
        this.properties = properties;
        this.clock = clock;
    }

    /** The key that signs now; creates one if there is none. */
    public Signer signer() {
        Signer known = fresh().signer();
        if (known != null) {
            return known;
        }
        loading.lock();
        try {
            if (load().signer() == null) {
                add(clock.instant());
            }
            Signer created = load().signer();
            if (created == null) {
                throw new IllegalStateException("There is no signing key");
            }
            return created;
        } finally {
            loading.unlock();
        }
    }

    /** The keys that verifiers need: those that sign, will sign soon, or may have signed a token that is still valid. */
    public JWKSet published() {
        Snapshot now = fresh();
        if (now.current() == null) {
            signer();
            now = fresh();
        }
        return verifying(now, properties.tokenTtl().plus(SessionTokens.CLOCK_SKEW));
    }

    /** Every key that may have signed a token of a session that is still alive, read from the database. */
    public JWKSet all() {
        return verifying(load(), properties.sessionTtl());
    }

    /** Adds a key that signs after {@code holdfast.auth.keys.publish-ahead}, and returns its id. */
    public String rotate() {
        return add(clock.instant().plus(properties.keys().publishAhead()));
    }

    /**
     * Deletes a key that must no longer be trusted, and with it every token it signed; a new one signs at once. Other services notice when
     * they next read the published keys.
     *
     * @return false when there is no such key
     */
    public boolean withdraw(String kid) {
        if (keys().stream().noneMatch(key -> key.kid().equals(kid))) {
            return false;
        }
        add(clock.instant());
        store.delete(kid);
        load();
        log.warn("Signing key {} is withdrawn", kid);
        return true;
    }

    /** Replaces a key that is old, and deletes what is no longer needed. Replicas may do so at the same time. */
    void maintain() {
        signer();
        encrypt();
        List<SigningKey> keys = keys();
        Instant now = clock.instant();
        if (!keys.isEmpty() && isOld(keys.getLast(), now)) {
            rotate();
        }
        for (SigningKey key : keys) {
            retiredAt(keys, key).ifPresent(retired -> deleteUnneeded(key, retired, now));
        }
    }

    /**
     * Encrypts what an earlier release, or one without an encryption key, stored in plain text, and writes data keys anew after a change of
     * the encryption key. Replicas may do so at the same time.
     */
    void encrypt() {
        for (SigningKey key : keys()) {
            if (key.isOutdated(encryption)) {
                SealedKey sealed = key.sealed();
                store.seal(
                        key,
                        sealed == null || key.privateKey() != null
                                ? encryption.seal(key.kid(), key.privateKey(encryption))
                                : encryption.sealAgain(key.kid(), sealed));
                log.info("Signing key {} is stored encrypted with the newest key", key.kid());
            }
        }
    }

    /** All keys, the oldest generation first, read from the database. */
    List<SigningKey> keys() {
        return load().keys();
    }

    private boolean isOld(SigningKey key, Instant now) {
        return key.createdAt().plus(properties.keys().rotateEvery()).isBefore(now);
    }

    private void deleteUnneeded(SigningKey key, Instant retired, Instant now) {
        if (retired.plus(properties.sessionTtl()).isBefore(now)) {
            store.delete(key);
        } else if (key.canSign() && retired.plus(OVERLAP).isBefore(now)) {
            store.deletePrivateHalf(key);
        }
    }

    private String add(Instant signsFrom) {
        List<SigningKey> keys = keys();
        int generation = keys.isEmpty() ? 1 : keys.getLast().generation() + 1;
        String kid = Ids.random();
        try {
            store.insert(SigningKey.of(generation, kid, SigningKey.pair(), encryption, clock.instant(), signsFrom));
            log.info("Signing key {} signs from {}", kid, signsFrom);
        } catch (DuplicateKeyException e) {
            // Another replica added this generation.
        }
        return keys().getLast().kid();
    }

    /** The keys that were not retired, or not longer ago than {@code after}. */
    private JWKSet verifying(Snapshot snapshot, Duration after) {
        Instant now = clock.instant();
        return new JWKSet(snapshot.keys().stream()
                .filter(key -> retiredAt(snapshot.keys(), key)
                        .map(retired -> now.isBefore(retired.plus(OVERLAP).plus(after)))
                        .orElse(true))
                .map(SigningKey::toPublicJwk)
                .toList());
    }

    /** When the next generation took over; empty when none has. */
    private Optional<Instant> retiredAt(List<SigningKey> keys, SigningKey key) {
        Instant now = clock.instant();
        return keys.stream()
                .filter(other -> other.generation() > key.generation()
                        && !other.signsFrom().isAfter(now))
                .map(SigningKey::signsFrom)
                .min(Instant::compareTo);
    }

    /** The snapshot, loaded again when it is old. While the database is away, the old one is used. */
    private Snapshot fresh() {
        Snapshot known = snapshot;
        if (known != null && clock.instant().isBefore(known.at().plus(FRESH))) {
            return known;
        }
        if (known == null) {
            return load();
        }
        if (loading.tryLock()) {
            try {
                return load();
            } catch (DataAccessException e) {
                log.warn("Signing keys cannot be read right now: {}", e.toString());
                known = new Snapshot(known.keys(), clock.instant(), known.current(), known.signer());
                snapshot = known;
            } finally {
                loading.unlock();
            }
        }
        return known;
    }

    /** One at a time: what was read before a key was withdrawn must not replace what was read after. */
    private Snapshot load() {
        loading.lock();
        try {
            List<SigningKey> keys = store.findAll();
            Instant now = clock.instant();
            SigningKey current = keys.reversed().stream()
                    .filter(key -> key.canSign() && !key.signsFrom().isAfter(now))
                    .findFirst()
                    .orElse(null);
            Snapshot loaded = new Snapshot(keys, now, current, current == null ? null : signer(current));
            snapshot = loaded;
            return loaded;
        } finally {
            loading.unlock();
        }
    }

    /** Parses the private key, unless it is the one that was parsed last. */
    private Signer signer(SigningKey current) {
        Snapshot known = snapshot;
        Signer parsed = known == null ? null : known.signer();
        return parsed != null && parsed.kid().equals(current.kid())
                ? parsed
                : new Signer(current.kid(), current.signer(encryption));
    }
}
