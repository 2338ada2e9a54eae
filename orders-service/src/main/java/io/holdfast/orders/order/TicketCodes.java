package io.holdfast.orders.order;

import java.security.SecureRandom;
import org.springframework.stereotype.Component;

/** Makes ticket codes: 20 letters and digits that are hard to confuse, 100 bits nobody can guess. */
@Component
class TicketCodes {

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 20;

    private final SecureRandom random = new SecureRandom();

    String next() {
        byte[] bits = new byte[LENGTH];
        random.nextBytes(bits);
        StringBuilder code = new StringBuilder(LENGTH);
        for (byte bit : bits) {
            code.append(ALPHABET.charAt(bit & 31));
        }
        return code.toString();
    }
}
