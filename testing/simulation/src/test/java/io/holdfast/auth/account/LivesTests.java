package io.holdfast.auth.account;

import static io.holdfast.auth.account.People.ADA;
import static io.holdfast.auth.account.People.HOME;
import static io.holdfast.auth.account.People.refused;
import static io.holdfast.auth.account.People.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.auth.AuthProperties;
import io.holdfast.auth.StoredAuth;
import io.holdfast.auth.session.Sessions;
import io.holdfast.auth.session.SignedIn;
import io.holdfast.web.Caller;
import io.holdfast.web.RevokedSessions;
import io.holdfast.web.SessionTokens;
import io.holdfast.web.WebProperties;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long links, sign-ins, sessions, tokens and attempts count. */
class LivesTests {

    private static final String FRESH = "another horse battery";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST = 10;

    private final StoredAuth auth = new StoredAuth().withKey();
    private final People people = new People(auth);
    private final Sessions sessions = auth.get(Sessions.class);
    private final Links links = auth.get(Links.class);
    private final Ownership ownership = auth.get(Ownership.class);
    private final SecondFactors factors = auth.get(SecondFactors.class);
    private final AuthProperties properties = auth.get(AuthProperties.class);

    @Test
    void aLinkToAnotherPasswordLivesForHalfAnHour() {
        people.proven("ada", ADA);
        String early = links.create(LinkKind.RESET, "ada", ADA);
        auth.pass(Duration.ofMinutes(30).minus(SECOND));
        assertThat(ownership.reset(early, FRESH, HOME).userId()).isEqualTo("ada");

        String late = links.create(LinkKind.RESET, "ada", ADA);
        auth.pass(Duration.ofMinutes(30));
        refused("link-over", () -> ownership.reset(late, FRESH, HOME));
    }

    @Test
    void aLinkToSignInWithLivesForAQuarterOfAnHour() {
        people.proven("ada", ADA);
        String early = links.create(LinkKind.SIGN_IN, "ada", ADA);
        auth.pass(Duration.ofMinutes(15).minus(SECOND));
        assertThat(ownership.signIn(early, HOME).userId()).isEqualTo("ada");

        String late = links.create(LinkKind.SIGN_IN, "ada", ADA);
        auth.pass(Duration.ofMinutes(15));
        refused("link-over", () -> ownership.signIn(late, HOME));
    }

    @Test
    void aSignInStaysFreshForAQuarterOfAnHour() {
        Account ada = people.withoutPassword("ada", ADA);
        Caller caller = people.caller(people.begin(ada));
        CallerAccounts callers = auth.get(CallerAccounts.class);

        auth.pass(Duration.ofMinutes(15).minus(SECOND));
        callers.requireOwner(ada, caller, null, HOME);

        auth.pass(SECOND);
        refused("sign-in-again", () -> callers.requireOwner(ada, caller, null, HOME));
    }

    @Test
    void aSessionEndsAfterThirtyDaysHoweverItIsUsed() {
        String used = token(people.begin(people.proven("ada", ADA)));
        for (int day = 1; day < 30; day++) {
            auth.pass(DAY);
            used = token(sessions.renew(used).orElseThrow());
        }
        auth.pass(DAY.minus(SECOND));
        assertThat(sessions.renew(used)).isPresent();

        auth.pass(SECOND);
        assertThat(sessions.renew(used)).isEmpty();
    }

    @Test
    void aSessionThatIsNotUsedEndsAfterTwoWeeks() {
        String token = token(people.begin(people.proven("ada", ADA)));
        auth.pass(Duration.ofDays(14).minus(SECOND));
        String renewed = token(sessions.renew(token).orElseThrow());

        auth.pass(Duration.ofDays(14));
        assertThat(sessions.renew(renewed)).isEmpty();
    }

    @Test
    void anEndedSessionIsRefusedForAsLongAsItsLastTokenIsTolerated() {
        SignedIn session = people.begin(people.proven("ada", ADA));
        RevokedSessions revoked = auth.get(RevokedSessions.class);
        Duration tolerated = properties.tokenTtl().plus(SessionTokens.CLOCK_SKEW);

        sessions.end(token(session));

        auth.pass(tolerated.minus(SECOND));
        assertThat(revoked.isRevoked(session.sessionId())).isTrue();
        auth.pass(SECOND);
        assertThat(revoked.isRevoked(session.sessionId())).isFalse();
    }

    /** Or a service that starts accepts their tokens. */
    @Test
    void endedSessionsAreAskedForAsFarBackAsTheirTokensAreTolerated() {
        Duration tolerated = properties.tokenTtl().plus(SessionTokens.CLOCK_SKEW);

        assertThat(auth.get(WebProperties.class).revocationReplay()).isGreaterThanOrEqualTo(tolerated);
    }

    @Test
    void afterTenWrongCodesOneWaitsForAQuarterOfAnHour() {
        people.proven("ada", ADA);
        people.askForCodes("ada");
        String challenge = challenge();
        for (int attempt = 0; attempt < MOST; attempt++) {
            refused("bad-code", () -> factors.complete(challenge, people.wrongCode()));
        }
        refused("rate-limited", () -> factors.complete(challenge, people.code()));

        auth.pass(Duration.ofMinutes(15).minus(SECOND));
        refused("rate-limited", () -> factors.complete(challenge(), people.code()));
        auth.pass(SECOND);
        assertThat(factors.complete(challenge(), people.code()).id()).isEqualTo("ada");
    }

    @Test
    void rightCodesUseNoAttemptsUp() {
        people.proven("ada", ADA);
        people.askForCodes("ada");
        for (int code = 0; code <= MOST; code++) {
            assertThat(factors.complete(challenge(), people.code()).id()).isEqualTo("ada");
            auth.pass(Duration.ofSeconds(30));
        }
    }

    @Test
    void aChallengeLivesForTenMinutes() {
        people.proven("ada", ADA);
        people.askForCodes("ada");
        String early = challenge();
        auth.pass(Duration.ofMinutes(10).minus(SECOND));
        assertThat(factors.complete(early, people.code()).id()).isEqualTo("ada");

        String late = challenge();
        auth.pass(Duration.ofMinutes(10));
        refused("link-over", () -> factors.complete(late, people.code()));
    }

    /** The secret of a sign-in that needs a code. */
    private String challenge() {
        return links.create(LinkKind.SECOND_FACTOR, "ada", ADA);
    }
}
