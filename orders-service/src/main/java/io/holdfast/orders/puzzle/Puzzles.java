package io.holdfast.orders.puzzle;

import io.holdfast.messaging.ClockSkew;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.altcha.altcha.Altcha;
import org.altcha.altcha.Altcha.Algorithm;
import org.altcha.altcha.Altcha.ChallengeOptions;
import org.altcha.altcha.Altcha.Payload;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes puzzles and checks solutions of them, by ALTCHA's protocol. Costs microseconds and no query. */
@Component
class Puzzles {

    private static final String EVENT = "event";
    private static final String EXPIRES = "expires";

    /** A solution that is right and in time; {@code puzzle} is the same for all solutions of one puzzle, and no other. */
    record Solved(String puzzle, Instant expires) {}

    /** Why a solution counts for nothing. */
    static final class NotSolved extends Exception {

        private static final long serialVersionUID = 1;

        private final boolean expired;

        private NotSolved(boolean expired) {
            super(expired ? "expired" : "wrong", null, false, false);
            this.expired = expired;
        }

        /** Whether it was right. */
        boolean isExpired() {
            return expired;
        }
    }

    private final PuzzleKey key;
    private final ProofProperties properties;
    private final JsonMapper json;
    private final Clock clock;

    Puzzles(PuzzleKey key, ProofProperties properties, JsonMapper json, ClockSkew skew) {
        this.key = key;
        this.properties = properties;
        this.json = json;
        this.clock = skew.databaseClock();
    }

    Puzzle make(String eventId) {
        ChallengeOptions options = new ChallengeOptions()
                .setAlgorithm(Algorithm.SHA256)
                .setHmacKey(key.value())
                .setMaxNumber((long) properties.numbers())
                .setSecureRandomNumber(true)
                .addParam(EVENT, eventId)
                .setExpires(clock.instant().plus(properties.valid()).getEpochSecond());
        try {
            return Puzzle.of(Altcha.createChallenge(options));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Checks a solution of a puzzle for this event.
     *
     * @param solution as ALTCHA sends it: Base64 of a JSON object
     */
    Solved check(String solution, String eventId) throws NotSolved {
        Payload payload = payload(solution);
        Map<String, String> parameters = parameters(payload);
        if (!eventId.equals(parameters.get(EVENT))) {
            throw new NotSolved(false);
        }
        // By the clock of all replicas, and not by this machine's as the library would.
        Instant expires = Instant.ofEpochSecond(Long.parseLong(parameters.get(EXPIRES)));
        if (!clock.instant().isBefore(expires)) {
            throw new NotSolved(true);
        }
        return new Solved(payload.challenge, expires);
    }

    private Payload payload(String solution) throws NotSolved {
        try {
            return json.readValue(Base64.getDecoder().decode(solution), Payload.class);
        } catch (RuntimeException e) {
            throw new NotSolved(false);
        }
    }

    /** What was signed with the puzzle. */
    private Map<String, String> parameters(Payload payload) throws NotSolved {
        String signingKey = key.value();
        try {
            if (Algorithm.SHA256.getName().equals(payload.algorithm)
                    && Altcha.verifySolution(payload, signingKey, false)) {
                return Altcha.extractParams(payload.salt);
            }
        } catch (Exception e) {
            // A part is missing.
        }
        throw new NotSolved(false);
    }
}
