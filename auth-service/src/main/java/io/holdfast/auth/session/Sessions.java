package io.holdfast.auth.session;

import io.holdfast.auth.AuthProperties;
import io.holdfast.auth.GuestProperties;
import io.holdfast.contracts.SessionEnded;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.web.Caller;
import io.holdfast.web.RevokedSessions;
import io.holdfast.web.SessionTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Begins, renews and ends sessions. A session lasts for {@code holdfast.auth.session-ttl}; the token that tells other services about it
 * for {@code holdfast.auth.token-ttl}, and is renewed as long as the session is alive.
 */
@Component
public class Sessions {

    private final SessionStore store;
    private final TokenIssuer tokens;
    private final OutboxRelay relay;
    private final RevokedSessions revoked;
    private final AuthProperties properties;
    private final GuestProperties guests;
    private final Clock clock;

    Sessions(
            SessionStore store,
            TokenIssuer tokens,
            @Qualifier("sessionsOutbox") OutboxRelay relay,
            RevokedSessions revoked,
            AuthProperties properties,
            GuestProperties guests,
            Clock clock) {
        this.store = store;
        this.tokens = tokens;
        this.relay = relay;
        this.revoked = revoked;
        this.properties = properties;
        this.guests = guests;
        this.clock = clock;
    }

    /**
     * Begins a session of a user who has just shown the right password, or followed a link.
     *
     * @param network the client's
     * @param device what its browser says of itself
     */
    public SignedIn begin(String userId, String email, @Nullable String name, String network, String device) {
        return begin(userId, email, name, network, device, properties.sessionTtl(), false);
    }

    /** Begins a session of a guest, which is good for the guest's orders and nothing else. */
    public SignedIn beginGuest(String guestId, String email, String name, String network, String device) {
        return begin(guestId, email, name, network, device, guests.sessionTtl(), true);
    }

    private SignedIn begin(
            String userId,
            String email,
            @Nullable String name,
            String network,
            String device,
            Duration life,
            boolean guest) {
        Instant now = clock.instant();
        Session session = Session.begin(Ids.random(), userId, now, now.plus(life), network, device);
        store.insert(session);
        return new SignedIn(
                session.id(), userId, email, name, tokens.issue(session, email, name, guest, now), life, guest);
    }

    /** The user of {@code token}, with a new token when half of this one's life is over; empty when its session is not alive. */
    public Optional<SignedIn> renew(String token) {
        return tokens.read(token).flatMap(jwt -> {
            Caller caller = SessionTokens.caller(jwt);
            Instant now = clock.instant();
            if (revoked.isRevoked(caller.sessionId())) {
                return Optional.empty();
            }
            return store.find(caller.sessionId())
                    .filter(session -> session.isAlive(now, properties.sessionIdle())
                            && session.userId().equals(caller.id()))
                    .map(session -> signedIn(session, caller, jwt, now));
        });
    }

    /** Ends the session of {@code token}, if it has one. Its tokens are refused from now on. */
    public void end(String token) {
        tokens.read(token).map(SessionTokens::caller).ifPresent(caller -> end(caller.sessionId(), caller.id()));
    }

    /** Whether the caller's session is alive. A token alone does not prove that: it is valid for minutes after its session ended. */
    public boolean isAlive(Caller caller) {
        return !revoked.isRevoked(caller.sessionId())
                && store.find(caller.sessionId())
                        .filter(session -> session.isAlive(clock.instant(), properties.sessionIdle()))
                        .isPresent();
    }

    /** The sessions of a user that are alive, the newest first. */
    List<Session> alive(String userId) {
        Instant now = clock.instant();
        return store.findAll(userId).stream()
                .filter(session -> session.isAlive(now, properties.sessionIdle()) && !revoked.isRevoked(session.id()))
                .toList();
    }

    /** Whether a user had sessions before, but none with this device or from this network. Those without either tell nothing. */
    public boolean isElsewhere(String userId, String network, String device) {
        List<Session> known = store.findAll(userId).stream()
                .filter(session -> session.network() != null)
                .toList();
        return !known.isEmpty()
                && known.stream()
                        .noneMatch(session -> network.equals(session.network()) || device.equals(session.device()));
    }

    /** Ends one session of a user; does nothing if they have none of this id. */
    void end(Caller owner, String sessionId) {
        store.find(sessionId)
                .filter(session -> session.userId().equals(owner.id()))
                .ifPresent(session -> end(session.id(), owner.id()));
    }

    /** Ends every session of a user but {@code kept}, as if each had been signed out. */
    public void endOthers(String userId, String kept) {
        store.findOthers(userId, kept, clock.instant()).forEach(session -> end(session.id(), userId));
    }

    /** Deletes sessions that ran out a day ago: by then no replica's clock takes them for alive. */
    void deleteExpired() {
        store.deleteExpired(clock.instant().minus(Duration.ofDays(1)));
    }

    private SignedIn signedIn(Session session, Caller caller, Jwt jwt, Instant now) {
        boolean renews = tokens.isRenewable(jwt, now);
        if (renews) {
            store.seen(session.id(), now);
        }
        return new SignedIn(
                session.id(),
                caller.id(),
                caller.email(),
                caller.name(),
                renews ? tokens.issue(session, caller.email(), caller.name(), caller.guest(), now) : null,
                Duration.between(now, session.expiresAt()),
                caller.guest());
    }

    private void end(String sessionId, String userId) {
        Instant now = clock.instant();
        Instant tokensExpireAt = now.plus(properties.tokenTtl()).plus(SessionTokens.CLOCK_SKEW);
        Optional<Session> ended = store.end(new SessionEnded(sessionId, userId, now, tokensExpireAt, 1), now);
        // Also when it had ended before: this replica may not have received that message yet.
        revoked.revoke(sessionId, tokensExpireAt);
        ended.ifPresent(relay::publish);
    }
}
