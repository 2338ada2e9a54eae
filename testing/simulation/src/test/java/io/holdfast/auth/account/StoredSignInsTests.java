package io.holdfast.auth.account;

import static io.holdfast.auth.account.People.ADA;
import static io.holdfast.auth.account.People.HOME;
import static io.holdfast.auth.account.People.NEW;
import static io.holdfast.auth.account.People.PASSWORD;
import static io.holdfast.auth.account.People.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.auth.StoredAuth;
import io.holdfast.auth.session.Sessions;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.simulation.documents.Failures;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sign-ins beside a change of what an account asks for: none leaves a session that what is asked for now would not have begun. */
class StoredSignInsTests {

    private static final EmailAddress EMAIL = EmailAddress.of(ADA);
    private static final String FRESH = "another horse battery";
    private static final int MOST = 10;

    /** Where a request waits for its turn to hash. */
    private static final class Turns extends Passwords {

        private Runnable meanwhile = () -> {};

        Turns() {
            super(People.properties(), false);
        }

        private void pass() {
            Runnable others = meanwhile;
            meanwhile = () -> {};
            others.run();
        }

        @Override
        boolean matches(String password, String hash, Runnable before) {
            pass();
            return super.matches(password, hash, before);
        }

        @Override
        Optional<String> replace(String current, String hash, String fresh, Runnable before) {
            pass();
            return super.replace(current, hash, fresh, before);
        }
    }

    private final Turns turns = new Turns();
    private final StoredAuth auth = new StoredAuth(Map.of(Passwords.class, turns)).withKey();
    private final People people = new People(auth);
    private final AccountStore accounts = auth.get(AccountStore.class);
    private final Links links = auth.get(Links.class);
    private final SecondFactors factors = auth.get(SecondFactors.class);
    private final PasswordChanges changes = auth.get(PasswordChanges.class);
    private final UserService users = auth.get(UserService.class);

    private SignedIn signIn() {
        return users.signIn(EMAIL, PASSWORD, HOME);
    }

    /** The challenge of a sign-in that needs a code. */
    private String challenge() {
        ProblemException needed = catchThrowableOfType(ProblemException.class, this::signIn);
        assertThat(needed.code()).isEqualTo("code-needed");
        return String.valueOf(needed.errors().getFirst().get("challenge"));
    }

    /** Another request changes the password, and does all that follows. */
    private void changePassword() {
        Account ada = people.stored("ada");
        Account.Change change = Account.Change.ofPassword("", auth.now());
        assertThat(accounts.changePassword(ada, "another hash", change)).isTrue();
        changes.finish(ada, change);
    }

    @Test
    void aSessionThatBeginsWhileCodesAreTurnedOnEnds() {
        people.proven("ada", ADA);
        auth.before("insert", "sessions", () -> people.askForCodes("ada"));

        refused("code-needed", this::signIn);

        assertThat(people.alive("ada")).isZero();
    }

    @Test
    void aSessionThatBeganBeforeTheCodesWereOnEnds() {
        SignedIn own = people.begin(people.proven("ada", ADA));
        Caller caller = people.caller(own);
        factors.prepare(caller, PASSWORD, HOME);
        // The first one counts the attempt.
        auth.before("update", "second_factors", () -> {});
        auth.before("update", "second_factors", this::signIn);

        factors.turnOn(caller, codeOfApp());

        assertThat(people.alive("ada")).isOne();
        assertThat(people.caller(own).sessionId()).isEqualTo(own.sessionId());
    }

    private String codeOfApp() {
        SecondFactor factor = auth.get(SecondFactorStore.class).find("ada").orElseThrow();
        byte[] secret = Base64.getDecoder().decode(Objects.requireNonNull(factor.secret()));
        return Totp.code(secret, auth.now().getEpochSecond() / 30);
    }

    @Test
    void aSecretThatWasReplacedIsNotTurnedOn() {
        Caller caller = people.caller(people.begin(people.proven("ada", ADA)));
        factors.prepare(caller, PASSWORD, HOME);
        String code = codeOfApp();
        // The first one counts the attempt.
        auth.before("update", "second_factors", () -> {});
        auth.before("update", "second_factors", () -> factors.prepare(caller, PASSWORD, HOME));

        refused("bad-code", () -> factors.turnOn(caller, code));

        assertThat(factors.isOn(people.stored("ada"))).isFalse();
    }

    @Test
    void aSecretThatIsOnIsNotReplaced() {
        Caller caller = people.caller(people.begin(people.proven("ada", ADA)));
        people.askForCodes("ada");

        refused("already-on", () -> factors.prepare(caller, PASSWORD, HOME));

        assertThat(factors.isOn(people.stored("ada"))).isTrue();
    }

    @Test
    void aSignInThatWasBegunWithTheOldPasswordNeedsTheNewOne() {
        people.proven("ada", ADA);
        people.askForCodes("ada");
        auth.before("insert", "links", this::changePassword);

        refused("link-over", this::signIn);

        assertThat(links.exist("ada")).isFalse();
    }

