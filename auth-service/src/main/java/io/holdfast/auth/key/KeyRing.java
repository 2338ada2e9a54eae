package io.holdfast.auth.key;

import com.nimbusds.jose.jwk.JWKSet;
import io.holdfast.auth.AuthProperties;
import io.holdfast.messaging.Ids;
import io.holdfast.web.SessionTokens;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The signing keys. The newest one whose time has come signs; one that was replaced stays published until the tokens it
 * signed have run out, and known here until the sessions they belong to have.
 */
@Component
public class KeyRing {

    /** The key to sign with. */
    public record Signer(String kid, PrivateKey key) {}

    private record Snapshot(
            List<SigningKey> keys,
            Instant at,
            @Nullable SigningKey current,
            @Nullable Signer signer) {}

    private static final Logger log = LoggerFactory.getLogger(KeyRing.class);

    /** Well below the time a new key is published ahead: by the time it signs, every replica publishes it. */
    private static final Duration FRESH = Duration.ofSeconds(3);

    /** How long a replica may go on signing with a key after the next one took over. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private final MongoOperations mongo;
    private final AuthProperties properties;
    private final Clock clock;
    private final Lock loading = new ReentrantLock();
    private volatile @Nullable Snapshot snapshot;

    KeyRing(MongoOperations mongo, AuthProperties properties, Clock clock) {
        this.mongo = mongo;
        this.properties = properties;
        this.clock = clock;
    }

    /** What signs now. */
    public Signer signer() {
        Snapshot current = fresh();
        if (current.signer() == null) {
            loading.lock();
            try {
                if (load().signer() == null) {
                    add(clock.instant());
                }
                current = load();
            } finally {
                loading.unlock();
            }
        }
        Signer signer = current.signer();
        if (signer == null) {
            throw new IllegalStateException("There is no signing key");
        }
        return signer;
    }

    /** What verifiers are to know now: the keys that sign, are about to, or may have signed a token still good. */
    public JWKSet published() {
        Snapshot now = fresh();
        if (now.current() == null) {
            signer();
            now = fresh();
        }
        return verifying(now, properties.tokenTtl().plus(SessionTokens.CLOCK_SKEW));
    }

    /** Every key that a session still alive may have been signed with, straight from the database. */
    public JWKSet all() {
        return verifying(load(), properties.sessionTtl());
    }

    /** Makes a new key that signs after {@code publish-ahead}, and returns its id. */
    public String rotate() {
        return add(clock.instant().plus(properties.keys().publishAhead()));
    }

    /**
     * Forgets a key that must not be trusted any more, along with every token it signed; another signs at once. Services
     * notice with their next look at the published keys.
     */
    public boolean withdraw(String kid) {
        if (load().keys().stream().noneMatch(key -> key.kid().equals(kid))) {
            return false;
        }
        add(clock.instant());
        mongo.remove(Query.query(Criteria.where("kid").is(kid)), SigningKey.class);
        load();
        log.warn("Signing key {} is withdrawn", kid);
        return true;
    }

    /** Replaces a key that is old, and forgets what nobody needs any more. Replicas may do so at the same time. */
    @Scheduled(initialDelayString = "PT1S", fixedDelayString = "PT10M")
    void tend() {
        try {
            signer();
            Snapshot now = load();
            List<SigningKey> keys = now.keys();
            Instant time = clock.instant();
            if (!keys.isEmpty()
                    && keys.getLast()
                            .createdAt()
                            .plus(properties.keys().rotateEvery())
                            .isBefore(time)) {
                rotate();
            }
            for (SigningKey key : keys) {
                Optional<Instant> retired = retiredAt(keys, key);
                if (retired.isEmpty()) {
                    continue;
                }
                Query itself = Query.query(Criteria.where("_id").is(key.generation()));
                if (retired.get().plus(properties.sessionTtl()).isBefore(time)) {
                    mongo.remove(itself, SigningKey.class);
                } else if (key.privateKey() != null
                        && retired.get().plus(OVERLAP).isBefore(time)) {
                    mongo.updateFirst(itself, new Update().unset("privateKey"), SigningKey.class);
                }
            }
        } catch (DataAccessException e) {
            log.warn("Signing keys cannot be looked after right now: {}", e.toString());
        }
    }

    List<SigningKey> keys() {
        return load().keys();
    }

    private String add(Instant signsFrom) {
        List<SigningKey> keys = load().keys();
        int generation = keys.isEmpty() ? 1 : keys.getLast().generation() + 1;
        String kid = Ids.random();
        try {
            mongo.insert(SigningKey.of(generation, kid, SigningKey.pair(), clock.instant(), signsFrom));
            log.info("Signing key {} signs from {}", kid, signsFrom);
        } catch (DuplicateKeyException e) {
            // Another replica made this generation.
        }
        return load().keys().getLast().kid();
    }

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

    /** While the database is away, what was known last is still right for a while. */
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

    private Snapshot load() {
        List<SigningKey> keys =
                new ArrayList<>(mongo.find(new Query().with(Sort.by("_id").ascending()), SigningKey.class));
        Instant now = clock.instant();
        SigningKey current = keys.reversed().stream()
                .filter(key -> key.privateKey() != null && !key.signsFrom().isAfter(now))
                .findFirst()
                .orElse(null);
        Snapshot known = snapshot;
        Signer signer = known != null
                        && known.signer() != null
                        && current != null
                        && known.signer().kid().equals(current.kid())
                ? known.signer()
                : current == null ? null : new Signer(current.kid(), current.signer());
        Snapshot loaded = new Snapshot(List.copyOf(keys), now, current, signer);
        snapshot = loaded;
        return loaded;
    }
}
