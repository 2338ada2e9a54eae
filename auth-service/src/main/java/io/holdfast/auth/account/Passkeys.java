package io.holdfast.auth.account;

import io.holdfast.messaging.Ids;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/** Signing in with passkeys. Each challenge counts once; what browsers are asked for is theirs to carry out (Web Authentication, level 3). */
@Service
class Passkeys {

    private static final int MOST = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String NAME = "Passkey";
    private static final String TYPE = "public-key";
    private static final String NEEDED = "required";

    /** The site. */
    record PasskeySite(String id, String name) {}

    /** @param id of the account, which an authenticator keeps with the credential */
    record PasskeyUser(String id, String name, String displayName) {}

    /** @param alg by the numbers of COSE */
    record PasskeyAlgorithm(String type, long alg) {}

    record KnownPasskey(String type, String id) {}

    record PasskeySelection(String residentKey, boolean requireResidentKey, String userVerification) {}

    /** {@code PublicKeyCredentialCreationOptionsJSON}. */
    record PasskeyCreation(
            PasskeySite rp,
            PasskeyUser user,
            String challenge,
            List<PasskeyAlgorithm> pubKeyCredParams,
            long timeout,
            List<KnownPasskey> excludeCredentials,
            PasskeySelection authenticatorSelection,
            String attestation) {}

    /** {@code PublicKeyCredentialRequestOptionsJSON}. The authenticator knows which accounts it has. */
    record PasskeyRequest(
            String challenge,
            String rpId,
            long timeout,
            List<KnownPasskey> allowCredentials,
            String userVerification) {}

    private final PasskeyStore store;
    private final Authenticators authenticators;
    private final AccountStore accounts;
    private final CallerAccounts callers;
    private final Links links;
    private final BegunSignIns begun;
    private final AccountMails mails;
    private final AccountRecord record;
    private final Clock clock;

    Passkeys(
            PasskeyStore store,
            Authenticators authenticators,
            AccountStore accounts,
            CallerAccounts callers,
            Links links,
            BegunSignIns begun,
            AccountMails mails,
            AccountRecord record,
            Clock clock) {
        this.store = store;
        this.authenticators = authenticators;
        this.accounts = accounts;
        this.callers = callers;
        this.links = links;
        this.begun = begun;
        this.mails = mails;
        this.record = record;
        this.clock = clock;
    }

    List<Passkey> list(Caller caller) {
        return store.findAll(callers.of(caller).id());
    }

    /**
     * Begins to add a passkey.
     *
     * @throws ProblemException 403 for a wrong password; 404 where there are no passkeys; 409 for an address that is not proven, or too many passkeys; 429
     */
    PasskeyCreation begin(Caller caller, @Nullable String password, Client client) {
        requireUsable();
        Account account = callers.of(caller);
        callers.requireOwner(account, caller, password, client);
        callers.requireProven(account);
        List<Passkey> present = store.findAll(account.id());
        requireRoom(present);
        String name = account.name();
        return new PasskeyCreation(
                new PasskeySite(authenticators.site(), "Holdfast"),
                new PasskeyUser(
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(account.id().getBytes(StandardCharsets.UTF_8)),
                        account.email(),
                        name == null ? account.email() : name),
                links.create(LinkKind.PASSKEY_NEW, account.id(), account.email()),
                Authenticators.ALGORITHMS.stream()
                        .map(algorithm -> new PasskeyAlgorithm(TYPE, algorithm))
                        .toList(),
                PATIENCE.toMillis(),
                authenticators.idsOf(present).stream()
                        .map(id -> new KnownPasskey(TYPE, id))
                        .toList(),
                new PasskeySelection(NEEDED, true, NEEDED),
                "none");
    }

    /**
     * Adds a passkey.
     *
     * @param answer of the browser, as JSON
     * @throws ProblemException 400 if it does not pass a check; 409; 410 if it took too long
     */
    Passkey add(Caller caller, @Nullable String name, String answer) {
        Account account = callers.of(caller);
        Link link = links.take(LinkKind.PASSKEY_NEW, authenticators.challengeOfNew(answer));
        if (!link.account().equals(account.id())) {
            throw Links.over();
        }
        Authenticators.Attested attested = authenticators.verifyNew(answer);
        requireRoom(store.findAll(account.id()));
        String shown = PersonName.shortened(name);
        Passkey passkey = new Passkey(
                PasskeyStore.id(attested.credential()),
                account.id(),
                shown == null ? NAME : shown,
                attested.data(),
                attested.signatures(),
                attested.backupEligible(),
                attested.backedUp(),
                attested.transports(),
                clock.instant(),
                null);
        if (store.find(attested.credential()).isPresent()) {
            throw known();
        }
        mails.addingPasskey(account, passkey);
        if (!store.insert(passkey)) {
            throw known();
        }
        record.passkeyAdded(passkey);
        return passkey;
    }

    /** @throws ProblemException 403 for a wrong password; 404; 429 */
    void remove(Caller caller, String id, @Nullable String password, Client client) {
        Account account = callers.of(caller);
        callers.requireOwner(account, caller, password, client);
        Passkey passkey = store.findOf(account.id(), id).orElseThrow(ProblemException::notFound);
        mails.removingPasskey(account, passkey);
        if (!store.remove(account.id(), id)) {
            throw ProblemException.notFound();
        }
        record.passkeyRemoved(passkey);
    }

    /** @throws ProblemException 404 where there are no passkeys; 429 */
    PasskeyRequest begin(Client client) {
        requireUsable();
        begun.count(client);
        return new PasskeyRequest(
                links.create(LinkKind.PASSKEY_SIGN_IN, Ids.random(), ""),
                authenticators.site(),
                PATIENCE.toMillis(),
                List.of(),
                NEEDED);
    }

    /**
     * Who signs in.
     *
     * @param answer of the browser, as JSON
     * @return the account to begin a session of, with two factors
     * @throws ProblemException 400 if it is no answer; 401 if it does not pass a check, or there is no such passkey; 410 if it took too long
     */
    Account signIn(String answer) {
        Authenticators.Assertion assertion = authenticators.read(answer);
        links.take(LinkKind.PASSKEY_SIGN_IN, assertion.challenge());
        Passkey passkey = store.find(assertion.credential())
                .filter(found -> found.account().equals(assertion.user()))
                .orElseThrow(Passkeys::refused);
        Authenticators.Used used = authenticators.verify(assertion, passkey).orElseThrow(() -> refused(passkey));
        Instant now = clock.instant();
        if (!store.use(passkey, used.signatures(), used.backedUp(), now)) {
            throw refused(passkey);
        }
        return accounts.findById(passkey.account()).orElseThrow(Passkeys::refused);
    }

    private ProblemException refused(Passkey passkey) {
        record.passkeyRefused(passkey);
        return refused();
    }

    private static ProblemException refused() {
        return ProblemException.of(
                HttpStatus.UNAUTHORIZED,
                "bad-passkey",
                "This passkey does not belong to an account here, or could not be checked.");
    }

    private static ProblemException known() {
        return ProblemException.of(HttpStatus.CONFLICT, "known-passkey", "This passkey was added before.");
    }

    private void requireUsable() {
        if (!authenticators.areUsable()) {
            throw ProblemException.notFound();
        }
    }

    private static void requireRoom(List<Passkey> present) {
        if (present.size() >= MOST) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT, "too-many-passkeys", "There are twenty already. Remove one first.");
        }
    }
}
