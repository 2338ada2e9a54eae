package io.holdfast.auth.account;

import io.holdfast.auth.session.Sessions;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.messaging.Ids;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/** Sign-up and sign-in. */
@Service
class UserService {

    /** @param replayed whether the same sign-up was answered before */
    record SignedUp(SignedIn session, boolean replayed) {}

    private final Accounts accounts;
    private final Passwords passwords;
    private final Guesses guesses;
    private final SignUps signUps;
    private final Sessions sessions;
    private final Clock clock;

    UserService(
            Accounts accounts, Passwords passwords, Guesses guesses, SignUps signUps, Sessions sessions, Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.guesses = guesses;
        this.signUps = signUps;
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Makes an account. With an idempotency key, its id derives from that, so the database itself remembers the key: the
     * same key finds the same account.
     *
     * @throws ProblemException 409 when there is an account with this address already; 429 when too many were made from
     *     here; what {@link #signIn} throws, for a key that comes again with another password
     */
    SignedUp signUp(
            EmailAddress email, String password, @Nullable String name, Optional<IdempotencyKey> key, String address) {
        String id = key.map(k -> Ids.derived("sign-up", k.value())).orElseGet(Ids::random);
        Optional<Account> before = key.flatMap(_ -> accounts.byId(id));
        if (before.isPresent()) {
            return replay(before.get(), email, password, name, address);
        }
        Optional<Account> owner = accounts.byEmail(email);
        if (owner.isPresent()) {
            if (!owner.get().id().equals(id)) {
                throw emailTaken();
            }
            // The same sign-up got here a moment earlier.
            return replay(owner.get(), email, password, name, address);
        }
        signUps.count(address);
        Account account = Account.of(id, email, name, passwords.hash(password), clock.instant());
        try {
            accounts.add(account);
        } catch (DuplicateKeyException e) {
            Optional<Account> winner = accounts.byId(id);
            if (winner.isEmpty()) {
                throw emailTaken();
            }
            return replay(winner.get(), email, password, name, address);
        }
        return new SignedUp(begin(account), false);
    }

    /**
     * The same for an unknown e-mail address as for a wrong password, in words and in time.
     *
     * @throws ProblemException 401 or, after too many failures, 429
     */
    SignedIn signIn(EmailAddress email, String password, String address) {
        guesses.check(address, email);
        Optional<Account> account = accounts.byEmail(email);
        if (account.isEmpty()) {
            passwords.pretend(password, () -> guesses.check(address, email));
            guesses.failed(address, email);
            throw badCredentials();
        }
        if (!isRight(account.get(), password, email, address)) {
            throw badCredentials();
        }
        return begin(account.get());
    }

    /** Answers a repeated sign-up, for which the password must be the same too: the answer holds a session. */
    private SignedUp replay(
            Account account, EmailAddress email, String password, @Nullable String name, String address) {
        if (!account.email().equals(email.value())
                || !Objects.equals(account.name(), name)
                || !isRight(account, password, email, address)) {
            throw IdempotencyKey.reused();
        }
        return new SignedUp(begin(account), true);
    }

    private boolean isRight(Account account, String password, EmailAddress email, String address) {
        guesses.check(address, email);
        // Once more when its turn has come: many at once must not get more guesses than one after another.
        if (!passwords.matches(password, account.passwordHash(), () -> guesses.check(address, email))) {
            guesses.failed(address, email);
            return false;
        }
        guesses.succeeded(address, email);
        return true;
    }

    /**
     * A change of the password ends the sessions that there are after it. One that begins at the same time and is not among
     * them yet finds here that the password it was opened with is not good any more.
     */
    private SignedIn begin(Account account) {
        SignedIn session = sessions.begin(account.id(), account.email(), account.name());
        if (!accounts.hasPassword(account.id(), account.passwordHash())) {
            sessions.end(Objects.requireNonNull(session.token()));
            throw badCredentials();
        }
        return session;
    }

    private static ProblemException emailTaken() {
        return ProblemException.of(
                HttpStatus.CONFLICT, "email-taken", "There is an account with this e-mail address already.");
    }

    private static ProblemException badCredentials() {
        return ProblemException.of(
                HttpStatus.UNAUTHORIZED, "bad-credentials", "The e-mail address or the password is wrong.");
    }
}
