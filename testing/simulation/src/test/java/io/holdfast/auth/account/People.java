package io.holdfast.auth.account;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.auth.AuthProperties;
import io.holdfast.auth.StoredAuth;
import io.holdfast.auth.session.Sessions;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** People with accounts, as tests need them. */
final class People {

    static final String ADA = "ada@example.org";
    static final String NEW = "ada@example.net";
    static final String PASSWORD = "correct horse";
    static final Client HOME = new Client("192.0.2.1", "Firefox");

    /** Made once: it takes a while. */
    private static final String HASH = new Passwords(properties(), false).hash(PASSWORD);

    private static final byte[] SECRET = "a secret of 20 bytes".getBytes(StandardCharsets.UTF_8);

    private final StoredAuth auth;
    private final AccountStore accounts;
    private final Sessions sessions;

    People(StoredAuth auth) {
        this.auth = auth;
        this.accounts = auth.get(AccountStore.class);
        this.sessions = auth.get(Sessions.class);
    }

    static AuthProperties properties() {
        return new StoredAuth().get(AuthProperties.class);
    }

    /** An account that anyone may have made. */
    Account unproven(String id, String email) {
        return insert(Account.of(id, EmailAddress.of(email), "Ada", HASH, auth.now(), null));
    }

    /** An account whose owner has followed a link. */
    Account proven(String id, String email) {
        return insert(Account.proven(id, EmailAddress.of(email), "Ada", HASH, auth.now(), null));
    }

    /** An account of who signs in by links only. */
    Account withoutPassword(String id, String email) {
        return insert(Account.proven(id, EmailAddress.of(email), "Ada", Passwords.NO_PASSWORD, auth.now(), null));
    }

    private Account insert(Account account) {
        accounts.insert(account);
        return account;
    }

    /** The account as it is now. */
    Account stored(String id) {
        return accounts.findById(id).orElseThrow();
    }

    SignedIn begin(Account account) {
        return sessions.begin(account.id(), account.email(), account.name(), HOME.network(), HOME.device(), false);
    }

    Caller caller(SignedIn session) {
        return sessions.callerOf(token(session)).orElseThrow();
    }

    static String token(SignedIn session) {
        return Objects.requireNonNull(session.token());
    }

    /** How many sessions of a user have not ended. */
    long alive(String user) {
        return sessions.all(user).stream()
                .filter(session -> session.endedAt() == null)
                .count();
    }

    /** Has an account ask for codes. */
    void askForCodes(String account) {
        auth.get(SecondFactorStore.class)
                .prepare(new SecondFactor(
                        account,
                        Base64.getEncoder().encodeToString(SECRET),
                        null,
                        auth.now(),
                        0,
                        List.of("unused"),
                        0,
                        null));
    }

    /** The code that the app shows now. */
    String code() {
        return Totp.code(SECRET, auth.now().getEpochSecond() / 30);
    }

    /** A code that the app does not show. */
    String wrongCode() {
        return code().equals("000000") ? "000001" : "000000";
    }

    static void refused(String code, ThrowingCallable call) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(call)
                .extracting(ProblemException::code)
                .isEqualTo(code);
    }
}
