package io.holdfast.auth.account;

import io.holdfast.mail.Mail;
import io.holdfast.mail.Mails;
import io.holdfast.messaging.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Keeps the mails about accounts. Those about codes, identities and passkeys are to be kept before what they tell of is written: a mail too
 * many, after a crash in between, does less harm than one that is missing.
 */
@Component
class AccountMails {

    static final String ACCOUNT = "account";
    static final String TO = "to";

    /** A sign-up older than this was cut short: the request that made it is over. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final AccountStore accounts;
    private final Mails mails;
    private final Clock clock;

    AccountMails(AccountStore accounts, Mails mails, Clock clock) {
        this.accounts = accounts;
        this.mails = mails;
        this.clock = clock;
    }

    /** To a new account, which was inserted with a note that this is due. If it fails, {@link #finishSignUps} repeats it. */
    void signedUp(Account account) {
        Repeated.tryNow("the first mail to account", account.id(), () -> sendDueProof(account));
    }

    /** For sign-ups that were cut short. */
    void finishSignUps() {
        accounts.findDueProofs(clock.instant().minus(GRACE)).forEach(this::signedUp);
    }

    private void sendDueProof(Account account) {
        Instant due = account.proofDue();
        if (due != null) {
            keep(LinkMail.Kind.VERIFY, account.email(), account.id(), account.id() + ":" + due.toEpochMilli());
            accounts.finishProof(account.id(), due);
        }
    }

    /** Once more, because it was asked for. */
    void verify(Account account) {
        keep(LinkMail.Kind.VERIFY, account.email(), account.id(), Ids.random());
    }

    /** @param account of the address; empty if it has none, which the mail then says */
    void reset(String email, String account) {
        keep(LinkMail.Kind.RESET, email, account, Ids.random());
    }

    /** @param account of the address; empty if it has none, which the mail then says */
    void signInLink(String email, String account) {
        keep(LinkMail.Kind.SIGN_IN, email, account, Ids.random());
    }

    /** To both ends. */
    void move(Account account, EmailAddress to) {
        String request = Ids.random();
        if (account.isProven()) {
            keep(LinkMail.Kind.MOVE_FROM, account.email(), account.id(), to, request);
        }
        keep(LinkMail.Kind.MOVE_TO, to.value(), account.id(), to, request);
    }

    /** @param from the former address */
    void moved(Account account, Account.Change change, String from) {
        mails.keep(new Mail(
                "moved:" + account.id() + ":" + change.at().toEpochMilli(),
                NoticeMail.Kind.MOVED.word(),
                from,
                details(account, Map.of(TO, account.email()))));
    }

    void passwordChanged(Account account, Account.Change change) {
        mails.keep(new Mail(
                "password:" + account.id() + ":" + change.at().toEpochMilli(),
                NoticeMail.Kind.PASSWORD_CHANGED.word(),
                account.email(),
                details(account, Map.of())));
    }

    /**
     * @param on whether the account asks for codes from now on, or no longer does
     * @param since when it began to ask for those
     */
    void secondFactorChanges(Account account, boolean on, Instant since) {
        String kind = (on ? NoticeMail.Kind.CODES_ON : NoticeMail.Kind.CODES_OFF).word();
        mails.keep(new Mail(
                kind + ":" + account.id() + ":" + since.toEpochMilli(),
                kind,
                account.email(),
                details(account, Map.of())));
    }

    /** @param provider what people know it by */
    void linking(Account account, Identity identity, String provider) {
        keep(NoticeMail.Kind.LINKED, identity.id(), identity.linkedAt(), account, provider);
    }

    /** @param provider what people know it by */
    void unlinking(Account account, Identity identity, String provider) {
        keep(NoticeMail.Kind.UNLINKED, identity.id(), identity.linkedAt(), account, provider);
    }

    void addingPasskey(Account account, Passkey passkey) {
        keep(NoticeMail.Kind.PASSKEY_ADDED, passkey.id(), passkey.createdAt(), account, passkey.name());
    }

    void removingPasskey(Account account, Passkey passkey) {
        keep(NoticeMail.Kind.PASSKEY_REMOVED, passkey.id(), passkey.createdAt(), account, passkey.name());
    }

    /** @param since when what has the id was added: it may be once more after it was removed */
    private void keep(NoticeMail.Kind kind, String id, Instant since, Account account, String name) {
        mails.keep(new Mail(
                kind.word() + ":" + id + ":" + since.toEpochMilli(),
                kind.word(),
                account.email(),
                details(account, Map.of(NoticeMail.NAME, name))));
    }

    /** @param device what the browser says of itself */
    void signedInElsewhere(Account account, String session, String device, Instant at) {
        mails.keep(new Mail(
                "elsewhere:" + session,
                NoticeMail.Kind.ELSEWHERE.word(),
                account.email(),
                details(account, Map.of(NoticeMail.DEVICE, device, NoticeMail.AT, at.toString()))));
    }

    private void keep(LinkMail.Kind kind, String email, String account, String fact) {
        mails.keep(new Mail(kind.word() + ":" + fact, kind.word(), email, details(account, Map.of())));
    }

    private void keep(LinkMail.Kind kind, String email, String account, EmailAddress to, String fact) {
        mails.keep(new Mail(kind.word() + ":" + fact, kind.word(), email, details(account, Map.of(TO, to.value()))));
    }

    /** @param account empty if there is none */
    private Map<String, String> details(String account, Map<String, String> others) {
        String language = accounts.findById(account).map(Account::language).orElseGet(RequestLanguage::current);
        return details(account, language, others);
    }

    private static Map<String, String> details(Account account, Map<String, String> others) {
        return details(account.id(), account.language(), others);
    }

    private static Map<String, String> details(String account, @Nullable String language, Map<String, String> others) {
        Map<String, String> details = new HashMap<>(others);
        details.put(ACCOUNT, account);
        if (language != null) {
            details.put(Mail.LANGUAGE, language);
        }
        return details;
    }
}
