package io.holdfast.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mail program reads in a subject. */
class SubjectsTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Quartet, late (very)",
                "Your tickets for 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 👩🏽‍🎤 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 👩🏽‍🎤 👨‍👩‍👧‍👦",
                "เทศกาลดนตรีนานาชาติกรุงเทพมหานคร ครั้งที่ ๑๒ น้ำใจ ปู่ย่าตายาย",
                "שִׁירָה 2027 (abc) مهرجان الموسيقى",
                "𠮷野家 𠮷野家 𠮷野家 𠮷野家 𠮷野家 𠮷野家 𠮷野家 𠮷野家 𠮷野家",
                "=?UTF-8?Q?=E2=80=AEgnp?=",
                "Night =?iso-8859-1?q?x?= out, a long title that has to be folded: Donaudampfschifffahrt",
                "=?= is an equation",
                "=?utf-8?B?8J+OiQ==?= 🎉",
            })
    void aSubjectIsReadAsItWasTyped(String subject) throws Exception {
        byte[] mail = mail(subject);

        assertThat(new MimeMessage(null, new ByteArrayInputStream(mail)).getSubject())
                .isEqualTo(subject);
        assertThat(new String(mail, StandardCharsets.US_ASCII)
                        .lines()
                        .flatMap(line -> Stream.of(line.split(" ")))
                        .filter(word -> word.startsWith("=?")))
                .as("encoded words")
                .allSatisfy(word -> assertThat(word).hasSizeLessThanOrEqualTo(75));
    }

    @Test
    void aSubjectIsOneHeader() throws Exception {
        byte[] mail = mail("Night\r\nBcc: eve@example.org\r\n\r\n=?x");

        MimeMessage read = new MimeMessage(null, new ByteArrayInputStream(mail));
        assertThat(read.getSubject()).isEqualTo("Night Bcc: eve@example.org =?x");
        assertThat(read.getHeader("Bcc")).isNull();
    }

    private static byte[] mail(String subject) throws Exception {
        MimeMessage message = new MimeMessage((Session) null);
        Subjects.set(message, subject);
        message.setText("");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        message.writeTo(bytes);
        return bytes.toByteArray();
    }
}
