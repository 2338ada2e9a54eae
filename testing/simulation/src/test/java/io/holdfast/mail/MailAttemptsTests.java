package io.holdfast.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.mail.MailContent.Told;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import io.holdfast.telemetry.Counters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.StaticMessageSource;
import org.springframework.mail.MailSendException;

/** What follows from an attempt to send a mail is done before the mail counts as ended, and no mail is sent by two replicas. */
class MailAttemptsTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** More than one: a replica that sends a mail looks for others. */
    private static final int SLOTS = 2;

    private static final Duration REMEMBERED = Duration.ofDays(90);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** To connect, to be greeted, for the names, the sender, the recipient, the mail and its end, and to take leave. */
    private static final int STEPS = 8;

    private static final Mail MAIL = new Mail("fact", "test", "ada@example.org", Map.of());

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private final MailStore store = store(Effects.NONE);
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final Clock clock = mock(Clock.class);
    private final SmtpServer server = mock(SmtpServer.class);
    private final List<MailDelivery> replicas = new ArrayList<>();

    /** What the mail was in when others were told of it. */
    private final AtomicReference<MailState> toldIn = new AtomicReference<>();

    @BeforeEach
    void aMailIsKept() {
        when(clock.instant()).thenAnswer(_ -> now.get());
        store.insert(MAIL, NOON, NOON);
    }

    @AfterEach
    void stop() {
        replicas.forEach(replica -> replica.loop().stop());
    }

    private MailStore store(Effects effects) {
        return new MailStore(database.factory("mails", effects, "mails"));
    }

    private KeptMail kept() {
        return store.findById(MailStore.id(MAIL.fact())).orElseThrow();
    }

    private void start(Effects effects, Duration giveUpAfter) {
        MailProperties properties = new MailProperties(
                "smtp://localhost",
                null,
                "Holdfast <tickets@example.com>",
                URI.create("http://localhost:8080/"),
                Duration.ofMillis(10),
                SLOTS,
                TIMEOUT,
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                giveUpAfter,
                30,
                REMEMBERED);
        MailDelivery replica = new MailDelivery(
                store(effects),
                Map.of("test", new TestWriter()),
                new StaticMessageSource(),
                Optional.of(server),
                properties,
                _ -> Duration.ZERO,
                _ -> toldIn.compareAndSet(null, kept().state()),
                Counters.of(new SimpleMeterRegistry(), "attempts", "Attempts", "outcome", MailDelivery.Outcome.class),
                clock);
        replicas.add(replica);
        replica.loop().start();
    }

    private void awaitState(MailState state) {
        await().atMost(PATIENCE).until(() -> kept().state() == state);
    }

    /** After a crash in between no one would know that the buyer was not reached. */
    @Test
    void aMailIsRefusedOnceThatIsShown() throws MailRefused {
        doThrow(new MailRefused("550 There is no such mailbox")).when(server).send(any(), any(), any());

        start(Effects.NONE, Duration.ofDays(1));

        awaitState(MailState.BOUNCED);
        assertThat(toldIn).hasValue(MailState.WAITING);
    }

    @Test
    void aMailIsGivenUpOnceThatIsShown() throws MailRefused {
        doThrow(new MailSendException("451 Too busy")).when(server).send(any(), any(), any());

        start(Effects.NONE, Duration.ZERO);

        awaitState(MailState.FAILED);
        assertThat(toldIn).hasValue(MailState.WAITING);
    }

    /** After a crash in between no one would know that the buyer was told what is not so any more. */
    @Test
    void aMailIsSentOnceItIsNotedWhatItTold() {
        start(Effects.NONE, Duration.ofDays(1));

        awaitState(MailState.SENT);
        assertThat(toldIn).hasValue(MailState.WAITING);
    }

    @Test
    void aMailThatIsSentAgainIsTriedForAsLongAsANewOne() throws MailRefused {
        KeptMail mail = store.reserve(kept(), NOON).orElseThrow();
        store.end(mail, MailState.FAILED, "Too busy", NOON);
        Instant later = NOON.plus(Duration.ofDays(2));
        now.set(later);
        doThrow(new MailSendException("451 Too busy")).doNothing().when(server).send(any(), any(), any());
        assertThat(store.resend(mail.id(), later)).isTrue();

        start(Effects.NONE, Duration.ofDays(1));
        await().atMost(PATIENCE).until(() -> kept().attempts() > 1 && "451 Too busy".equals(kept().reason()));
        assertThat(kept().state()).isEqualTo(MailState.WAITING);
        now.set(later.plus(Duration.ofMinutes(1)));

        awaitState(MailState.SENT);
    }

    @Test
    void aServerThatTakesItsTimeGetsTheMailFromOneReplica() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        AtomicInteger sending = new AtomicInteger();
        doAnswer(_ -> {
                    sending.incrementAndGet();
                    answered.await();
                    return null;
                })
                .when(server)
                .send(any(), any(), any());
        start(Effects.NONE, Duration.ofDays(1));
        await().atMost(PATIENCE).until(() -> sending.get() == 1);

        now.set(NOON.plus(TIMEOUT.multipliedBy(STEPS)));
        AtomicInteger looks = new AtomicInteger();
        start(
                operation -> {
                    operation.perform();
                    if (operation.name().equals("find")
                            && operation.request().toJson().contains(MailStore.DUE)) {
                        looks.incrementAndGet();
                    }
                },
                Duration.ofDays(1));
        await().atMost(PATIENCE).until(() -> looks.get() > 1);
        assertThat(kept().attempts()).isEqualTo(1);

        answered.countDown();
        awaitState(MailState.SENT);
    }

    /** The message that it was kept for may come again. */
    @Test
    void aMailThatWasSentIsRememberedForAWhile() {
        start(Effects.NONE, Duration.ofDays(1));
        awaitState(MailState.SENT);

        now.set(NOON.plus(REMEMBERED));
        replicas.getFirst().forgetOld();
        assertThat(store.insert(MAIL, NOON, NOON)).isFalse();
        now.set(NOON.plus(REMEMBERED).plusMillis(1));
        replicas.getFirst().forgetOld();
        assertThat(store.findById(MailStore.id(MAIL.fact()))).isEmpty();
    }

    private final class TestWriter implements MailWriter {

        @Override
        public Set<String> kinds() {
            return Set.of("test");
        }

        @Override
        public Optional<MailContent> write(Mail mail, MailTexts texts) {
            return Optional.of(
                    MailContent.of("Moved").telling(new Told("event1", "moved")).build());
        }

        @Override
        public void undelivered(Mail mail) {
            toldIn.compareAndSet(null, kept().state());
        }
    }
}
