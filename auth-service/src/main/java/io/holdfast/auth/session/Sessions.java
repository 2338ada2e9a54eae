package io.holdfast.auth.session;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.holdfast.auth.AuthProperties;
import io.holdfast.auth.key.KeyRing;
import io.holdfast.contracts.SessionEnded;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.web.Caller;
import io.holdfast.web.RevokedSessions;
import io.holdfast.web.SessionTokens;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.stereotype.Component;

/**
 * Begins, renews and ends sessions.
 *
 * <p>The session lives here for 30 days; the token that says so to everybody else for 15 minutes. Whoever comes back with a
 * token past half of its life, or past all of it, gets a new one as long as the session is alive. So a stolen key or an
 * ended session is worth minutes elsewhere, and nobody signs in again while they keep coming.
 */
@Component
public class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private final MongoOperations mongo;
    private final KeyRing keys;
    private final JwtDecoder decoder;
    private final OutboxRelay relay;
    private final RevokedSessions revoked;
    private final AuthProperties properties;
    private final Clock clock;
    private volatile boolean indexed;

    Sessions(
            MongoOperations mongo,
            KeyRing keys,
            @Qualifier("expiredTokenDecoder") JwtDecoder decoder,
            @Qualifier("sessionsOutbox") OutboxRelay relay,
            RevokedSessions revoked,
            AuthProperties properties,
            Clock clock) {
        this.mongo = mongo;
        this.keys = keys;
        this.decoder = decoder;
        this.relay = relay;
        this.revoked = revoked;
        this.properties = properties;
        this.clock = clock;
    }

    /** A new session of somebody who has just proved who they are. */
    public SignedIn begin(String userId, String email, @Nullable String name) {
        Instant now = clock.instant();
        Session session = Session.begin(Ids.random(), userId, now, now.plus(properties.sessionTtl()));
        mongo.insert(session);
        return new SignedIn(userId, email, name, token(session, userId, email, name, now), properties.sessionTtl());
    }

    /** Who bears {@code token}, if its session is alive, with a new token if it is time for one. */
    public Optional<SignedIn> renew(String token) {
        return read(token).flatMap(jwt -> {
            Caller caller = SessionTokens.caller(jwt);
            Instant now = clock.instant();
            if (revoked.isRevoked(caller.sessionId())) {
                return Optional.empty();
            }
            return Optional.ofNullable(mongo.findById(caller.sessionId(), Session.class))
                    .filter(session -> session.isAlive(now) && session.userId().equals(caller.id()))
                    .map(session -> new SignedIn(
                            caller.id(),
                            caller.email(),
                            caller.name(),
                            isPastHalf(jwt, now)
                                    ? token(session, caller.id(), caller.email(), caller.name(), now)
                                    : null,
                            Duration.between(now, session.expiresAt())));
        });
    }

    /** Ends the session of {@code token}, if it has one; its tokens are refused from now on. */
    public void end(String token) {
        read(token).map(SessionTokens::caller).ifPresent(caller -> end(caller.sessionId(), caller.id()));
    }

    /** Whether the caller's session itself is alive; a token is still good for minutes where its end was not heard of. */
    public boolean isAlive(Caller caller) {
        return !revoked.isRevoked(caller.sessionId())
                && Optional.ofNullable(mongo.findById(caller.sessionId(), Session.class))
                        .filter(session -> session.isAlive(clock.instant()))
                        .isPresent();
    }

    /** Ends every session of somebody but one, as if each had been signed out. */
    public void endOthers(String userId, String kept) {
        ensureIndex();
        Query others = Query.query(Criteria.where("userId")
                .is(userId)
                .and("version")
                .is(0L)
                .and("expiresAt")
                .gt(clock.instant())
                .and("_id")
                .ne(kept));
        mongo.find(others, Session.class).forEach(session -> end(session.id(), userId));
    }

    private void end(String sessionId, String userId) {
        Instant now = clock.instant();
        Instant tokensExpireAt = now.plus(properties.tokenTtl()).plus(SessionTokens.CLOCK_SKEW);
        SessionEnded ended = new SessionEnded(sessionId, userId, now, tokensExpireAt, 1);
        Session session = mongo.execute(Session.class, sessions -> {
            Document after = sessions.findOneAndUpdate(
                    Filters.and(Filters.eq("_id", sessionId), Filters.eq("version", 0L)),
                    new Document(
                            "$set",
                            Outbox.announcing(ended, now).append("version", 1L).append("endedAt", Date.from(now))),
                    new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
            return after == null ? null : mongo.getConverter().read(Session.class, after);
        });
        // Also when it had ended before: this replica may not have heard of it yet.
        revoked.revoke(sessionId, tokensExpireAt);
        if (session != null) {
            relay.publish(session);
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void prepare() {
        try {
            ensureIndex();
        } catch (DataAccessException e) {
            log.warn("The database is not there yet: {}", e.toString());
        }
    }

    private void ensureIndex() {
        if (!indexed) {
            mongo.indexOps(Session.class).createIndex(new Index("userId", Sort.Direction.ASC).named("user"));
            indexed = true;
        }
    }

    /** Sessions that ran out are of no use; a day later than that, no clock disagrees. */
    @Scheduled(initialDelayString = "PT5M", fixedDelayString = "PT6H")
    void forgetOldOnes() {
        try {
            Instant before = clock.instant().minus(Duration.ofDays(1));
            mongo.remove(Query.query(Criteria.where("expiresAt").lt(before)), Session.class);
        } catch (DataAccessException e) {
            log.warn("Old sessions cannot be removed right now: {}", e.toString());
        }
    }

    /** A token of ours, which may have run out; empty for anything else. */
    private Optional<Jwt> read(String token) {
        try {
            return Optional.of(decoder.decode(token));
        } catch (BadJwtException e) {
            return Optional.empty();
        }
    }

    private boolean isPastHalf(Jwt jwt, Instant now) {
        Instant expires = jwt.getExpiresAt();
        return expires == null
                || !now.isBefore(expires.minus(properties.tokenTtl().dividedBy(2)));
    }

    private String token(Session session, String userId, String email, @Nullable String name, Instant now) {
        Instant expires = now.plus(properties.tokenTtl());
        KeyRing.Signer signer = keys.signer();
        JwtBuilder jwt = Jwts.builder()
                .header()
                .keyId(signer.kid())
                .and()
                .issuer(SessionTokens.ISSUER)
                .subject(userId)
                .claim(SessionTokens.EMAIL, email)
                .claim(SessionTokens.SESSION, session.id())
                .issuedAt(Date.from(now))
                .expiration(Date.from(expires.isBefore(session.expiresAt()) ? expires : session.expiresAt()));
        if (name != null) {
            jwt.claim(SessionTokens.NAME, name);
        }
        return jwt.signWith(signer.key(), Jwts.SIG.PS256).compact();
    }
}
