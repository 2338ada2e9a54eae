package io.holdfast.auth.account;

import io.holdfast.auth.session.Sessions;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * Changes passwords. A change is one guarded write, which also records that the account's other sessions are to be ended. They are ended
 * after it or, when a crash comes in between, by {@link #finishOpenChanges}.
 */
@Service
class PasswordChanges {

    /** A change older than this was cut short: the request that made it is over. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final AccountStore accounts;
    private final Passwords passwords;
    private final SignInLimiter limiter;
    private final Sessions sessions;
    private final Links links;
    private final AccountMails mails;
    private final AccountRecord record;
    private final Clock clock;

    PasswordChanges(
            AccountStore accounts,
            Passwords passwords,
            SignInLimiter limiter,
            Sessions sessions,
            Links links,
            AccountMails mails,
            AccountRecord record,
            Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.limiter = limiter;
        this.sessions = sessions;
        this.links = links;
        this.mails = mails;
        this.record = record;
        this.clock = clock;
    }

    /**
     * Gives the caller's account another password, and ends all of its sessions but the caller's. Of several changes at
     * once, one succeeds.
     *
     * @throws ProblemException 403 when {@code current} is not the password; after too many failures, sign-ins among them,
     *     429; 401 when the caller's session has ended
     */
    void change(Caller caller, String current, String fresh, String address) {
        // A token may be valid for minutes after its session ended, which is too long for this.
        if (!sessions.isAlive(caller)) {
            throw ProblemException.unauthenticated();
        }
        Account account = accounts.findById(caller.id()).orElseThrow(ProblemException::unauthenticated);
        String hash = hash(account, current, fresh, address);
        Account.Change change = Account.Change.ofPassword(caller.sessionId(), clock.instant());
        if (!afterEarlier(() -> accounts.changePassword(account, hash, change))) {
            // Another change came first, so this is no longer the password.
            throw wrongPassword();
        }
        finishSoon(account, change);
        record.passwordChanged(account, change);
    }

    private String hash(Account account, String current, String fresh, String address) {
        EmailAddress email = EmailAddress.unchecked(account.email());
        limiter.check(address, email);
        // Checked again when its turn comes: many at once must not get more attempts than one after another.
        Optional<String> hash =
                passwords.replace(current, account.passwordHash(), fresh, () -> limiter.check(address, email));
        if (hash.isEmpty()) {
            record.wrongPassword(account.id(), limiter.recordFailure(address, email));
            throw wrongPassword();
        }
        limiter.recordSuccess(address, email);
        return hash.get();
    }

    /**
     * Writes a change that is to be finished. An earlier one that is not is finished before, since it would be lost: its sessions would go
     * on, and a former address would not be told.
     *
     * @param write to the {@link AccountStore}; made again until nothing is unfinished
     * @throws RuntimeException when the database is away
     */
    <T> T afterEarlier(Supplier<T> write) {
        while (true) {
            try {
                return write.get();
            } catch (AccountStore.Unfinished earlier) {
                finish(earlier.account(), earlier.change());
            }
        }
    }

    /** Ends the sessions that a change ends, now or, if that is not possible, by {@link #finishOpenChanges}. */
    void finishSoon(Account account, Account.Change change) {
        Repeated.tryNow("the end of sessions of account", account.id(), () -> finish(account, change));
    }

    /** Ends the sessions for changes that were cut short, also those that began since the change. */
    void finishOpenChanges() {
        for (Account account : accounts.findOpenChanges(clock.instant().minus(GRACE))) {
            if (account.change() != null) {
                finishSoon(account, account.change());
            }
        }
    }

    /**
     * What follows a write that recorded a change: ends the account's sessions but that of the change, and sign-ins that wait for a code,
     * and keeps the mail that tells of it.
     *
     * @param account as it is since the change
     * @throws RuntimeException when the database is away; {@link #finishOpenChanges} does it then
     */
    void finish(Account account, Account.Change change) {
        links.removeAll(LinkKind.SECOND_FACTOR, account.id());
        sessions.endOthers(account.id(), change.session());
        if (change.isOfPassword()) {
            mails.passwordChanged(account, change);
        }
        if (change.from() != null) {
            mails.moved(account, change, change.from());
        }
        accounts.finish(account.id(), change);
    }

    /** 403, since a 401 would tell a client to renew its session. */
    private static ProblemException wrongPassword() {
        return ProblemException.of(HttpStatus.FORBIDDEN, "wrong-password", "The current password is wrong.")
                .withErrors(List.of(Map.of("field", "currentPassword", "message", "is wrong")));
    }
}
