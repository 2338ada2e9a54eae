package io.holdfast.orders.puzzle;

import io.swagger.v3.oas.annotations.media.Schema;
import org.altcha.altcha.Altcha.Challenge;

/**
 * A puzzle as ALTCHA has it: which number from 0 to {@code maxnumber}, written in decimal digits behind the salt, has this hash?
 *
 * @param algorithm of the hash
 * @param challenge the hash, in hexadecimal
 * @param maxnumber the largest number that it may be
 * @param salt what stands before the number; it names the event, and when the puzzle expires, in seconds since 1970
 * @param signature to be sent back with the solution
 */
record Puzzle(
        @Schema(example = "SHA-256") String algorithm,
        String challenge,
        long maxnumber,
        String salt,
        String signature) {

    static Puzzle of(Challenge made) {
        return new Puzzle(made.algorithm, made.challenge, made.maxnumber, made.salt, made.signature);
    }
}
