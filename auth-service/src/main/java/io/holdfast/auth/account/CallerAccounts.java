package io.holdfast.auth.account;

import io.holdfast.auth.session.Sessions;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The account of a caller, for what needs more than a token: a session that is alive, and often the password. */
@Component
class CallerAccounts {

    /** How long ago a sign-in, or a link that was followed, may be for what needs one that was just now. */
    static final Duration FRESH = Duration.ofMinutes(15);

    private final AccountStore accounts;
    private final Sessions sessions;
    private final Passwords passwords;
    private final SignInLimiter failures;
    private final AccountRecord record;
    private final StoredAccountRights accountRights;

    CallerAccounts(
            AccountStore accounts,
            Sessions sessions,
            Passwords passwords,
            SignInLimiter failures,
            AccountRecord record,
            StoredAccountRights accountRights) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.passwords = passwords;
        this.failures = failures;
        this.record = record;
        this.accountRights = accountRights;
    }

    /** @throws ProblemException 401 when the caller's session has ended, or the account: a token may be valid for minutes after that */
    Account of(Caller caller) {
        if (!sessions.isAlive(caller)) {
            throw ProblemException.unauthenticated();
        }
        return accounts.findById(caller.id())
                .filter(account -> !AccountStore.isErased(account))
                .orElseThrow(ProblemException::unauthenticated);
    }

    /**
     * For what gives another way into the account, or takes one away, or the account itself: the password, or, for an account without one,
     * a sign-in that was minutes ago.
     *
     * @throws ProblemException 403 for a wrong password, or when the sign-in was too long ago; 429 when it was wrong too often
     */
    void requireOwner(Account account, Caller caller, @Nullable String password, Client client) {
        if (account.hasPassword()) {
            requirePassword(account, password == null ? "" : password, client);
        } else if (!sessions.beganWithin(caller, FRESH)) {
            throw ProblemException.of(
                    HttpStatus.FORBIDDEN, "sign-in-again", "Sign in again for this: it was a while ago that you did.");
        }
    }

    /** @throws ProblemException 409 when the address is not proven: its owner, who may take the account over, would share it */
    void requireProven(Account account) {
        if (accountRights.isUnproven(account)) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT, "address-not-proven", "Confirm the address of your account first.");
        }
    }

    private void requirePassword(Account account, String password, Client client) {
        // A field that was left empty is no attempt.
        if (password.isEmpty()) {
            throw wrongPassword();
        }
        EmailAddress email = EmailAddress.unchecked(account.email());
        failures.check(client.address(), email);
        // Checked again when its turn comes: many at once must not get more attempts than one after another.
        if (!passwords.matches(password, account.passwordHash(), () -> failures.check(client.address(), email))) {
            record.wrongPassword(account.id(), failures.recordFailure(client.address(), email));
            throw wrongPassword();
        }
        failures.recordSuccess(client.address(), email);
    }

    private static ProblemException wrongPassword() {
        return ProblemException.of(HttpStatus.FORBIDDEN, "wrong-password", "The password is wrong.");
    }
}
