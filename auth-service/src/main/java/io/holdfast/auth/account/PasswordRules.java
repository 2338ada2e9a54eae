package io.holdfast.auth.account;

import com.nulabinc.zxcvbn.Zxcvbn;
import io.holdfast.web.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which passwords an account may have. Length before composition, as NIST SP 800-63B §3.1.1.2 has it: any characters, but none of the
 * passwords that are tried first: common ones, keyboard rows, repeated letters, and the account's own words.
 */
@Component
class PasswordRules {

    static final int SHORTEST = 8;
    static final int LONGEST = 128;

    /** As many characters are looked at. What is longer is not guessed, and looking takes the square of it. */
    private static final int LOOKED_AT = 40;

    /** Found within a million guesses (10^6). */
    private static final double TOO_FEW_GUESSES = 6;

    private final Zxcvbn estimator = new Zxcvbn();

    /**
     * @param field names the password in the problem
     * @throws ProblemException 400 when the password is too short, too long, or easily guessed
     */
    void check(String field, String password, String email, @Nullable String name) {
        checkLength(field, password);
        String start = password.substring(0, Math.min(LOOKED_AT, password.length()));
        if (estimator.measure(start, words(email, name)).getGuessesLog10() < TOO_FEW_GUESSES) {
            throw ProblemException.invalid(
                    field, "is one of the first that others would try: take several words that do not belong together");
        }
    }

    /**
     * What can be checked of a password before its account is known.
     *
     * @param field names the password in the problem
     * @throws ProblemException 400 when the password is too short or too long
     */
    void checkLength(String field, String password) {
        // In code points, which is what people take for characters.
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw ProblemException.invalid(field, "must have " + SHORTEST + " to " + LONGEST + " characters");
        }
    }

    /** The address and the name, whole and in parts. */
    private static List<String> words(String email, @Nullable String name) {
        String all = name == null ? email : email + " " + name;
        List<String> words =
                new ArrayList<>(List.of(all.toLowerCase(Locale.ROOT).split("[\\s@.+_-]+")));
        words.add(email);
        words.add("holdfast");
        return words;
    }
}
