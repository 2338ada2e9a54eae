package io.holdfast.auth.account;

import io.holdfast.auth.key.KeyEncryption;
import io.holdfast.auth.session.Sessions;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.language.TypedLetters;
import io.holdfast.messaging.Ids;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * Signing in with a code of an app beside the password. Each code counts once; there are ten codes for who lost the app. Guessing is
 * limited per account, whichever networks it comes from.
 */
@Service
class SecondFactors {

    private static final int RECOVERY_CODES = 10;
    private static final int RECOVERY_CHARACTERS = 24;
    private static final String CHARACTERS = "abcdefghjkmnpqrstvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int MOST_ATTEMPTS = 10;
    private static final Duration WINDOW = Duration.ofMinutes(15);

    /** @param uri for the app, as a QR code */
    record Prepared(String secret, String uri) {}

    /** @param recoveryCodes shown once */
    record TurnedOn(List<String> recoveryCodes, SignedIn session) {}

    /** @param recoveryCodesLeft how many are not used up */
    record State(boolean on, int recoveryCodesLeft) {}

    private final SecondFactorStore store;
    private final CallerAccounts callers;
    private final AccountStore accounts;
    private final Links links;
    private final Sessions sessions;
    private final AccountMails mails;
    private final AccountRecord record;
    private final KeyEncryption encryption;
    private final Clock clock;

    SecondFactors(
            SecondFactorStore store,
            CallerAccounts callers,
            AccountStore accounts,
            Links links,
            Sessions sessions,
            AccountMails mails,
            AccountRecord record,
            KeyEncryption encryption,
            Clock clock) {
        this.store = store;
        this.callers = callers;
        this.accounts = accounts;
        this.links = links;
        this.sessions = sessions;
        this.mails = mails;
        this.record = record;
        this.encryption = encryption;
        this.clock = clock;
    }

    State state(Caller caller) {
        Account account = callers.of(caller);
        return store.find(account.id())
                .filter(SecondFactor::isOn)
                .map(factor -> new State(true, factor.recovery().size()))
                .orElse(new State(false, 0));
    }

    /** Whether the account asks for codes. */
    boolean isOn(Account account) {
        return store.find(account.id()).filter(SecondFactor::isOn).isPresent();
    }

    /**
     * A new secret for the caller's app. Nothing is asked for until {@link #turnOn}.
     *
     * @param password null if it was left out
     * @throws ProblemException 403 as by {@link CallerAccounts#requireOwner}; 409 when codes are asked for already, or the address is not proven: its owner,
     *     who may take the account over, could not get in
     */
    Prepared prepare(Caller caller, @Nullable String password, Client client) {
        Account account = callers.of(caller);
        callers.requireOwner(account, caller, password, client);
        callers.requireProven(account);
        byte[] secret = Totp.newSecret();
        SecondFactor factor = new SecondFactor(
                account.id(),
                encryption.isOn() ? null : Base64.getEncoder().encodeToString(secret),
                encryption.isOn() ? encryption.seal(account.id(), secret) : null,
                null,
                0,
                List.of(),
                0,
                null);
        if (!store.prepare(factor)) {
            throw ProblemException.of(HttpStatus.CONFLICT, "already-on", "Codes are asked for already.");
        }
        String text = Totp.base32(secret);
        return new Prepared(
                text,
                "otpauth://totp/Holdfast:%s?secret=%s&issuer=Holdfast"
                        .formatted(URLEncoder.encode(account.email(), StandardCharsets.UTF_8), text));
    }

    /**
     * Codes are asked for from now on: the app has shown that it knows the secret. The caller's session counts as one with a code; all
     * others, which began without one, end.
     *
     * @throws ProblemException 403 for a wrong code; 404 without a secret; 429
     */
    TurnedOn turnOn(Caller caller, String code) {
        Account account = callers.of(caller);
        SecondFactor factor =
                store.find(account.id()).filter(found -> !found.isOn()).orElseThrow(ProblemException::notFound);
        countAttempt(account.id());
        Instant now = clock.instant();
        OptionalLong step = Totp.step(secret(factor), TypedLetters.plain(code), now);
        List<String> codes = Stream.generate(SecondFactors::recoveryCode)
                .limit(RECOVERY_CODES)
                .toList();
        List<String> hashes =
                codes.stream().map(each -> hash(account.id(), each)).toList();
        if (step.isEmpty()) {
            throw badCode(HttpStatus.FORBIDDEN, account.id());
        }
        // Before and after: a crash in between leaves no session from before, and one that begins meanwhile ends.
        sessions.endOthers(account.id(), caller.sessionId());
        mails.secondFactorChanges(account, true, now);
        if (!store.turnOn(factor, step.getAsLong(), hashes, now)) {
            throw badCode(HttpStatus.FORBIDDEN, account.id());
        }
        store.forgetAttempts(account.id());
        sessions.endOthers(account.id(), caller.sessionId());
        record.codesChanged(account, true, now);
        return new TurnedOn(codes, sessions.confirm(caller));
    }

    /**
     * @param password null if it was left out
     * @throws ProblemException 403 for a wrong code, or as by {@link CallerAccounts#requireOwner}; 429
     */
    void turnOff(Caller caller, @Nullable String password, String code, Client client) {
        Account account = callers.of(caller);
        callers.requireOwner(account, caller, password, client);
        if (isOn(account)) {
            requireCode(HttpStatus.FORBIDDEN, account.id(), code);
            remove(account);
            record.codesChanged(account, false, clock.instant());
        }
    }

