package io.holdfast.webclient.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.util.UriUtils;

class EventAddressTests {

    private static final String ID = "hya2ge68v2gdw51xph49vqsdje";

    /** Each name with the readable part of its address; none for what has no letters. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            Winter Jazz: Festival!  | winter-jazz-festival
            L'Opéra                 | lopera
            İstanbul                | istanbul
            ﬁnale ＡＢＣ Ⅳ           | finale-abc-iv
            ../../%2f%00?x#y        | 2f-00-x-y
            --a--b--                | a-b
            a‮b                | a-b
            น้ำใจ                    | น้ำใจ
            ນ້ຳໃຈ                    | ນ້ຳໃຈ
            ភ្នំពេញ                   | ភ្នំពេញ
            བོད་ཀྱི་                  | བོད-ཀྱི
            मराठी शास्त्रीय            | मराठी-शास्त्रीय
            한글 축제                | 한글-축제
            שִׁיר                     | שִׁיר
            ΣΊΣΥΦΟΣ                 | σισυφος
            🇯🇵 !!!                  |
            """)
    void theReadablePartIsTheNameInItsScript(String name, String words) {
        String part = part(name);

        assertThat(part).isEqualTo(words == null ? ID : words + "-" + ID);
        assertThat(EventAddress.idIn(part)).contains(ID);
        assertThat(EventAddress.isOf(ID, name, part)).isTrue();
    }

    @Test
    void aLongNameIsCut() {
        assertThat(part("a".repeat(59) + " b")).isEqualTo("a".repeat(59) + "-" + ID);
        assertThat(part("한".repeat(500))).isEqualTo("한".repeat(60) + "-" + ID);
    }

    private static String part(String name) {
        return UriUtils.decode(EventAddress.of(ID, name).substring("/events/".length()), StandardCharsets.UTF_8);
    }
}
