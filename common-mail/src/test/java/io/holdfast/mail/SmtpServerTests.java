package io.holdfast.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.local.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.mail.MailException;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** Only what a server refuses of this recipient or this mail, and for good, makes a mail bounce. */
class SmtpServerTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Mail MAIL = new Mail("fact", "test", "ada@example.org", Map.of());

    private final SMTPServer server = SMTPServer.port(Ports.free())
            .bindAddress(InetAddress.getLoopbackAddress())
            .messageHandlerFactory(_ -> new Conversation())
            .build();

    /** The step at which it refuses, and its answer. */
    private volatile String refusing = "";

    private volatile int code;

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private void send() throws MailRefused {
        send(false);
    }

    private void send(boolean encrypted) throws MailRefused {
        MailProperties properties = new MailProperties(
                "smtp://127.0.0.1:" + server.getPort(),
                null,
                "Holdfast <tickets@example.com>",
                URI.create("http://localhost:8080/"),
                Duration.ofMillis(50),
                1,
                Duration.ofSeconds(20),
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                Duration.ofHours(24),
                30,
                Duration.ofDays(90));
        ResourceBundleMessageSource texts = new ResourceBundleMessageSource();
        texts.setBasename("mail/common");
        new SmtpServer(properties, new MailTemplates(), encrypted)
                .send(
                        new KeptMail("id", MAIL, MailState.WAITING, 1, NOON, NOON, null),
                        MailContent.of("Hello").paragraph("What it says").build(),
                        new MailTexts(texts, Locale.ENGLISH, properties.links()));
    }

    private void refuse(String step, int answer) {
        refusing = step;
        code = answer;
    }

    @Test
    void aMailThatNothingIsSaidAgainstIsHandedOver() {
        assertThatCode(this::send).doesNotThrowAnyException();
    }

    /** As if who sits in between had told that it cannot. */
    @Test
    void whatMustBeEncryptedIsNotHandedToAServerThatCannot() {
        assertThatThrownBy(() -> send(true)).isInstanceOf(MailException.class).hasMessageContaining("STARTTLS");
    }

    @ParameterizedTest
    @CsvSource({"recipient, 550", "data, 554"})
    void aRecipientOrAMailThatIsRefusedForGoodIsABounce(String step, int answer) {
        refuse(step, answer);
        assertThatThrownBy(this::send)
                .isInstanceOf(MailRefused.class)
                .hasMessageContaining(String.valueOf(answer))
                .hasMessageContaining("No, " + step);
    }

    /** The sender is the same in all mails: they would all bounce, though what has to be mended is here. */
    @ParameterizedTest
    @CsvSource({"sender, 550", "sender, 451", "recipient, 451", "data, 421"})
    void aRefusedSenderAndWhatIsRefusedForNowAreNone(String step, int answer) {
        refuse(step, answer);
        assertThatThrownBy(this::send)
                .isInstanceOf(MailException.class)
                .satisfies(failure -> assertThat(failure).hasMessageContaining("No, " + step));
    }

    private final class Conversation implements MessageHandler {

        private void reach(String step) throws RejectException {
            if (step.equals(refusing)) {
                throw new RejectException(code, "No, " + step);
            }
        }

        @Override
        public void from(String from) throws RejectException {
            reach("sender");
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            reach("recipient");
        }

        @Override
        public @Nullable String data(InputStream data) throws RejectException, IOException {
            data.readAllBytes();
            reach("data");
            return null;
        }

        @Override
        public void done() {}
    }
}
