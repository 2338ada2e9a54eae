package io.holdfast.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.holdfast.local.MailServer;
import io.holdfast.local.ReceivedMail;
import io.holdfast.messaging.Ids;
import io.holdfast.telemetry.Counters;
import io.holdfast.testkit.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.RejectException;

/** Mails that are kept in a real database and sent to a real mail server, which is sometimes unwilling. */
@Tag("storage")
class MailDeliveryIT {

    private static final String ADA = "ada@example.org";
    private static final String BEN = "ben@example.org";
    private static final int SLOTS = 4;

    private final MailServer server = MailServer.start();
    private final MongoClient client = MongoClients.create(TestDatabase.shared().uri("mails"));
    private final MailStore store =
            new MailStore(new SimpleMongoClientDatabaseFactory(client, "mails_" + Ids.random()));
    private final Clock clock = Clock.systemUTC();
    private final List<MailDelivery> replicas = new ArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();

    @AfterEach
    void stop() {
        replicas.forEach(replica -> replica.loop().stop());
        client.close();
        server.close();
    }

    @Test
    void arrivesWithTextAndHtmlAPictureAndAnAttachment() {
        mails(properties(server.url(), "30", "24h")).keep(mail("hello", ADA));

        ReceivedMail mail = awaitMail(ADA);
        assertThat(mail.subject()).isEqualTo("Grüße: hello");
        assertThat(mail.from()).isEqualTo("Holdfast <tickets@example.com>");
        assertThat(mail.header("Reply-To")).isEqualTo("organizer@example.org");
        assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
        assertThat(mail.text())
                .contains("What it <b>says</b>", "When: tonight", "http://localhost:8080/orders/1", "A note")
                .doesNotContain("&lt;");
        assertThat(mail.html())
                .contains(
                        "What it &lt;b&gt;says&lt;/b&gt;",
                        "href=\"http://localhost:8080/orders/1\"",
                        "cid:code@holdfast")
                .contains("prefers-color-scheme: dark")
                .doesNotContain("src=\"http");
        assertThat(mail.parts())
                .extracting(ReceivedMail.Part::name, ReceivedMail.Part::contentId)
                .anySatisfy(part -> assertThat(part.toList()).containsExactly("event.ics", null))
                .anySatisfy(part -> assertThat(part.toList()).contains("code@holdfast"));
    }

    @Test
    void isSentOnceHoweverOftenItIsKeptAndByHoweverManyReplicas() {
        Mails one = mails(properties(server.url(), "30", "24h"));
        Mails two = mails(properties(server.url(), "30", "24h"));
        for (int i = 0; i < 10; i++) {
            one.keep(mail("once", ADA));
            two.keep(mail("once", ADA));
        }
        awaitState("once", MailState.SENT);

        one.keep(mail("once", ADA));
        one.keep(mail("after", ADA));
        awaitState("after", MailState.SENT);

        assertThat(server.mailsTo(ADA))
                .extracting(ReceivedMail::subject)
                .containsExactly("Grüße: after", "Grüße: once");
    }

    @Test
    void isTriedAgainWhenTheServerWantsItLater() {
        server.rule(mail -> {
            if (refusals.incrementAndGet() < 3) {
                throw new RejectException(451, "4.7.1 Greylisted, come back");
            }
        });

        mails(properties(server.url(), "30", "24h")).keep(mail("grey", ADA));

        awaitState("grey", MailState.SENT);
        assertThat(kept("grey").attempts()).isEqualTo(3);
        assertThat(server.mailsTo(ADA)).hasSize(1);
    }

