package io.holdfast.auth.account;

import io.holdfast.auth.session.Sessions;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The account of a caller, for what needs more than a token: a session that is alive, and often the password. */
@Component
class CallerAccounts {

    private final AccountStore accounts;
    private final Sessions sessions;
    private final Passwords passwords;
    private final SignInLimiter failures;
    private final AccountRecord record;

    CallerAccounts(
            AccountStore accounts,
            Sessions sessions,
            Passwords passwords,
            SignInLimiter failures,
            AccountRecord record) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.passwords = passwords;
        this.failures = failures;
        this.record = record;
    }

    /** @throws ProblemException 401 when the caller's session has ended: its token may be valid for minutes after that */
    Account of(Caller caller) {
        if (!sessions.isAlive(caller)) {
            throw ProblemException.unauthenticated();
        }
        return accounts.findById(caller.id()).orElseThrow(ProblemException::unauthenticated);
    }

    /** @throws ProblemException 403 for a wrong password; 429 when it was wrong too often */
    void requirePassword(Account account, String password, Client client) {
        EmailAddress email = EmailAddress.unchecked(account.email());
        failures.check(client.address(), email);
        // Checked again when its turn comes: many at once must not get more attempts than one after another.
        if (!passwords.matches(password, account.passwordHash(), () -> failures.check(client.address(), email))) {
            record.wrongPassword(account.id(), failures.recordFailure(client.address(), email));
            throw ProblemException.of(HttpStatus.FORBIDDEN, "wrong-password", "The password is wrong.");
        }
        failures.recordSuccess(client.address(), email);
    }
}
