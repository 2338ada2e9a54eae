package io.holdfast.auth.session;

import io.holdfast.auth.AuthProperties;
import io.holdfast.auth.GuestProperties;
import io.holdfast.contracts.SessionEnded;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.record.Entry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import io.holdfast.web.RevokedSessions;
import io.holdfast.web.SessionTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
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
    private final AccountRights accountRights;
    private final Recorder record;
    private final OutboxRelay relay;
    private final RevokedSessions revoked;
    private final AuthProperties properties;
    private final GuestProperties guests;
    private final Clock clock;

    Sessions(
            SessionStore store,
            TokenIssuer tokens,
            AccountRights accountRights,
            Recorder record,
            @Qualifier("sessionsOutbox") OutboxRelay relay,
            RevokedSessions revoked,
            AuthProperties properties,
            GuestProperties guests,
            Clock clock) {
        this.store = store;
        this.tokens = tokens;
        this.accountRights = accountRights;
        this.record = record;
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
     * @param confirmed whether also with a second factor
     * @throws ProblemException 403 when the account is suspended
     */
    public SignedIn begin(
            String userId, String email, @Nullable String name, String network, String device, boolean confirmed) {
        return begin(userId, email, name, network, device, properties.sessionTtl(), confirmed, false, null);
    }

    /**
     * Begins a session of a guest, which is good for the guest's orders and nothing else.
     *
     * @param proven whether it is for who followed a link that was mailed to the address
     */
    public SignedIn beginGuest(
            String guestId, String email, String name, String network, String device, boolean proven) {
        return begin(
                guestId, email, name, network, device, guests.sessionTtl(), false, true, proven ? Boolean.TRUE : null);
    }

    private SignedIn begin(
            String userId,
            String email,
            @Nullable String name,
            String network,
            String device,
            Duration life,
            boolean confirmed,
            boolean guest,
            @Nullable Boolean proven) {
        Instant now = clock.instant();
        Session session = Session.begin(Ids.random(), userId, now, now.plus(life), network, device, proven);
        store.insert(session);
        // After the insert: a suspension ends the sessions that it finds, and what it does not find sees the suspension
        // here.
        Optional<Caller.Rights> rights = rightsOf(userId, guest);
        if (rights.isEmpty()) {
            end(session.id(), userId);
            record.add(Entry.byVisitor("refused:" + session.id(), "sign-in-suspended")
                    .concerning(userId));
            throw ProblemException.of(
                    HttpStatus.FORBIDDEN,
                    "account-suspended",
                    "This account was suspended by the operator of this site.");
        }
        if (!guest) {
            record.add(Entry.byOwner("session:" + session.id(), "signed-in", userId));
        }
        return new SignedIn(
                session.id(),
                userId,
                email,
                name,
                tokens.issue(session, email, name, confirmed, guest, rights.get(), now),
                life,
                confirmed,
                guest,
                rights.get());
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
                    .flatMap(session -> signedIn(session, caller, jwt, now));
        });
    }

    /** The caller's session, which counts from now on as one that was begun with a second factor, with a token that says so. */
    public SignedIn confirm(Caller caller) {
        Instant now = clock.instant();
        Session session = store.find(caller.sessionId()).orElseThrow(ProblemException::unauthenticated);
        Caller.Rights rights = accountRights.of(caller.id()).orElseThrow(ProblemException::unauthenticated);
        return new SignedIn(
                session.id(),
                caller.id(),
                caller.email(),
                caller.name(),
                tokens.issue(session, caller.email(), caller.name(), true, false, rights, now),
                Duration.between(now, session.expiresAt()),
                true,
                false,
                rights);
    }

    /** Ends the session of {@code token}, if it has one. Its tokens are refused from now on. */
    public void end(String token) {
        tokens.read(token).map(SessionTokens::caller).ifPresent(caller -> {
            if (end(caller.sessionId(), caller.id())) {
                record.add(Entry.byOwner("ended:" + caller.sessionId(), "signed-out", caller.id()));
            }
        });
    }

    /** Whether the caller's session is alive. A token alone does not prove that: it is valid for minutes after its session ended. */
    public boolean isAlive(Caller caller) {
        return !revoked.isRevoked(caller.sessionId())
                && store.find(caller.sessionId())
                        .filter(session -> session.isAlive(clock.instant(), properties.sessionIdle()))
                        .isPresent();
    }

    /** Whether the caller's session began at most so long ago. */
    public boolean beganWithin(Caller caller, Duration age) {
        return store.find(caller.sessionId())
                .filter(session -> clock.instant().isBefore(session.createdAt().plus(age)))
                .isPresent();
    }

    /** Whether the caller's session was begun for a guest who followed a link that was mailed to the address. */
    public boolean isProven(Caller guest) {
        return store.find(guest.sessionId()).filter(Session::isProven).isPresent();
    }

    /** Who the session of a token is of, if it is alive; without renewing it. */
    public Optional<Caller> callerOf(String token) {
        return tokens.read(token).map(SessionTokens::caller).filter(this::isAlive);
    }

    /** The sessions of a user that are alive, the newest first. */
    List<Session> alive(String userId) {
        Instant now = clock.instant();
        return store.findAll(userId).stream()
                .filter(session -> session.isAlive(now, properties.sessionIdle()) && !revoked.isRevoked(session.id()))
                .toList();
    }

    /** The sessions of a user that are stored, ended or not, the newest first. */
    public List<Session> all(String userId) {
        return store.findAll(userId);
    }

    /** Forgets from where and with what the sessions of a user were used. */
    public void forget(String userId) {
        store.forget(userId);
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
                .filter(session -> end(session.id(), owner.id()))
                .ifPresent(session -> record.add(Entry.byOwner("ended:" + sessionId, "session-ended", owner.id())));
    }

    /** Ends all of the caller's sessions but this one. */
    void endOthers(Caller owner) {
        endOthers(owner.id(), owner.sessionId());
        record.add(Entry.byOwner("others:" + Ids.random(), "other-sessions-ended", owner.id()));
    }

    /** Ends every session of a user but {@code kept}, as if each had been signed out. */
    public void endOthers(String userId, String kept) {
        store.findOthers(userId, kept, clock.instant()).forEach(session -> end(session.id(), userId));
    }

    /** Ends the sessions of a guest that were begun by who only typed the address. */
    public void endUnproven(String guestId) {
        store.findOthers(guestId, "", clock.instant()).stream()
                .filter(session -> !session.isProven())
                .forEach(session -> end(session.id(), guestId));
    }

    /** Deletes some of the sessions that ran out a day ago: by then no replica's clock takes them for alive. True if there may be more. */
    boolean deleteExpired() {
        return store.deleteExpired(clock.instant().minus(Duration.ofDays(1)));
    }

    private Optional<SignedIn> signedIn(Session session, Caller caller, Jwt jwt, Instant now) {
        if (!tokens.isRenewable(jwt, now)) {
            return Optional.of(signedIn(session, caller, null, caller.rights(), now));
        }
        // Empty only for the moment between a suspension and the end of the sessions.
        return rightsOf(caller.id(), caller.guest()).map(rights -> {
            store.seen(session.id(), now);
            String token = tokens.issue(
                    session, caller.email(), caller.name(), caller.confirmed(), caller.guest(), rights, now);
            return signedIn(session, caller, token, rights, now);
        });
    }

    /** A guest has no account, and so no rights of one. */
    private Optional<Caller.Rights> rightsOf(String userId, boolean guest) {
        return guest ? Optional.of(Caller.Rights.USUAL) : accountRights.of(userId);
    }

    private static SignedIn signedIn(
            Session session, Caller caller, @Nullable String token, Caller.Rights rights, Instant now) {
        return new SignedIn(
                session.id(),
                caller.id(),
                caller.email(),
                caller.name(),
                token,
                Duration.between(now, session.expiresAt()),
                caller.confirmed(),
                caller.guest(),
                rights);
    }

    /** False if it had ended before. */
    private boolean end(String sessionId, String userId) {
        Instant now = clock.instant();
        Instant tokensExpireAt = now.plus(properties.tokenTtl()).plus(SessionTokens.CLOCK_SKEW);
        Optional<Session> ended = store.end(new SessionEnded(sessionId, userId, now, tokensExpireAt, 1), now);
        // Also when it had ended before: this replica may not have received that message yet.
        revoked.revoke(sessionId, tokensExpireAt);
        ended.ifPresent(relay::publish);
        return ended.isPresent();
    }
}
