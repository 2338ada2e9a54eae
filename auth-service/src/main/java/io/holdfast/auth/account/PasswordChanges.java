package io.holdfast.auth.account;

import io.holdfast.auth.session.Sessions;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Change of password. It is one guarded write, which also says that the account's other sessions are to be ended; what ends
 * them after a crash finds that there.
 */
@Service
class PasswordChanges {

    private static final Logger log = LoggerFactory.getLogger(PasswordChanges.class);

    /** By then, whoever made a change has ended the other sessions or never will. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Accounts accounts;
    private final Passwords passwords;
    private final Guesses guesses;
    private final Sessions sessions;
    private final Clock clock;

    PasswordChanges(Accounts accounts, Passwords passwords, Guesses guesses, Sessions sessions, Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.guesses = guesses;
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Gives the caller's account another password, and ends all of its sessions but the caller's. Of several changes at
     * once, one is made.
     *
     * @throws ProblemException 403 when {@code current} is not the password; after too many failures, sign-ins among them,
     *     429; 401 when the caller's session has ended
     */
    void change(Caller caller, String current, String fresh, String address) {
        // A token may outlive its session by minutes, which is too long for this.
        if (!sessions.isAlive(caller)) {
            throw ProblemException.unauthenticated();
        }
        Account account = accounts.byId(caller.id()).orElseThrow(ProblemException::unauthenticated);
        String hash = hash(account, current, fresh, address);
        Account.Change change = new Account.Change(caller.sessionId(), clock.instant());
        if (!accounts.changePassword(account, hash, change)) {
            // Another change came first, so this is not the password any more.
            throw wrongPassword();
        }
        try {
            follow(account.id(), change);
        } catch (DataAccessException e) {
            // It has its new password, and is looked after again in a moment.
            log.warn("Sessions of account {} cannot be ended right now: {}", account.id(), e.toString());
        }
    }

    private String hash(Account account, String current, String fresh, String address) {
        EmailAddress email = EmailAddress.lenient(account.email());
        guesses.check(address, email);
        // Once more when its turn has come: many at once must not get more guesses than one after another.
        Optional<String> hash =
                passwords.replace(current, account.passwordHash(), fresh, () -> guesses.check(address, email));
        if (hash.isEmpty()) {
            guesses.failed(address, email);
            throw wrongPassword();
        }
        guesses.succeeded(address, email);
        return hash.get();
    }

    /** What is left of changes that were cut short. Who signed in meanwhile has to do so once more. */
    @Scheduled(initialDelayString = "PT5S", fixedDelayString = "PT5S")
    void finish() {
        try {
            for (Account account : accounts.openChanges(clock.instant().minus(GRACE))) {
                if (account.change() != null) {
                    follow(account.id(), account.change());
                }
            }
        } catch (DataAccessException e) {
            log.warn("Changes of passwords cannot be looked after right now: {}", e.toString());
        }
    }

    private void follow(String account, Account.Change change) {
        sessions.endOthers(account, change.session());
        accounts.close(account, change);
    }

    /** No 401, which would tell a program to renew its session. */
    private static ProblemException wrongPassword() {
        return ProblemException.of(HttpStatus.FORBIDDEN, "wrong-password", "The current password is wrong.")
                .withErrors(List.of(Map.of("field", "currentPassword", "message", "is wrong")));
    }
}
