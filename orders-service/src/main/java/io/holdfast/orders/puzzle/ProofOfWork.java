package io.holdfast.orders.puzzle;

import io.holdfast.messaging.Ids;
import io.holdfast.orders.puzzle.Puzzles.NotSolved;
import io.holdfast.orders.puzzle.Puzzles.Solved;
import io.holdfast.orders.sale.Sale;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Tally;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Has those who order, or enter a waiting room, solve a puzzle first, where an event or the load asks for it. */
@Component
public class ProofOfWork {

    /** The request header that carries a solution. */
    public static final String HEADER = "Puzzle-Solution";

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int EVENTS = 10_000;

    private final Puzzles puzzles;
    private final UsedSolutions used;
    private final ProofProperties properties;
    private final Tally<String> unproven;

    ProofOfWork(Puzzles puzzles, UsedSolutions used, ProofProperties properties, Clock clock) {
        this.puzzles = puzzles;
        this.used = used;
        this.properties = properties;
        this.unproven = new Tally<>(WINDOW, EVENTS, clock);
    }

    /**
     * Returns at once if no solution is needed, otherwise once it is stored that this one is used.
     *
     * @param solution as it was sent; null for none
     * @param use what for: the same text for repetitions of a request, for which its own solution stays good
     * @throws ProblemException {@code 428 proof-required}: none was sent; {@code proof-wrong}, {@code proof-expired}, {@code proof-used}: it
     *     counts for nothing
     */
    public void require(Sale sale, @Nullable String solution, String use) {
        String eventId = sale.eventId();
        if (!isNeeded(sale)) {
            return;
        }
        if (solution == null) {
            throw problem(eventId, "proof-required", "Solve a puzzle first, which takes a computer a moment.");
        }
        try {
            Solved solved = puzzles.check(solution, eventId);
            if (!used.use(solved, Ids.derived("use", use))) {
                throw problem(eventId, "proof-used", "This solution was used before. Solve another puzzle.");
            }
        } catch (NotSolved e) {
            throw e.isExpired()
                    ? problem(eventId, "proof-expired", "The time for this puzzle is over. Solve another one.")
                    : problem(eventId, "proof-wrong", "This is no solution of a puzzle for this event.");
        }
    }

    private boolean isNeeded(Sale sale) {
        Integer most = properties.perMinute();
        return sale.asksForProofOfWork()
                || (most != null
                        && (most == 0 || unproven.take(sale.eventId(), most).isPositive()));
    }

    private static ProblemException problem(String eventId, String code, String detail) {
        return ProblemException.of(HttpStatus.PRECONDITION_REQUIRED, code, detail)
                .with("puzzle", PuzzleController.path(eventId));
    }
}
