package io.holdfast.webclient.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.webclient.backend.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarFileTests {

    @Test
    void escapesSpecialCharacters() {
        String file = file("Trio; late, very\r\nlate \\ \u0007bell", null);

        assertThat(file)
                .contains("\r\nSUMMARY:Trio\\; late\\, very\\nlate \\\\  bell\r\n")
                .doesNotContain("DESCRIPTION");
    }

    @Test
    void foldsLongLinesBetweenCharacters() {
        String text = "Éé𝄞".repeat(60);

        String file = file("Trio", text);

        assertThat(file.split("\r\n")).allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 75);
        assertThat(file.replace("\r\n ", "")).contains("\r\nDESCRIPTION:" + text + "\r\n");
    }

    private static String file(String name, String description) {
        Event event = new Event(
                "e1",
                name,
                description,
                null,
                null,
                Instant.parse("2030-12-05T19:00:00Z"),
                null,
                null,
                "EUR",
                null,
                List.of(),
                null,
                null,
                null,
                "published",
                null,
                null,
                null,
                null,
                null,
                null);
        return new String(CalendarFile.of(event, Instant.parse("2030-01-01T00:00:00.5Z")), StandardCharsets.UTF_8);
    }
}