    /** For the owner who lost the app and the recovery codes. False if no codes are asked for. */
    boolean turnOffByOperator(Account account) {
        return isOn(account) && remove(account);
    }

    /** False if no codes are asked for any more. */
    private boolean remove(Account account) {
        Optional<Instant> since = store.find(account.id()).map(SecondFactor::onSince);
        since.ifPresent(on -> {
            mails.secondFactorChanges(account, false, on);
            store.remove(account.id());
        });
        return since.isPresent();
    }

    /** The account went to another person, or the person is forgotten. */
    void forget(String account) {
        store.remove(account);
    }

    /**
     * To be called for a person who showed a password or followed a link, before a session begins.
     *
     * @param account as it was when the password was compared
     * @throws ProblemException {@code 401 code-needed} when the account asks for codes, with a secret for {@link #complete}
     */
    void requireNone(Account account) {
        if (isOn(account)) {
            throw codeNeeded(account);
        }
    }

    /**
     * To be called with a session that began without a code. Codes that are turned on end the sessions that exist after it; one that is
     * inserted at the same time may not be among them, and ends here.
     *
     * @throws ProblemException as {@link #requireNone}
     */
    void requireNone(Account account, SignedIn begun) {
        if (isOn(account)) {
            sessions.end(Objects.requireNonNull(begun.token()));
            throw codeNeeded(account);
        }
    }

    /**
     * Checks the code of a sign-in. While a change of the account is unfinished no sign-in counts that waits for a code: it may have begun
     * with the password from before. Once it is finished they are gone.
     *
     * @return the account to begin a session of
     * @throws ProblemException 401 for a wrong code, which may be tried again; 410 when the sign-in has to begin anew; 429
     */
    Account complete(String challenge, String code) {
        Link link = links.find(LinkKind.SECOND_FACTOR, challenge);
        Account account = accounts.findById(link.account())
                .filter(found -> found.email().equals(link.email()) && found.change() == null)
                .orElseThrow(Links::over);
        requireCode(HttpStatus.UNAUTHORIZED, account.id(), code);
        links.use(LinkKind.SECOND_FACTOR, challenge);
        return account;
    }

    /** Encrypts secrets anew that are stored in plain text, or under an older encryption key. */
    void sealAgain() {
        if (encryption.isOn()) {
            store.findSealedOtherwise(encryption.newest())
                    .forEach(factor -> store.seal(factor, encryption.seal(factor.id(), secret(factor))));
        }
    }

    private void requireCode(HttpStatus wrong, String account, String code) {
        SecondFactor factor = store.find(account).filter(SecondFactor::isOn).orElseThrow(Links::over);
        countAttempt(account);
        OptionalLong step = Totp.step(secret(factor), TypedLetters.plain(code), clock.instant());
        boolean right = step.isPresent()
                ? store.use(account, step.getAsLong())
                : store.useRecovery(account, hash(account, code));
        if (!right) {
            throw badCode(wrong, account);
        }
        store.forgetAttempts(account);
        if (step.isEmpty()) {
            record.recoveryCodeUsed(account);
        }
    }

    private void countAttempt(String account) {
        Instant now = clock.instant();
        if (!store.countAttempt(account, MOST_ATTEMPTS, now, now.plus(WINDOW))) {
            throw ProblemException.rateLimited("Too many codes were tried. Wait before you try again.", WINDOW);
        }
    }

    private ProblemException codeNeeded(Account account) {
        String challenge = links.create(LinkKind.SECOND_FACTOR, account.id(), account.email());
        // A change of password ends the challenges that exist after it; one that is made at the same time may not be
        // among
        // them.
        if (!accounts.isStill(account)) {
            links.removeAll(LinkKind.SECOND_FACTOR, account.id());
            throw Links.over();
        }
        return ProblemException.of(HttpStatus.UNAUTHORIZED, "code-needed", "This account asks for a code of its app.")
                .withErrors(List.of(Map.of("field", "code", "message", "is needed", "challenge", challenge)));
    }

    private byte[] secret(SecondFactor factor) {
        return factor.sealed() == null
                ? Base64.getDecoder().decode(Objects.requireNonNull(factor.secret()))
                : encryption.open(factor.id(), factor.sealed());
    }

    private static String recoveryCode() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < RECOVERY_CHARACTERS; i++) {
            code.append(i > 0 && i % 4 == 0 ? "-" : "").append(CHARACTERS.charAt(RANDOM.nextInt(CHARACTERS.length())));
        }
        return code.toString();
    }

    /** However it is typed. 120 random bits need no slow hash. */
    private static String hash(String account, String code) {
        return Ids.derived(
                "recovery-code",
                account,
                TypedLetters.plain(code).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
    }

    /**
     * Recorded before it is answered.
     *
     * @param status 403 in a session, since a 401 would tell a client to renew it
     */
    private ProblemException badCode(HttpStatus status, String account) {
        boolean locked = store.find(account)
                .filter(factor -> factor.attempts() >= MOST_ATTEMPTS)
                .isPresent();
        if (status == HttpStatus.FORBIDDEN) {
            record.wrongCodeInSession(account, locked);
        } else {
            record.wrongCodeToSignIn(account, locked);
        }
        return ProblemException.of(status, "bad-code", "The code is wrong, too old, or was used already.");
    }
}
