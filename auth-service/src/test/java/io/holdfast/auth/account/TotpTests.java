package io.holdfast.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TotpTests {

    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    @Test
    void codesAreThoseOfTheStandard() {
        // RFC 6238, appendix B: the last six digits.
        assertThat(Totp.code(SECRET, 59 / 30)).isEqualTo("287082");
        assertThat(Totp.code(SECRET, 1111111109L / 30)).isEqualTo("081804");
        assertThat(Totp.code(SECRET, 20000000000L / 30)).isEqualTo("353130");
    }

    @Test
    void theStepBeforeAndAfterCountToo() {
        long now = 1111111109L;
        long step = now / 30;
        for (long near = step - 2; near <= step + 2; near++) {
            assertThat(Totp.step(SECRET, Totp.code(SECRET, near), Instant.ofEpochSecond(now))
                            .isPresent())
                    .as("%d steps away", near - step)
                    .isEqualTo(Math.abs(near - step) <= 1);
        }
        assertThat(Totp.step(SECRET, "", Instant.ofEpochSecond(now))).isEmpty();
    }

    @Test
    void secretsAreTypedInBase32() {
        // RFC 4648, section 10.
        assertThat(Totp.base32("foobar".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MZXW6YTBOI");
        assertThat(Totp.base32("fooba".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MZXW6YTB");
        assertThat(Totp.base32(SECRET)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }
}
