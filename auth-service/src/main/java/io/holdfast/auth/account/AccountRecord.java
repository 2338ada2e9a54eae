package io.holdfast.auth.account;

import io.holdfast.messaging.Ids;
import io.holdfast.record.Entry;
import io.holdfast.record.Recorder;
import java.time.Instant;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the record has of accounts. Addresses are no part of it: the record is kept longer than they may be. */
@Component
class AccountRecord {

    private static final String LOCKED = "locked-out";

    private final Recorder record;

    AccountRecord(Recorder record) {
        this.record = record;
    }

    void signedUp(Account account) {
        record.add(Entry.byOwner("signed-up:" + account.id(), "signed-up", account.id()));
    }

    /**
     * @param account whose password was tried; null if the address has none
     * @param locked whether no more may be tried for now
     */
    void signInFailed(@Nullable String account, boolean locked) {
        failedOutside("sign-in-failed", account, locked);
    }

    /** In a session, to change something. */
    void wrongPassword(String account, boolean locked) {
        failedInSession("wrong-password", account, locked);
    }

    /** A code of an app, or a recovery code, to sign in: who gave it knew the password, or had followed a link. */
    void wrongCodeToSignIn(String account, boolean locked) {
        failedOutside("wrong-code", account, locked);
    }

    /** Such a code in a session, to change something. */
    void wrongCodeInSession(String account, boolean locked) {
        failedInSession("wrong-code", account, locked);
    }

    void recoveryCodeUsed(String account) {
        record.add(Entry.byOwner("recovery-code:" + Ids.random(), "recovery-code-used", account));
    }

    void codesChanged(Account account, boolean on, Instant at) {
        String kind = on ? "codes-on" : "codes-off";
        record.add(Entry.byOwner("%s:%s:%d".formatted(kind, account.id(), at.toEpochMilli()), kind, account.id()));
    }

    void linked(Identity identity) {
        record.add(Entry.byOwner(
                "linked:%s:%d".formatted(identity.id(), identity.linkedAt().toEpochMilli()),
                "identity-linked",
                identity.account()));
    }

    void unlinked(String account, String identity) {
        record.add(Entry.byOwner("unlinked:%s:%s".formatted(identity, Ids.random()), "identity-unlinked", account));
    }

    void passkeyAdded(Passkey passkey) {
        record.add(Entry.byOwner(
                "passkey-added:%s:%d"
                        .formatted(passkey.id(), passkey.createdAt().toEpochMilli()),
                "passkey-added",
                passkey.account()));
    }

    void passkeyRemoved(Passkey passkey) {
        record.add(Entry.byOwner(
                "passkey-removed:%s:%s".formatted(passkey.id(), Ids.random()), "passkey-removed", passkey.account()));
    }

    /** An answer with its id did not pass a check: perhaps of a copy. */
    void passkeyRefused(Passkey passkey) {
        failedOutside("passkey-refused", passkey.account(), false);
    }

    private void failedOutside(String kind, @Nullable String account, boolean locked) {
        failed(kind, locked, (fact, word) -> {
            Entry entry = Entry.byVisitor(fact, word);
            return account == null ? entry : entry.concerning(account);
        });
    }

    private void failedInSession(String kind, String account, boolean locked) {
        failed(kind, locked, (fact, word) -> Entry.byOwner(fact, word, account));
    }

    private void failed(String kind, boolean locked, BiFunction<String, String, Entry> by) {
        record.add(by.apply(kind + ":" + Ids.random(), kind));
        if (locked) {
            record.add(by.apply(LOCKED + ":" + Ids.random(), LOCKED));
        }
    }

    void passwordChanged(Account account, Account.Change change) {
        record.add(Entry.byOwner(fact(account, change), "password-changed", account.id()));
    }

    void passwordReset(Account account, Account.Change change) {
        record.add(Entry.byOwner(fact(account, change), "password-reset", account.id()));
    }

    void proven(Link link) {
        record.add(Entry.byOwner(
                "proven:" + link.account() + ":" + Ids.derived(link.email()), "address-proven", link.account()));
    }

    /** By who reads the address, and is not who made the account. */
    void declined(Account account) {
        record.add(
                Entry.byVisitor("declined:" + account.id(), "account-declined").concerning(account.id()));
    }

    void moveAsked(Account account, Account.Move move) {
        record.add(Entry.byOwner(
                "move:%s:%d".formatted(account.id(), move.at().toEpochMilli()), "address-change-asked", account.id()));
    }

    void moved(Account account, Account.Change change) {
        record.add(Entry.byOwner(fact(account, change), "address-changed", account.id()));
    }

    private static String fact(Account account, Account.Change change) {
        return "change:%s:%d".formatted(account.id(), change.at().toEpochMilli());
    }
}