    @Test
    void aChallengeIsOverWhenThePasswordChanges() {
        people.proven("ada", ADA);
        people.askForCodes("ada");
        String challenge = challenge();

        changePassword();

        refused("link-over", () -> factors.complete(challenge, people.code()));
    }

    @Test
    void aChallengeIsOverAlsoWhenItsCodeIsJustLookedAt() {
        people.proven("ada", ADA);
        people.askForCodes("ada");
        String challenge = challenge();
        auth.after("update", "second_factors", this::changePassword);

        refused("link-over", () -> factors.complete(challenge, people.code()));
    }

    @Test
    void aCodeCountsOnce() {
        people.proven("ada", ADA);
        people.askForCodes("ada");
        String first = challenge();
        assertThat(factors.complete(first, people.code()).id()).isEqualTo("ada");

        refused("link-over", () -> factors.complete(first, people.code()));
        String second = challenge();
        refused("bad-code", () -> factors.complete(second, people.code()));
    }

    @Test
    void aSessionThatBeginsWithTheOldPasswordEnds() {
        people.proven("ada", ADA);
        auth.before("insert", "sessions", this::changePassword);

        refused("bad-credentials", this::signIn);

        assertThat(people.alive("ada")).isZero();
    }

    @Test
    void aChangeOfThePasswordEndsWhatBeganUntilItWasWritten() {
        SignedIn own = people.begin(people.proven("ada", ADA));
        auth.before("update", "accounts", this::signIn);

        changes.change(people.caller(own), PASSWORD, FRESH, HOME.address());

        assertThat(people.alive("ada")).isOne();
        assertThat(people.caller(own).sessionId()).isEqualTo(own.sessionId());
    }

    /** The database is away between the change and the end of the sessions. */
    @Test
    void aChangeThatWasCutShortIsFinished() {
        SignedIn own = people.begin(people.proven("ada", ADA));
        people.begin(people.stored("ada"));
        auth.before("findAndModify", "sessions", () -> {
            throw Failures.unreachable();
        });
        changes.change(people.caller(own), PASSWORD, FRESH, HOME.address());
        assertThat(people.alive("ada")).isEqualTo(2);

        auth.pass(Duration.ofMinutes(1));
        changes.finishOpenChanges();

        assertThat(people.alive("ada")).isOne();
        assertThat(people.stored("ada").change()).isNull();
    }

    @Test
    void aSessionOfAnAccountThatIsSuspendedMeanwhileEnds() {
        people.proven("ada", ADA);
        auth.before("insert", "sessions", () -> suspend("ada"));

        refused("account-suspended", this::signIn);

        assertThat(people.alive("ada")).isZero();
    }

    private void suspend(String account) {
        accounts.decide(
                account,
                _ -> new Account.Standing(null, auth.now(), "fraud"),
                Account.Change.ofOwner(auth.now()),
                auth.now());
        auth.get(Sessions.class).endOthers(account, "");
    }

    @Test
    void guessesThatWaitTogetherGetNoMoreThanOneAfterTheOther() {
        people.proven("ada", ADA);
        turns.meanwhile = this::failTooOften;

        refused("rate-limited", this::signIn);

        assertThat(people.alive("ada")).isZero();
    }

    @Test
    void guessesInASessionGetNoMore() {
        Caller thief = people.caller(people.begin(people.proven("ada", ADA)));
        turns.meanwhile = this::failTooOften;

        refused("rate-limited", () -> factors.prepare(thief, PASSWORD, HOME));
    }

    @Test
    void guessesOfTheCurrentPasswordGetNoMore() {
        Caller thief = people.caller(people.begin(people.proven("ada", ADA)));
        turns.meanwhile = this::failTooOften;

        refused("rate-limited", () -> changes.change(thief, PASSWORD, FRESH, HOME.address()));
    }

    private void failTooOften() {
        SignInLimiter limiter = auth.get(SignInLimiter.class);
        for (int i = 0; i < MOST; i++) {
            limiter.recordFailure(HOME.address(), EMAIL);
        }
    }

    @Test
    void aRecoveryCodeCountsOnce() {
        Caller caller = people.caller(people.begin(people.proven("ada", ADA)));
        factors.prepare(caller, PASSWORD, HOME);
        String code = factors.turnOn(caller, codeOfApp()).recoveryCodes().getFirst();

        assertThat(factors.complete(challenge(), code).id()).isEqualTo("ada");

        String again = challenge();
        refused("bad-code", () -> factors.complete(again, code));
        assertThat(factors.state(caller).recoveryCodesLeft()).isEqualTo(9);
    }

    /** The process died after the move, and before it ended what had begun with the former address. */
    @Test
    void aChallengeThatTheFormerAddressBeganIsOver() {
        people.proven("ada", ADA);
        people.askForCodes("ada");
        String challenge = challenge();
        Account.Move move = new Account.Move(NEW, auth.now(), true, true);
        accounts.plan(people.stored("ada"), move);
        assertThat(accounts.move(people.stored("ada"), move, Account.Change.ofMove(ADA, auth.now())))
                .isPresent();

        refused("link-over", () -> factors.complete(challenge, people.code()));
    }
}
