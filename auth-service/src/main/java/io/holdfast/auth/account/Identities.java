package io.holdfast.auth.account;

import io.holdfast.auth.session.SignedIn;
import io.holdfast.messaging.Ids;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * Signing in by the identity provider. The account is the one that is linked to the person there; otherwise the one of the person's
 * address, if the provider says that it is verified, and then it is linked. No address that only someone typed finds an account.
 */
@Service
class Identities {

    private static final Duration ON_THE_WAY = Duration.ofMinutes(10);
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * @param location of the provider, to send the browser to
     * @param browser a secret for a cookie of that browser
     */
    record Begun(String location, String browser) {}

    /**
     * What the browser comes back with.
     *
     * @param code null if the provider refused
     * @param error why, by the provider; null if it did not
     */
    record Back(
            String state, @Nullable String code, @Nullable String error, String browser) {}

    private final IdentityProvider provider;
    private final IdentityStore store;
    private final AccountStore accounts;
    private final CallerAccounts callers;
    private final Ownership ownership;
    private final Guests guests;
    private final SignUpLimiter signUps;
    private final BegunSignIns begun;
    private final AccountMails mails;
    private final AccountRecord record;
    private final Clock clock;

    Identities(
            IdentityProvider provider,
            IdentityStore store,
            AccountStore accounts,
            CallerAccounts callers,
            Ownership ownership,
            Guests guests,
            SignUpLimiter signUps,
            BegunSignIns begun,
            AccountMails mails,
            AccountRecord record,
            Clock clock) {
        this.provider = provider;
        this.store = store;
        this.accounts = accounts;
        this.callers = callers;
        this.ownership = ownership;
        this.guests = guests;
        this.signUps = signUps;
        this.begun = begun;
        this.mails = mails;
        this.record = record;
        this.clock = clock;
    }

    /** @throws ProblemException 404 if no provider is configured; 429; 503 */
    Begun begin(Client client) {
        begun.count(client);
        return begin((String) null);
    }

    /**
     * For the caller, to be linked.
     *
     * @throws ProblemException 403 for a wrong password; 404 if no provider is configured; 409 for an address that is not proven; 429; 503
     */
    Begun begin(Caller caller, @Nullable String password, Client client) {
        Account account = callers.of(caller);
        callers.requireOwner(account, caller, password, client);
        callers.requireProven(account);
        return begin(account.id());
    }

    private Begun begin(@Nullable String account) {
        String state = secret();
        String browser = secret();
        IdentityRequest request = new IdentityRequest(
                IdentityStore.requestId(state),
                secret(),
                secret(),
                Ids.derived("browser", browser),
                account,
                clock.instant().plus(ON_THE_WAY));
        String location = provider.location(request, state);
        store.insert(request);
        return new Begun(location, browser);
    }

    /**
     * Signs in who is back from the provider.
     *
     * @throws ProblemException 401, among others when a code of an app is needed; 403; 410; 429; 503
     */
    SignedIn signIn(Back back, Client client) {
        return signIn(person(back, null), client);
    }

    /**
     * Links the caller's account to who is back from the provider.
     *
     * @throws ProblemException 401; 409 if another account is; 410; 503
     */
    void link(Caller caller, Back back) {
        Account account = callers.of(caller);
        link(account, person(back, account.id()));
    }

    /** @param account that it has to be for; null for a sign-in */
    private IdentityProvider.Person person(Back back, @Nullable String account) {
        IdentityRequest request = store.use(back.state())
                .filter(found -> found.browser().equals(Ids.derived("browser", back.browser())))
                .filter(found -> Objects.equals(found.account(), account))
                .orElseThrow(Identities::over);
        if (back.code() == null) {
            throw provider.refused(String.valueOf(back.error()).replaceAll("[^\\w .-]", "?"));
        }
        return provider.confirm(request, back.state(), back.code());
    }

    private SignedIn signIn(IdentityProvider.Person person, Client client) {
        Account account = store.find(person.issuer(), person.subject())
                .flatMap(identity -> accounts.findById(identity.account()))
                .orElseGet(() -> byAddress(person, client));
        return ownership.begin(account, client);
    }

    private Account byAddress(IdentityProvider.Person person, Client client) {
        if (person.email() == null || !person.emailVerified()) {
            throw ProblemException.of(
                    HttpStatus.FORBIDDEN,
                    "address-not-verified",
                    ("%s does not say that your e-mail address is verified, so no account can be found by it. Sign in another way, and"
                                    + " link it at your account.")
                            .formatted(provider.name().orElse("")));
        }
        EmailAddress email = EmailAddress.of(person.email());
        Account account = accounts.findByEmail(email).map(this::owned).orElseGet(() -> signUp(email, person, client));
        link(account, person);
        return account;
    }

    /** An account that a stranger made with the address gives way, as it does to a link that was mailed there. */
    private Account owned(Account account) {
        if (account.isProven()) {
            return account;
        }
        ownership.takeOver(account);
        return accounts.findById(account.id()).orElseThrow(Identities::over);
    }

    private Account signUp(EmailAddress email, IdentityProvider.Person person, Client client) {
        signUps.count(client.address());
        Account account = Account.proven(
                Ids.random(),
                email,
                PersonName.shortened(person.name()),
                Passwords.NO_PASSWORD,
                clock.instant(),
                RequestLanguage.current());
        try {
            accounts.insert(account);
        } catch (DuplicateKeyException e) {
            return accounts.findByEmail(email).map(this::owned).orElseThrow(Identities::over);
        }
        record.signedUp(account);
        guests.adopt(account.id(), account.email());
        return account;
    }

    /** Linking again changes nothing. */
    private void link(Account account, IdentityProvider.Person person) {
        if (isLinked(account, person)) {
            return;
        }
        Identity identity = new Identity(
                IdentityStore.id(person.issuer(), person.subject()),
                account.id(),
                person.issuer(),
                person.subject(),
                person.email(),
                clock.instant());
        mails.linking(account, identity, provider.name().orElse(""));
        if (store.insert(identity)) {
            record.linked(identity);
        } else {
            // Another request was first.
            isLinked(account, person);
        }
    }

    /** @throws ProblemException 409 if another account is */
    private boolean isLinked(Account account, IdentityProvider.Person person) {
        Optional<Identity> found = store.find(person.issuer(), person.subject());
        if (found.filter(identity -> !identity.account().equals(account.id())).isPresent()) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT,
                    "linked-elsewhere",
                    "Another account is linked to this person at %s."
                            .formatted(provider.name().orElse("")));
        }
        return found.isPresent();
    }

    List<Identity> list(Caller caller) {
        return store.findAll(callers.of(caller).id());
    }

    /** @throws ProblemException 403 for a wrong password; 404; 429 */
    void remove(Caller caller, String id, @Nullable String password, Client client) {
        Account account = callers.of(caller);
        callers.requireOwner(account, caller, password, client);
        Identity identity = store.findOf(account.id(), id).orElseThrow(ProblemException::notFound);
        mails.unlinking(account, identity, provider.name().orElse(""));
        if (!store.remove(account.id(), id)) {
            throw ProblemException.notFound();
        }
        record.unlinked(account.id(), id);
    }

    List<Identity> of(Account account) {
        return store.findAll(account.id());
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static ProblemException over() {
        return ProblemException.of(
                HttpStatus.GONE,
                "link-over",
                "This sign-in took too long, or was begun in another browser. Begin it again.");
    }
}
