package io.holdfast.orders.ticket;

import io.holdfast.language.TypedLetters;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Ticket codes: 20 letters and digits that are hard to confuse, 100 random bits. */
@Component
public class TicketCodes {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 20;

    private static final Pattern CODE = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");

    private final SecureRandom random = new SecureRandom();

    public String next() {
        byte[] bits = new byte[LENGTH];
        random.nextBytes(bits);
        StringBuilder code = new StringBuilder(LENGTH);
        for (byte bit : bits) {
            code.append(ALPHABET.charAt(bit & 31));
        }
        return code.toString();
    }

    /**
     * The code as it is stored, of one that was typed, copied or scanned; empty if it cannot be a code. Letters that codes do not have are read
     * as the digits they resemble, full-width ones as others; marks of direction that come along with a copy do not matter.
     */
    public static Optional<String> read(String typed) {
        String code = TypedLetters.plain(typed);
        return CODE.matcher(code).matches() ? Optional.of(code) : Optional.empty();
    }
}
