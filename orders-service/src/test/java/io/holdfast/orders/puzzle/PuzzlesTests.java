package io.holdfast.orders.puzzle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.holdfast.messaging.ClockSkew;
import io.holdfast.orders.PuzzleSolver;
import io.holdfast.orders.puzzle.Puzzles.NotSolved;
import io.holdfast.orders.puzzle.Puzzles.Solved;
import io.holdfast.orders.sale.Sale;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is accepted as a solution, and when one is needed. */
class PuzzlesTests {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Puzzles puzzles = at(NOON);

    private static Puzzles at(Instant now) {
        PuzzleKey key = mock(PuzzleKey.class);
        when(key.value()).thenReturn("secret");
        return new Puzzles(key, properties(null), JSON, clock(now));
    }

    private static ClockSkew clock(Instant now) {
        ClockSkew skew = mock(ClockSkew.class);
        when(skew.databaseClock()).thenReturn(Clock.fixed(now, ZoneOffset.UTC));
        return skew;
    }

    private static ProofProperties properties(@Nullable Integer perMinute) {
        return new ProofProperties(1_000, Duration.ofMinutes(10), perMinute);
    }

    private static String solve(Puzzle puzzle) {
        return PuzzleSolver.solve(JSON.valueToTree(puzzle));
    }

    @Test
    void aSolutionCountsForItsEventUntilItExpires() throws Exception {
        String solution = solve(puzzles.make("event1"));

        Solved solved = puzzles.check(solution, "event1");

        assertThat(solved.expires()).isEqualTo(NOON.plus(Duration.ofMinutes(10)));
        assertThat(at(NOON.plusSeconds(599)).check(solution, "event1")).isEqualTo(solved);
        assertThatExceptionOfType(NotSolved.class)
                .isThrownBy(() -> at(NOON.plusSeconds(600)).check(solution, "event1"))
                .matches(NotSolved::isExpired);
        assertWrong(solution, "event2");
    }

    @Test
    void eachPuzzleIsAnotherOne() {
        assertThat(puzzles.make("event1").challenge())
                .isNotEqualTo(puzzles.make("event1").challenge());
    }

    /** Each member of a solution matters, also where digits go from the salt to the number. */
    @Test
    @SuppressWarnings("unchecked")
    void nothingOfASolutionCanBeChanged() {
        Map<String, Object> right =
                JSON.readValue(Base64.getDecoder().decode(solve(puzzles.make("event1"))), Map.class);
        String salt = right.get("salt").toString();
        Map<String, Object> others = Map.of(
                "algorithm", "SHA-1",
                "challenge", "0".repeat(64),
                "number", 1_001,
                "salt", salt.replace("expires=", "expires=9"),
                "signature", "0".repeat(64));
        others.forEach((member, other) -> {
            Map<String, Object> changed = new HashMap<>(right);
            changed.put(member, other);
            assertWrong(PuzzleSolver.encoded(changed), "event1");
            changed.remove(member);
            assertWrong(PuzzleSolver.encoded(changed), "event1");
        });
        Map<String, Object> spliced = new HashMap<>(right);
        String number = right.get("number").toString();
        spliced.put("salt", salt + number.charAt(0));
        spliced.put("number", number.length() == 1 ? 0 : Long.parseLong(number.substring(1)));
        assertWrong(PuzzleSolver.encoded(spliced), "event1");
    }

    @Test
    void whatIsNoSolutionIsWrong() {
        for (String text : new String[] {"", "?", "bnVsbA==", "W10=", "e30=", "eyJzYWx0Ijo3fQ=="}) {
            assertWrong(text, "event1");
        }
    }

    private void assertWrong(String solution, String event) {
        assertThatExceptionOfType(NotSolved.class)
                .as(solution)
                .isThrownBy(() -> puzzles.check(solution, event))
                .matches(e -> !e.isExpired());
    }

    @Test
    void anEventThatAsksForNoneNeedsNone() {
        UsedSolutions used = mock(UsedSolutions.class);
        ProofOfWork proofs = new ProofOfWork(puzzles, used, properties(null), Clock.fixed(NOON, ZoneOffset.UTC));

        for (int i = 0; i < 100; i++) {
            proofs.require(sale(false), "what else is sent means nothing", "use" + i);
        }

        verifyNoInteractions(used);
    }

    @Test
    void whatExceedsTheOrdersOfAMinuteNeedsOne() {
        UsedSolutions used = mock(UsedSolutions.class);
        when(used.use(any(), any())).thenReturn(true);
        Clock clock = mock(Clock.class);
        when(clock.instant()).thenReturn(NOON);
        ProofOfWork proofs = new ProofOfWork(puzzles, used, properties(3), clock);
        for (int i = 0; i < 3; i++) {
            proofs.require(sale(false), null, "use" + i);
        }

        assertProblem("proof-required", () -> proofs.require(sale(false), null, "use3"));
        proofs.require(sale(false), solve(puzzles.make("event1")), "use3");
        when(clock.instant()).thenReturn(NOON.plusSeconds(60));
        proofs.require(sale(false), null, "use4");
    }

    @Test
    void theOperatorMayAskForOneEachTime() {
        ProofOfWork proofs =
                new ProofOfWork(puzzles, mock(UsedSolutions.class), properties(0), Clock.fixed(NOON, ZoneOffset.UTC));

        assertProblem("proof-required", () -> proofs.require(sale(false), null, "use"));
    }

    @Test
    void theAnswerSaysWhatIsWrong() {
        UsedSolutions used = mock(UsedSolutions.class);
        ProofOfWork proofs =
                new ProofOfWork(at(NOON.plusSeconds(600)), used, properties(null), Clock.fixed(NOON, ZoneOffset.UTC));
        ProofOfWork inTime = new ProofOfWork(puzzles, used, properties(null), Clock.fixed(NOON, ZoneOffset.UTC));
        String solution = solve(puzzles.make("event1"));

        assertProblem("proof-required", () -> proofs.require(sale(true), null, "use"));
        assertProblem("proof-wrong", () -> proofs.require(sale(true), "?", "use"));
        assertProblem("proof-expired", () -> proofs.require(sale(true), solution, "use"));
        verifyNoInteractions(used);
        assertProblem("proof-used", () -> inTime.require(sale(true), solution, "use"));
    }

    private static void assertProblem(String code, Runnable required) {
        assertThatThrownBy(required::run).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.status().value()).isEqualTo(428);
            assertThat(problem.members()).containsEntry("puzzle", "/api/orders/events/event1/puzzle");
        });
    }

    private static Sale sale(boolean asks) {
        Sale sale = mock(Sale.class);
        when(sale.eventId()).thenReturn("event1");
        when(sale.asksForProofOfWork()).thenReturn(asks);
        return sale;
    }
}
