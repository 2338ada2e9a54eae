package io.holdfast.orders;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Map;
import org.altcha.altcha.Altcha;
import org.altcha.altcha.Altcha.Algorithm;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Solves puzzles as a client does. */
public final class PuzzleSolver {

    private PuzzleSolver() {}

    /** The solution of a puzzle, as it is sent. */
    public static String solve(JsonNode puzzle) {
        String challenge = puzzle.path("challenge").asString();
        String salt = puzzle.path("salt").asString();
        try {
            int number = Altcha.solveChallenge(
                            challenge,
                            salt,
                            Algorithm.SHA256,
                            puzzle.path("maxnumber").asLong(),
                            0)
                    .number;
            return encoded(Map.of(
                    "algorithm", puzzle.path("algorithm").asString(),
                    "challenge", challenge,
                    "number", number,
                    "salt", salt,
                    "signature", puzzle.path("signature").asString()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A solution with these members, as it is sent. */
    public static String encoded(Map<String, ?> members) {
        byte[] json = JsonMapper.shared().writeValueAsString(members).getBytes(UTF_8);
        return Base64.getEncoder().encodeToString(json);
    }
}