    @Test
    void hasTheSameMessageIdWhenItIsSentTwice() {
        List<ReceivedMail> seen = new ArrayList<>();
        server.rule(mail -> {
            seen.add(mail);
            if (seen.size() == 1) {
                // The server has it, but this is never known here.
                throw new DropConnectionException(421, "Gone");
            }
        });

        mails(properties(server.url(), "30", "24h")).keep(mail("twice", ADA));

        awaitState("twice", MailState.SENT);
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0).messageId())
                .endsWith("@example.com>")
                .isEqualTo(seen.get(1).messageId());
    }

    @Test
    void isGivenUpAtOnceWhenTheServerRefusesItForGood() {
        server.rule(mail -> {
            refusals.incrementAndGet();
            throw new RejectException(550, "5.1.1 There is no such mailbox");
        });

        mails(properties(server.url(), "30", "24h")).keep(mail("bounce", ADA));

        awaitState("bounce", MailState.BOUNCED);
        assertThat(kept("bounce").reason()).contains("550", "no such mailbox");
        assertThat(refusals).hasValue(1);
    }

    @Test
    void theLogNamesNoOneWhomAServerNames() {
        server.rule(mail -> {
            if (refusals.incrementAndGet() == 1) {
                throw new RejectException(451, "4.2.0 <" + ADA + ">: busy, was " + BEN);
            }
            throw new RejectException(550, "5.1.1 <" + ADA + ">: there is no such mailbox");
        });

        // Other tests of this JVM may have made the log quieter.
        Logger logger = (Logger) LoggerFactory.getLogger(MailDelivery.class);
        Level before = logger.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        try {
            mails(properties(server.url(), "30", "24h")).keep(mail("named", ADA));
            awaitState("named", MailState.BOUNCED);
        } finally {
            logger.setLevel(before);
            logger.detachAppender(log);
        }

        assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage).collect(Collectors.joining("\n")))
                .contains("busy", "there is no such mailbox")
                .doesNotContain(ADA, BEN);
        assertThat(kept("named").reason()).as("for operators").contains(ADA);
    }

    @Test
    void isGivenUpAfterItsTimeWithTheReasonAndCanBeSentAgain() {
        server.rule(mail -> {
            throw new RejectException(421, "Too busy");
        });
        mails(properties(server.url(), "30", "0s")).keep(mail("late", ADA));
        awaitState("late", MailState.FAILED);
        assertThat(kept("late").reason()).contains("Too busy");

        server.rule(mail -> {});
        MailEndpoint operator = new MailEndpoint(new OperatedMails(store, replicas.getFirst(), clock));
        assertThat(operator.overview().failed())
                .extracting(OperatedMails.Shown::to)
                .containsExactly(ADA);
        operator.resend(MailStore.id("late"));

        awaitState("late", MailState.SENT);
        assertThat(operator.resend(MailStore.id("late")))
                .as("what was sent stays sent")
                .isNull();
    }

    /** Each of these would have kept its slot, and nothing would have been sent any more. */
    @Test
    void anErrorInWritingOneIsAFailureOfThatMailAlone() {
        Mails mails = mails(properties(server.url(), "30", "0s"));
        for (int i = 0; i < SLOTS; i++) {
            mails.keep(mail("impossible" + i, ADA));
        }
        for (int i = 0; i < SLOTS; i++) {
            awaitState("impossible" + i, MailState.FAILED);
            assertThat(kept("impossible" + i).reason()).contains("lost");
        }

        mails.keep(mail("after", BEN));

        awaitState("after", MailState.SENT);
    }

    @Test
    void aServerThatTakesItsTimeHoldsUpNoOthers() {
        CountDownLatch answered = new CountDownLatch(1);
        server.rule(mail -> {
            if (mail.to().equals(ADA)) {
                refusals.incrementAndGet();
                try {
                    answered.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        Mails mails = mails(properties(server.url(), "30", "24h"));
        mails.keep(mail("slow", ADA));
        await().until(() -> refusals.get() == 1);

        for (int i = 0; i < 10; i++) {
            mails.keep(mail("quick" + i, BEN));
        }

        await().atMost(Duration.ofMinutes(1)).until(() -> server.mailsTo(BEN).size() == 10);
        assertThat(server.mailsTo(ADA)).isEmpty();
        answered.countDown();
        awaitState("slow", MailState.SENT);
    }

    @Test
    void nothingIsSentWhileAnOperatorHasPausedIt() {
        Mails mails = mails(properties(server.url(), "30", "24h"));
        MailEndpoint operator = new MailEndpoint(new OperatedMails(store, replicas.getFirst(), clock));
        operator.pause(true);
        mails.keep(mail("paused", ADA));
        assertThat(operator.overview().waiting()).hasSize(1);
        assertThat(operator.overview().paused()).isTrue();

        operator.pause(false);

        awaitState("paused", MailState.SENT);
    }

    @Test
    void oneAddressGetsOnlySoManyAtATime() {
        Mails mails = mails(properties(server.url(), "2", "24h"));
        mails.keep(mail("first", ADA));
        awaitState("first", MailState.SENT);
        mails.keep(mail("second", ADA));
        awaitState("second", MailState.SENT);

        mails.keep(mail("third", ADA));
        mails.keep(mail("other", BEN));

        awaitState("other", MailState.SENT);
        await().atMost(Duration.ofMinutes(1)).until(() -> kept("third").reason() != null);
        assertThat(kept("third").reason()).contains("many mails");
        assertThat(server.mailsTo(ADA)).hasSize(2);
    }

    @Test
    void whatIsNoAddressIsNotTriedAgain() {
        mails(properties(server.url(), "30", "24h")).keep(mail("nowhere", "ada@example.org\r\nBcc: ben@example.org"));

        awaitState("nowhere", MailState.BOUNCED);
        assertThat(server.mails()).isEmpty();
    }

    /** Of the first three an older standard makes other domains, which may have other owners: strasse, σ, without the joiner. */
    @ParameterizedTest
    @CsvSource({
        "straße.example, xn--strae-oqa.example",
        "ς.example, xn--3xa.example",
        "نامه\u200Cای.example, xn--mgba3gch31f060k.example",
        "PŘÍKLAD.cz, xn--pklad-zsa96e.cz",
        "उदाहरण.example, xn--p1b6ci4b4b3a.example",
    })
    void goesToTheDomainOfItsAddressAndToNoOther(String domain, String asDnsWritesIt) {
        mails(properties(server.url(), "30", "24h")).keep(mail("domain", "ada@" + domain));

        awaitState("domain", MailState.SENT);
        assertThat(server.mails()).extracting(ReceivedMail::to).containsExactly("ada@" + asDnsWritesIt);
    }

    @Test
    void whatIsPointlessByNowIsDropped() {
        mails(properties(server.url(), "30", "24h")).keep(mail("pointless", ADA));

        awaitState("pointless", MailState.DROPPED);
    }

    @ParameterizedTest
    @CsvSource({"a..b@example.org", ".a@example.org", "a.@example.org", "a@-example.org", "a"})
    void onlyItsRecipientCanBeNoAddress(String replyTo) {
        Mail mail = new Mail("answered", "test", ADA, Map.of("word", "answered", "replyTo", replyTo));
        mails(properties(server.url(), "30", "24h")).keep(mail);

        awaitState("answered", MailState.SENT);
        assertThat(awaitMail(ADA).header("Reply-To")).isEmpty();
    }

    /** The mails of another replica. */
    private Mails mails(MailProperties properties) {
        MailDelivery delivery = new MailDelivery(
                store,
                Map.of("test", new TestWriter()),
                texts(),
                Optional.of(new SmtpServer(properties, new MailTemplates(), false)),
                properties,
                _ -> Duration.ZERO,
                _ -> {},
                Counters.of(new SimpleMeterRegistry(), "attempts", "Attempts", "outcome", MailDelivery.Outcome.class),
                clock);
        replicas.add(delivery);
        delivery.loop().start();
        return new Mails(store, delivery, properties, clock);
    }

    private static MessageSource texts() {
        ResourceBundleMessageSource texts = new ResourceBundleMessageSource();
        texts.setBasename("mail/common");
        return texts;
    }

    private static MailProperties properties(String smtp, String perRecipient, String giveUpAfter) {
        return new MailProperties(
                smtp,
                null,
                "Holdfast <tickets@example.com>",
                URI.create("http://localhost:8080/"),
                Duration.ofMillis(50),
                SLOTS,
                Duration.ofSeconds(20),
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                giveUpAfter.equals("0s") ? Duration.ZERO : Duration.ofHours(24),
                Integer.parseInt(perRecipient),
                Duration.ofDays(90));
    }

    private static Mail mail(String fact, String to) {
        return new Mail(fact, "test", to, Map.of("word", fact));
    }

    private ReceivedMail awaitMail(String to) {
        await().atMost(Duration.ofMinutes(1)).until(() -> !server.mailsTo(to).isEmpty());
        return server.mailsTo(to).getFirst();
    }

    private void awaitState(String fact, MailState state) {
        await().atMost(Duration.ofMinutes(1)).until(() -> kept(fact).state() == state);
    }

    private KeptMail kept(String fact) {
        return store.findById(MailStore.id(fact)).orElseThrow();
    }

    private static final class TestWriter implements MailWriter {

        @Override
        public Set<String> kinds() {
            return Set.of("test");
        }

        @Override
        public Optional<MailContent> write(Mail mail, MailTexts texts) {
            if (mail.detail("word").equals("pointless")) {
                return Optional.empty();
            }
            if (mail.detail("word").startsWith("impossible")) {
                throw new NoClassDefFoundError("lost");
            }
            byte[] bytes = "bytes".getBytes(StandardCharsets.UTF_8);
            return Optional.of(MailContent.of("Grüße: " + mail.detail("word"))
                    .replyTo(mail.details().getOrDefault("replyTo", "organizer@example.org"))
                    .paragraph("What it <b>says</b>")
                    .fact("When", "tonight")
                    .button("Open", texts.page("/orders/1"))
                    .picture(new MailContent.Picture("code@holdfast", "A ticket", "ABCD", bytes))
                    .attach(new MailContent.Attachment("event.ics", "text/calendar", bytes))
                    .note("A note")
                    .build());
        }
    }
}
