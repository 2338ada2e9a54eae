package io.holdfast.auth.account;

import io.holdfast.auth.session.SignedIn;
import io.holdfast.messaging.Ids;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
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

    private final AccountStore accounts;
    private final Passwords passwords;
    private final SignInLimiter limiter;
    private final SignUpLimiter signUps;
    private final AccountSessions sessions;
    private final SecondFactors factors;
    private final AccountMails mails;
    private final AccountRecord record;
    private final Clock clock;

    UserService(
            AccountStore accounts,
            Passwords passwords,
            SignInLimiter limiter,
            SignUpLimiter signUps,
            AccountSessions sessions,
            SecondFactors factors,
            AccountMails mails,
            AccountRecord record,
            Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.limiter = limiter;
        this.signUps = signUps;
        this.sessions = sessions;
        this.factors = factors;
        this.mails = mails;
        this.record = record;
        this.clock = clock;
    }

    /**
     * Creates an account and signs in. With an idempotency key, the account's id is derived from the key, so that the same key finds the
     * same account.
     *
     * @throws ProblemException 409 when there is an account with this address already; 429 when too many were created
     *     from this address; what {@link #signIn} throws, for a repeated key with another password
     */
    Replay<SignedIn> signUp(
            EmailAddress email, String password, @Nullable String name, Optional<IdempotencyKey> key, Client client) {
        String id = key.map(k -> Ids.derived("sign-up", k.value())).orElseGet(Ids::random);
        Optional<Account> before = key.flatMap(_ -> accounts.findById(id));
        if (before.isPresent()) {
            return replay(before.get(), email, password, name, client);
        }
        Optional<Account> owner = accounts.findByEmail(email);
        if (owner.isPresent()) {
            if (!owner.get().id().equals(id)) {
                signUps.countTaken(client.address());
                throw emailTaken();
            }
            // A request with the same key created the account since the look above.
            return replay(owner.get(), email, password, name, client);
        }
        signUps.count(client.address());
        Account account =
                Account.of(id, email, name, passwords.hash(password), clock.instant(), RequestLanguage.current());
        try {
            accounts.insert(account);
        } catch (DuplicateKeyException e) {
            Optional<Account> winner = accounts.findById(id);
            if (winner.isEmpty()) {
                throw emailTaken();
            }
            return replay(winner.get(), email, password, name, client);
        }
        mails.signedUp(account);
        record.signedUp(account);
        return new Replay<>(beginSession(account, client, false), false);
    }

    /**
     * Signs in. An unknown e-mail address and a wrong password get the same answer, after the same time.
     *
     * @throws ProblemException 401 or, after too many failures, 429
     */
    SignedIn signIn(EmailAddress email, String password, Client client) {
        String address = client.address();
        limiter.check(address, email);
        Optional<Account> account = accounts.findByEmail(email);
        if (account.isEmpty()) {
            passwords.compareWithNone(password, () -> limiter.check(address, email));
            record.signInFailed(null, limiter.recordFailure(address, email));
            throw badCredentials();
        }
        if (!isRight(account.get(), password, email, address)) {
            throw badCredentials();
        }
        factors.requireNone(account.get());
        return beginSession(account.get(), client, false);
    }

    /** Begins the session of a sign-in that was confirmed with a code. */
    SignedIn beginConfirmed(Account account, Client client) {
        return beginSession(account, client, true);
    }

    /** Answers a repeated sign-up. The answer contains a session, so the password must be right. */
    private Replay<SignedIn> replay(
            Account account, EmailAddress email, String password, @Nullable String name, Client client) {
        if (!EmailAddress.unchecked(account.email()).equals(email)
                || !Objects.equals(account.name(), name)
                || !isRight(account, password, email, client.address())) {
            throw IdempotencyKey.reused();
        }
        factors.requireNone(account);
        return new Replay<>(beginSession(account, client, false), true);
    }

    private boolean isRight(Account account, String password, EmailAddress email, String address) {
        limiter.check(address, email);
        // Checked again when its turn comes: many at once must not get more attempts than one after another.
        if (!passwords.matches(password, account.passwordHash(), () -> limiter.check(address, email))) {
            record.signInFailed(account.id(), limiter.recordFailure(address, email));
            return false;
        }
        limiter.recordSuccess(address, email);
        return true;
    }

    private SignedIn beginSession(Account account, Client client, boolean confirmed) {
        return sessions.begin(account, client, confirmed).orElseThrow(UserService::badCredentials);
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
