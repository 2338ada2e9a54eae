package io.holdfast.auth.account;

import io.holdfast.auth.session.SignedIn;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * An address belongs to who reads its mails. This proves it by links, and gives the account to that person: an account that a stranger made
 * with the address gives way. Each step is one guarded write; what follows it is repeated after a crash
 * ({@link PasswordChanges#finishOpenChanges}).
 */
@Service
class Ownership {

    private final CallerAccounts callers;
    private final AccountStore accounts;
    private final Links links;
    private final AccountMails mails;
    private final MailLimiter limiter;
    private final SignInLimiter failures;
    private final Passwords passwords;
    private final PasswordRules rules;
    private final PasswordChanges changes;
    private final AccountRecord record;
    private final AccountSessions sessions;
    private final Guests guests;
    private final SecondFactors factors;
    private final IdentityStore identities;
    private final PasskeyStore passkeys;
    private final Clock clock;

    Ownership(
            CallerAccounts callers,
            AccountStore accounts,
            Links links,
            AccountMails mails,
            MailLimiter limiter,
            SignInLimiter failures,
            Passwords passwords,
            PasswordRules rules,
            PasswordChanges changes,
            AccountRecord record,
            AccountSessions sessions,
            Guests guests,
            SecondFactors factors,
            IdentityStore identities,
            PasskeyStore passkeys,
            Clock clock) {
        this.callers = callers;
        this.accounts = accounts;
        this.links = links;
        this.mails = mails;
        this.limiter = limiter;
        this.failures = failures;
        this.passwords = passwords;
        this.rules = rules;
        this.changes = changes;
        this.record = record;
        this.sessions = sessions;
        this.guests = guests;
        this.factors = factors;
        this.identities = identities;
        this.passkeys = passkeys;
        this.clock = clock;
    }

    /** Sends the link that proves the caller's address once more. */
    void sendProof(Caller caller, Client client) {
        Account account = callers.of(caller);
        if (!account.isProven()) {
            limiter.count(client.address(), EmailAddress.unchecked(account.email()));
            mails.verify(account);
        }
    }

    /** The address of the account is proven. Following the link again changes nothing. */
    Account prove(String secret) {
        Link link = links.find(LinkKind.VERIFY, secret);
        if (!accounts.prove(link.account(), link.email(), clock.instant())) {
            throw Links.over();
        }
        guests.adopt(link.account(), link.email());
        record.proven(link);
        return accounts.findById(link.account()).orElseThrow(Links::over);
    }

    /** Who reads the address did not make the account: the address is free again. */
    void decline(String secret) {
        Link link = links.find(LinkKind.VERIFY, secret);
        Account account = accounts.findById(link.account()).orElseThrow(Links::over);
        Account.Change change = Account.Change.ofOwner(clock.instant());
        if (!changes.afterEarlier(() -> accounts.release(account.id(), link.email(), change))) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT, "already-proven", "The address of this account was confirmed before.");
        }
        links.removeAll(account.id());
        changes.finishSoon(account, change);
        record.declined(account);
    }

    /** Sends a link for another password, or, to an address without an account, that there is none. The answer is the same. */
    void sendReset(EmailAddress email, Client client) {
        limiter.count(client.address(), email);
        Optional<Account> account = accounts.findByEmail(email);
        mails.reset(
                account.map(Account::email).orElse(email.value()),
                account.map(Account::id).orElse(""));
    }

    /** Sends a link to sign in with, or, to an address without an account, that there is none. The answer is the same. */
    void sendSignInLink(EmailAddress email, Client client) {
        limiter.count(client.address(), email);
        Optional<Account> account = accounts.findByEmail(email);
        mails.signInLink(
                account.map(Account::email).orElse(email.value()),
                account.map(Account::id).orElse(""));
    }

    /**
     * Gives the account another password, ends all of its sessions, and signs in.
     *
     * @throws ProblemException 400 for a password that is not allowed, which leaves the link usable; 410
     */
    SignedIn reset(String secret, String password, Client client) {
        rules.checkLength("newPassword", password);
        Link seen = links.find(LinkKind.RESET, secret);
        Account account = accounts.findById(seen.account()).orElseThrow(Links::over);
        rules.check("newPassword", password, account.email(), account.name());
        String hash = passwords.hash(password);
        Link link = links.use(LinkKind.RESET, secret);
        Account.Change change = Account.Change.ofPassword("", clock.instant());
        takeOver(account, link.email(), hash, change);
        guests.adopt(account.id(), link.email());
        failures.recordSuccess(client.address(), EmailAddress.unchecked(account.email()));
        record.passwordReset(account, change);
        return begin(account.id(), client);
    }

    /**
     * Signs in. If the address was not proven before, a stranger may have made the account: its password is removed, and all of its
     * sessions end.
     */
    SignedIn signIn(String secret, Client client) {
        Link link = links.use(LinkKind.SIGN_IN, secret);
        Account account = accounts.findById(link.account())
                .filter(found -> found.email().equals(link.email()))
                .orElseThrow(Links::over);
        if (!account.isProven()) {
            takeOver(account, link.email(), Passwords.NO_PASSWORD, Account.Change.ofOwner(clock.instant()));
        }
        guests.adopt(account.id(), link.email());
        return begin(account.id(), client);
    }

    /**
     * Gives an account whose address was not proven to the address' owner, who has just shown to be it: it has no password any more, and
     * all of its sessions end.
     *
     * @throws ProblemException 410 if it has another address by now
     */
    void takeOver(Account account) {
        takeOver(account, account.email(), Passwords.NO_PASSWORD, Account.Change.ofOwner(clock.instant()));
        guests.adopt(account.id(), account.email());
    }

    private void takeOver(Account account, String email, String hash, Account.Change change) {
        // As it is by now: the owner may have proven it by another link, and added ways in.
        boolean unproven = accounts.findById(account.id())
                .filter(found -> !found.isProven())
                .isPresent();
        if (unproven) {
            // Also before the write: after it the address is proven, and what a crash then left would stay for good.
            removeOtherWaysIn(account);
        }
        if (!changes.afterEarlier(() -> accounts.takeOver(account.id(), email, hash, change))) {
            throw Links.over();
        }
        links.removeAll(account.id());
        if (unproven) {
            removeOtherWaysIn(account);
        }
        // Before the new session begins, which would be ended with the others.
        changes.finish(account, change);
    }

    /** A stranger may have made the account, and other ways into it. */
    private void removeOtherWaysIn(Account account) {
        factors.forget(account.id());
        identities.removeAll(account.id());
        passkeys.removeAll(account.id());
    }

    /** Of the account as it is by now: with the password that it got. */
    private SignedIn begin(String id, Client client) {
        return begin(accounts.findById(id).orElseThrow(Links::over), client);
    }

    /**
     * Begins a session of who has shown to be the account's owner.
     *
     * @throws ProblemException 401 if a code of an app is needed; 403 if the account is suspended; 410 if it is another's, or has another
     *     address, by now
     */
    SignedIn begin(Account account, Client client) {
        factors.requireNone(account);
        return sessions.begin(account, client, false).orElseThrow(Links::over);
    }

    /**
     * Asks both ends whether the account may have another address. Whether another account has it already is not told.
     *
     * @param password null if it was left out
     * @throws ProblemException 403 as by {@link CallerAccounts#requireOwner}; 429
     */
    void planMove(Caller caller, EmailAddress to, @Nullable String password, Client client) {
        Account account = callers.of(caller);
        callers.requireOwner(account, caller, password, client);
        limiter.count(client.address(), to);
        Account.Move move = new Account.Move(to.value(), clock.instant(), false, false);
        accounts.plan(account, move);
        mails.move(account, to);
        record.moveAsked(account, move);
    }

    /**
     * One end agrees to the address that its mail named. When both have, the account has the other address, and all of its sessions end.
     *
     * @param end where the link was sent to
     * @return whether both have
     */
    boolean agree(LinkKind end, String secret) {
        Link link = links.find(end, secret);
        Account account = accounts.findById(link.account()).orElseThrow(Links::over);
        Account.Move planned = account.move();
        if (planned == null
                || !planned.to().equals(link.to())
                || !link.email().equals(end == LinkKind.MOVE_TO ? planned.to() : account.email())) {
            throw Links.over();
        }
        Account agreed = accounts.agree(account.id(), planned.to(), end == LinkKind.MOVE_TO ? "proven" : "agreed")
                .orElseThrow(Links::over);
        Account.Move move = agreed.move();
        return move != null && move.isDone(agreed.isProven()) && move(agreed, move);
    }

    private boolean move(Account account, Account.Move move) {
        Account.Change change = Account.Change.ofMove(account.isProven() ? account.email() : null, clock.instant());
        try {
            Optional<Account> moved = changes.afterEarlier(() -> accounts.move(account, move, change));
            if (moved.isPresent()) {
                links.removeAll(account.id());
                guests.adopt(account.id(), move.to());
                changes.finishSoon(moved.get(), change);
                record.moved(account, change);
                return true;
            }
        } catch (DuplicateKeyException e) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT, "email-taken", "There is an account with this e-mail address already.");
        }
        return accounts.findById(account.id())
                .filter(found -> found.email().equals(move.to()))
                .isPresent();
    }
}
