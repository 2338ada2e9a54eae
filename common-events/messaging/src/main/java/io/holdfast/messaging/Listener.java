package io.holdfast.messaging;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamStatusException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer on one stream: pulls messages, adds them to the queues of their aggregates, and acknowledges each after it was handled.
 * Waits for a broker, stream or consumer that goes away, and creates the consumer again. A consumer that does not acknowledge is
 * created again for every connection, since what was underway over the last one is lost.
 */
final class Listener {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);
    private static final Duration PULL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration ROOM_WAIT = Duration.ofSeconds(1);
    static final int MAX_ACK_PENDING = 2000;
    private static final int MAX_BATCH = 256;

    private final String stream;
    private final String consumer;
    private final @Nullable Duration replay;
    private final MessageHandlers handlers;
    private final Broker broker;
    private final Clock clock;
    private final Acknowledgements acknowledgements;
    private final FailedMessages failures;
    private final UnknownMessages unknown;
    private final AggregateQueues queues;

    private volatile boolean running;
    private @Nullable Thread thread;

    /** When a pull last ended with the broker connected. */
    private Instant lastPull;

    private boolean complained;

    /** @param replay how far back to begin; null for a consumer that acknowledges */
    Listener(
            String stream,
            String consumer,
            @Nullable Duration replay,
            MessageHandlers handlers,
            Broker broker,
            DeadLetters deadLetters,
            Clock clock,
            MessagingProperties properties) {
        this.stream = stream;
        this.consumer = consumer;
        this.replay = replay;
        this.handlers = handlers;
        this.broker = broker;
        this.clock = clock;
        this.acknowledgements = new Acknowledgements(isDurable());
        this.failures = new FailedMessages(consumer, properties.attempts(), deadLetters, acknowledgements);
        this.unknown = new UnknownMessages(consumer, clock);
        this.queues = new AggregateQueues(consumer, properties.concurrency(), this::handle);
        this.lastPull = clock.instant();
    }

    String stream() {
        return stream;
    }

    String consumer() {
        return consumer;
    }

    MessageHandlers handlers() {
        return handlers;
    }

    /** Whether it acknowledges, and the broker remembers what it has handled. */
    boolean isDurable() {
        return replay == null;
    }

    void start() {
        running = true;
        lastPull = clock.instant();
        thread = Thread.ofVirtual().name("listen-" + stream + "-" + consumer).start(this::listen);
    }

    /** Pulls no more; {@link #awaitQuiet} then waits for what is being handled. */
    void stop() {
        running = false;
    }

    /**
     * Waits until a pull that is open has ended and its messages are handed back, and for what is being handled. A pull is not
     * interrupted before {@code patience} ends: its messages would be delivered to another replica only after the broker has waited for
     * their acknowledgement.
     */
    void awaitQuiet(Duration patience) throws InterruptedException {
        Thread listening = thread;
        if (listening != null && !listening.join(patience)) {
            listening.interrupt();
        }
        queues.awaitEmpty(patience);
    }

    private void listen() {
        while (running) {
            JetStreamSubscription subscription = null;
            try {
                if (broker.isConnected()) {
                    long connects = broker.connects();
                    subscription = subscribe();
                    complained = false;
                    log.debug("Consumer {} listens to {}", consumer, stream);
                    while (running && (isDurable() || connects == broker.connects())) {
                        pull(subscription);
                    }
                }
                pause();
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                complain(e);
                try {
                    pause();
                } catch (InterruptedException interrupted) {
                    return;
                }
            } finally {
                unsubscribe(subscription);
            }
        }
    }

    private JetStreamSubscription subscribe() throws IOException, JetStreamApiException {
        ConsumerConfiguration wanted;
        if (replay == null) {
            wanted = durable(stream, consumer);
        } else {
            wanted = broadcast(stream, consumer + "-" + Ids.random(), beginning(lastPull, clock.instant(), replay));
        }
        broker.management().addOrUpdateConsumer(stream, wanted);
        return broker.jetStream().subscribe(null, PullSubscribeOptions.bind(stream, wanted.getName()));
    }

    /** Gets each message from the stream's first on, again and again until it is acknowledged: an outage of any length loses none. */
    static ConsumerConfiguration durable(String stream, String name) {
        return ConsumerConfiguration.builder()
                .filterSubject(stream + ".>")
                .durable(name)
                .name(name)
                .deliverPolicy(DeliverPolicy.All)
                .ackPolicy(AckPolicy.Explicit)
                .ackWait(Acknowledgements.WAIT)
                .maxDeliver(-1)
                .maxAckPending(MAX_ACK_PENDING)
                .build();
    }

    /** Gets each message from {@code since} on once. The broker forgets it soon after its replica is gone. */
    static ConsumerConfiguration broadcast(String stream, String name, Instant since) {
        return ConsumerConfiguration.builder()
                .filterSubject(stream + ".>")
                .name(name)
                .deliverPolicy(DeliverPolicy.ByStartTime)
                .startTime(since.atZone(ZoneOffset.UTC))
                .ackPolicy(AckPolicy.None)
                .inactiveThreshold(Duration.ofMinutes(1))
                .build();
    }

    /** After an outage, from where it broke off, even if that is longer ago than the {@code replay}; never from the future. */
    static Instant beginning(Instant lastPull, Instant now, Duration replay) {
        return (lastPull.isBefore(now) ? lastPull : now).minus(replay);
    }

    /**
     * Makes one pull request. Pulls are short, since one that is open when the broker restarts is never answered. The subscription
     * outlives them, so that a message that arrives after its pull has ended is received by the next.
     */
    private void pull(JetStreamSubscription subscription)
            throws InterruptedException, IOException, JetStreamApiException {
        int room = Math.clamp(queues.room(), 1, MAX_BATCH);
        long began = System.nanoTime();
        int received = 0;
        Iterator<Message> messages = subscription.iterate(room, PULL);
        while (messages.hasNext()) {
            dispatch(messages.next());
            received++;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        acknowledgements.reportProgress();
        if (received == 0 && System.nanoTime() - began < PULL.dividedBy(2).toNanos()) {
            // The pull was refused or not answered: the broker, the stream or the consumer is gone.
            if (!broker.isConnected()) {
                throw new IOException("The broker is away");
            }
            broker.management().getConsumerInfo(stream, subscription.getConsumerName());
            pause();
        } else if (broker.isConnected()) {
            lastPull = clock.instant();
        }
    }

    private void dispatch(Message message) throws InterruptedException {
        if (!handlers.has(message.getSubject())) {
            if (isDurable() && !MessageHandlers.isKnown(message.getSubject()) && unknown.isHandedBack(message)) {
                acknowledgements.redeliver(message, UnknownMessages.DELAY);
            } else {
                acknowledgements.acknowledge(message);
            }
            return;
        }
        acknowledgements.began(message);
        while (!queues.add(message, ROOM_WAIT)) {
            acknowledgements.reportProgress();
            if (!running) {
                acknowledgements.ended(message);
                acknowledgements.redeliver(message, Duration.ZERO);
                return;
            }
        }
    }

    private void handle(Message message) {
        try {
            if (running) {
                handleNow(message);
            } else {
                // Another replica handles it, or this one after its restart.
                acknowledgements.redeliver(message, Duration.ZERO);
            }
        } finally {
            acknowledgements.ended(message);
        }
    }

    private void handleNow(Message message) {
        try {
            String trace =
                    message.getHeaders() == null ? null : message.getHeaders().getFirst(MessageHeaders.TRACE);
            handlers.handle(message.getSubject(), message.getData(), trace);
            failures.handled(message);
            acknowledgements.acknowledge(message);
        } catch (Throwable e) {
            if (isDurable()) {
                failures.failed(message, e);
            } else {
                log.warn("{} could not handle {}: {}", consumer, message.getSubject(), e.toString());
            }
        }
    }

    private void complain(Throwable e) {
        String why = e instanceof JetStreamStatusException status
                ? status.getStatus().getMessage()
                : e.toString();
        if (running && broker.isConnected() && !complained) {
            complained = true;
            log.info("{} waits for stream {}: {}", consumer, stream, why);
        } else {
            log.debug("{} waits for stream {}: {}", consumer, stream, why);
        }
    }

    private static void pause() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }

    private void unsubscribe(@Nullable JetStreamSubscription subscription) {
        if (subscription == null) {
            return;
        }
        try {
            subscription.unsubscribe();
            if (!isDurable() && broker.isConnected()) {
                broker.management().deleteConsumer(stream, subscription.getConsumerName());
            }
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            log.debug("Did not unsubscribe from {} properly", stream, e);
        }
    }
}
