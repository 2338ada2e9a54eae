package io.holdfast.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Answers;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.mongodb.MongoDatabaseFactory;

class MailPropertiesTests {

    private static final String[] COMPLETE = {
        "holdfast.production=true",
        "holdfast.mail.smtp=smtp://192.0.2.25:587",
        "holdfast.mail.links=https://tickets.example.org",
        "holdfast.mail.from=Tickets <tickets@example.org>"
    };

    private final ApplicationContextRunner service = new ApplicationContextRunner()
            .withUserConfiguration(MailConfiguration.class)
            .withBean(MongoDatabaseFactory.class, MailPropertiesTests::anyDatabase)
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withBean(Clock.class, Clock::systemUTC)
            .withPropertyValues("spring.application.name=test")
            .withPropertyValues(COMPLETE);

    @ParameterizedTest
    @CsvSource({
        "holdfast.mail.links=http://localhost:8080, HOLDFAST_MAIL_LINKS",
        "holdfast.mail.links=https://127.0.0.1/tickets, HOLDFAST_MAIL_LINKS",
        "holdfast.mail.links=https://[::1], HOLDFAST_MAIL_LINKS",
        "holdfast.mail.from=Tickets <tickets@localhost>, HOLDFAST_MAIL_FROM",
        "holdfast.mail.from=tickets@LOCALHOST, HOLDFAST_MAIL_FROM"
    })
    void inProductionNoMailPointsToThisMachine(String setting, String toMend) {
        service.withPropertyValues(setting)
                .run(started -> assertThatThrownBy(() -> started.getBean(MailDelivery.class))
                        .hasStackTraceContaining(toMend));
        service.withPropertyValues(setting, "holdfast.production=false")
                .run(started -> assertThatCode(() -> started.getBean(MailDelivery.class))
                        .doesNotThrowAnyException());
        service.withPropertyValues(setting, "holdfast.mail.smtp=")
                .run(started -> assertThatCode(() -> started.getBean(MailDelivery.class))
                        .doesNotThrowAnyException());
    }

    @Test
    void inProductionMailsPointToThePages() {
        service.run(started ->
                assertThatCode(() -> started.getBean(MailDelivery.class)).doesNotThrowAnyException());
    }

    @ParameterizedTest
    @CsvSource({
        // In production, elsewhere
        "smtp://192.0.2.25:587, , true, false",
        "smtp://192.0.2.25:587, really, false, false",
        "smtp://user:password@192.0.2.25:587, , true, true",
        "smtp://user:password@192.0.2.25:587, really, true, true",
        "smtp://127.0.0.1:25, , false, false",
        "smtp://user:password@127.0.0.1:25, , false, false"
    })
    void inProductionMailsAreEncryptedUnlessThatIsConfirmed(
            String smtp, @Nullable String plain, boolean inProduction, boolean elsewhere) {
        service.withPropertyValues("holdfast.mail.smtp=" + smtp, "holdfast.mail.plain=" + (plain == null ? "" : plain))
                .run(started -> {
                    MailProperties properties = started.getBean(MailProperties.class);
                    assertThat(properties.mustBeEncrypted(true)).isEqualTo(inProduction);
                    assertThat(properties.mustBeEncrypted(false)).isEqualTo(elsewhere);
                });
    }

    private static MongoDatabaseFactory anyDatabase() {
        return mock(MongoDatabaseFactory.class, Answers.RETURNS_DEEP_STUBS);
    }
}
