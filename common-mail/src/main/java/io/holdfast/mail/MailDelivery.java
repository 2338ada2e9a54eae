package io.holdfast.mail;

import io.holdfast.language.Beginning;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.telemetry.Counters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;

/**
 * Sends the mails that are due. A mail is reserved in the database before it is sent, so that each is sent by one replica; if that
 * replica dies, another sends it after the reservation, with the same {@code Message-ID}.
 */
final class MailDelivery {

    /** What came of an attempt to send a mail. */
    enum Outcome {
        SENT,
        RETRIED,
        POSTPONED,
        BOUNCED,
        FAILED,
        DROPPED
    }

    private static final Logger log = LoggerFactory.getLogger(MailDelivery.class);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MAX_REASON = 500;
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>():;,]+@[^\\s<>():;,]+");

    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    /** A mail that has waited for longer is not held up for anything: those after it would wait still longer. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final MailStore store;
    private final DueMails due;
    private final Map<String, MailWriter> writers;
    private final MessageSource texts;
    private final Optional<SmtpServer> server;
    private final MailProperties properties;
    private final MailPace pace;
    private final HandedOver handedOver;
    private final Counters<Outcome> outcomes;
    private final Clock clock;
    private final BackgroundLoop loop;
    private final Semaphore slots;

    /** @param server empty if none is configured */
    MailDelivery(
            MailStore store,
            Map<String, MailWriter> writers,
            MessageSource texts,
            Optional<SmtpServer> server,
            MailProperties properties,
            MailPace pace,
            HandedOver handedOver,
            Counters<Outcome> outcomes,
            Clock clock) {
        this.store = store;
        this.due = new DueMails(store);
        this.writers = writers;
        this.texts = texts;
        this.server = server;
        this.properties = properties;
        this.pace = pace;
        this.handedOver = handedOver;
        this.outcomes = outcomes;
        this.clock = clock;
        this.loop = BackgroundLoop.every(properties.every(), "mails").runUntilDue(this::sendDue);
        this.slots = new Semaphore(properties.atOnce());
    }

    BackgroundLoop loop() {
        return loop;
    }

    /** A mail was kept: it need not wait for the next round. */
    void wake() {
        loop.wake();
    }

    private @Nullable Duration sendDue() {
        if (server.isEmpty()) {
            log.warn("No mails are sent: holdfast.mail.smtp names no mail server");
            return BackgroundLoop.DONE;
        }
        if (slots.availablePermits() == 0 || store.isPaused()) {
            return null;
        }
        for (int free = slots.availablePermits(); free > 0; free--) {
            Instant now = clock.instant();
            Optional<KeptMail> next = due.reserveNext(now, now.plus(MailStore.reservation(properties.timeout())));
            if (next.isEmpty()) {
                return null;
            }
            slots.acquireUninterruptibly();
            Thread.ofVirtual().name("mail").start(() -> sendInSlot(next.get(), server.get()));
        }
        return null;
    }

    /** Keeps its slot for a while after it is sent, so that mails yield to buyers. */
    private void sendInSlot(KeptMail mail, SmtpServer smtp) {
        Duration waited = Duration.between(mail.keptAt(), clock.instant());
        long began = System.nanoTime();
        try {
            outcomes.count(send(mail, smtp), 1);
        } catch (RuntimeException | Error e) {
            // The reservation ends, and it is sent again.
            log.warn("Mail {} is not finished: {}", mail.id(), unnamed(e));
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            LockSupport.parkNanos(rest(took, waited, properties.atOnce(), pace).toNanos());
            slots.release();
            loop.wake();
        }
    }

    /**
     * How long a slot rests: as long as its mail took, and for as long as something more urgent asks of all slots together, unless mails are
     * late already.
     *
     * @param waited since the mail was kept
     */
    static Duration rest(Duration took, Duration waited, int slots, MailPace pace) {
        Duration same = took.compareTo(LONGEST_REST) < 0 ? took : LONGEST_REST;
        Duration asked = waited.compareTo(PATIENCE) < 0 ? pace.restAfter(took.multipliedBy(slots)) : Duration.ZERO;
        return asked.compareTo(same) > 0 ? asked : same;
    }

    private Outcome send(KeptMail mail, SmtpServer smtp) {
        Instant now = clock.instant();
        if (store.countSent(mail.mail().to(), now.minus(HOUR)) >= properties.perRecipient()) {
            store.postpone(mail, now.plus(HOUR.dividedBy(6)), "This address got many mails in the last hour");
            return Outcome.POSTPONED;
        }
        MailContent content;
        try {
            MailTexts reader = new MailTexts(texts, mail.mail().language(), properties.links());
            Optional<MailContent> written = writer(mail.mail().kind()).write(mail.mail(), reader);
            if (written.isEmpty()) {
                store.end(mail, MailState.DROPPED, null, clock.instant());
                return Outcome.DROPPED;
            }
            content = written.get();
            smtp.send(mail, content, reader);
            if (content.told() != null) {
                // Before it counts as sent: if this fails, the mail is sent once more, with what is by then.
                handedOver.handedOver(content.told());
            }
        } catch (MailRefused e) {
            log.info("Mail {} ({}) was refused: {}", mail.id(), mail.mail().kind(), unnamed(e));
            // First: if this fails, the mail is sent and refused once more.
            writer(mail.mail().kind()).undelivered(mail.mail());
            store.end(mail, MailState.BOUNCED, reason(e), clock.instant());
            return Outcome.BOUNCED;
        } catch (RuntimeException | Error e) {
            return retryOrFail(mail, e);
        }
        store.endSent(mail, content.told(), clock.instant());
        noteSent(mail, now);
        return Outcome.SENT;
    }

    /** Last: the mail is sent, whatever becomes of this. */
    private void noteSent(KeptMail mail, Instant now) {
        try {
            writer(mail.mail().kind()).sent(mail.mail(), now);
        } catch (RuntimeException e) {
            log.warn("Mail {} is sent, which is not noted: {}", mail.id(), unnamed(e));
        }
    }

    private Outcome retryOrFail(KeptMail mail, Throwable e) {
        Instant now = clock.instant();
        Duration pause = properties.pauseAfter(mail.attempts());
        Instant next = now.plus(pause).plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 4 + 1));
        if (next.isAfter(mail.keptAt().plus(properties.giveUpAfter()))) {
            log.error(
                    "Mail {} ({}) could not be sent: {}", mail.id(), mail.mail().kind(), unnamed(e));
            Optional.ofNullable(writers.get(mail.mail().kind())).ifPresent(writer -> writer.undelivered(mail.mail()));
            store.end(mail, MailState.FAILED, reason(e), now);
            return Outcome.FAILED;
        }
        log.info("Mail {} ({}) is tried again at {}: {}", mail.id(), mail.mail().kind(), next, unnamed(e));
        store.postpone(mail, next, reason(e));
        return Outcome.RETRIED;
    }

    private MailWriter writer(String kind) {
        MailWriter writer = writers.get(kind);
        if (writer == null) {
            throw new IllegalStateException("This version does not know mails of the kind " + kind);
        }
        return writer;
    }

    /** For the log, which names no one: mail servers repeat the address that they refuse. */
    private static String unnamed(Throwable e) {
        return ADDRESS.matcher(e.toString()).replaceAll("…");
    }

    private static String reason(Throwable e) {
        return Beginning.of(String.valueOf(e.getMessage()), MAX_REASON);
    }

    /** Forgets some of the mails that ended long ago. True if there may be more. */
    boolean forgetOld() {
        return store.deleteEnded(clock.instant().minus(properties.keep()));
    }
}
