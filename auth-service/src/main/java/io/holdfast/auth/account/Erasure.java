package io.holdfast.auth.account;

import io.holdfast.auth.session.Sessions;
import io.holdfast.contracts.AccountErased;
import io.holdfast.mail.Mails;
import io.holdfast.record.Entry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * Forgets a person who asks for it. The decision is one guarded write to the account, with the message that tells all services; each,
 * this one among them, removes the person from what it has when it handles the message, as often as it takes.
 */
@Service
class Erasure {

    private static final Logger log = LoggerFactory.getLogger(Erasure.class);

    private final CallerAccounts callers;
    private final AccountStore accounts;
    private final Obligations obligations;
    private final PasswordChanges changes;
    private final Links links;
    private final SecondFactors factors;
    private final IdentityStore identities;
    private final PasskeyStore passkeys;
    private final Guests guests;
    private final Mails mails;
    private final LastMails lastMails;
    private final Sessions sessions;
    private final Recorder record;
    private final Clock clock;

    Erasure(
            CallerAccounts callers,
            AccountStore accounts,
            Obligations obligations,
            PasswordChanges changes,
            Links links,
            SecondFactors factors,
            IdentityStore identities,
            PasskeyStore passkeys,
            Guests guests,
            Mails mails,
            LastMails lastMails,
            Sessions sessions,
            Recorder record,
            Clock clock) {
        this.callers = callers;
        this.accounts = accounts;
        this.obligations = obligations;
        this.changes = changes;
        this.links = links;
        this.factors = factors;
        this.identities = identities;
        this.passkeys = passkeys;
        this.guests = guests;
        this.mails = mails;
        this.lastMails = lastMails;
        this.sessions = sessions;
        this.record = record;
        this.clock = clock;
    }

    /**
     * Forgets the caller. All sessions end, and the address is free for another account.
     *
     * @param password null if it was left out
     * @throws ProblemException 403 as by {@link CallerAccounts#requireOwner}; 409 while something of the caller is still to come, or for an
     *     operator; 429; 503
     */
    void erase(Caller caller, @Nullable String password, Client client) {
        Account account = callers.of(caller);
        callers.requireOwner(account, caller, password, client);
        requireNoOperator(account);
        requireNothingOpen(obligations.of(caller));
        Account.Change change = Account.Change.ofOwner(clock.instant());
        if (!changes.afterEarlier(() -> accounts.erase(account, change, lastMail(account)))) {
            accounts.findById(account.id()).ifPresent(Erasure::requireNoOperator);
            throw ProblemException.unauthenticated();
        }
        log.info("ERASED {}", account.id());
        lastMails.accountErased(account.id());
        changes.finishSoon(account, change);
    }

    private static void requireNoOperator(Account account) {
        if (account.isOperator()) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT,
                    "is-operator",
                    "You are an operator of this site: have that right taken away first.");
        }
    }

    /** An address that is not proven may be another person's. */
    Document lastMail(Account account) {
        String language = account.language() == null ? RequestLanguage.current() : account.language();
        return account.isProven() ? lastMails.note(account.email(), language) : new Document();
    }

    /**
     * Forgets a guest who followed a link from a mail a moment ago. All sessions and links end.
     *
     * @throws ProblemException 403 when that was too long ago; 404 for an account; 409 while a purchase of the guest is still to come, or when the address was only typed; 503
     */
    void eraseGuest(Caller caller) {
        Guest guest = guests.requireProven(caller);
        guests.requireFresh(caller);
        requireNothingOpen(obligations.ofGuest(caller));
        guests.erase(guest);
    }

    /** Removes the person, of an account or a guest, from what this service has. Repeating it changes nothing. */
    void finish(AccountErased erased) {
        String account = erased.accountId();
        links.removeAll(account);
        sessions.endOthers(account, "");
        factors.forget(account);
        identities.removeAll(account);
        passkeys.removeAll(account);
        guests.forget(account);
        mails.eraseWith(AccountMails.ACCOUNT, List.of(account));
        sessions.forget(account);
        record.erase(account);
        record.add(Entry.byOwner("erased:" + account, "account-erased", account));
    }

    private static void requireNothingOpen(Obligations.Open open) {
        if (open.all().isEmpty()) {
            return;
        }
        List<Map<String, Object>> errors = new ArrayList<>();
        open.events().forEach(event -> errors.add(error("events", event, "You organize \"%s\", which is not over.")));
        open.orders()
                .forEach(
                        order -> errors.add(error("orders", order, "You have tickets for \"%s\", which is not over.")));
        throw ProblemException.of(
                        HttpStatus.CONFLICT,
                        "still-to-come",
                        "Something of yours is still to come. Cancel it, sell it back, or wait until it is over.")
                .withErrors(errors);
    }

    private static Map<String, Object> error(String field, Obligations.Obligation open, String message) {
        return Map.of(
                "field", field,
                "message", message.formatted(open.name()),
                "id", open.id(),
                "name", open.name(),
                "until", open.until().toString());
    }
}
