package io.holdfast.messaging;

import io.holdfast.contracts.Message;
import io.holdfast.contracts.Subjects;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamStatusException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer on one stream: pulls, hands messages to virtual threads (one at a time for each aggregate), acknowledges
 * after the effect. A broker, stream or consumer that goes away is waited for, and the consumer made again. One that does not acknowledge is
 * made again for every connection: what was on its way over the one before is lost.
 */
final class Listener {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);
    private static final Duration PULL = Duration.ofSeconds(1);
    private static final Duration ACK_WAIT = Duration.ofSeconds(6);
    private static final Duration STILL_WORKING_EVERY = ACK_WAIT.dividedBy(3);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);
    private static final int MAX_ACK_PENDING = 2000;
    private static final int MAX_BATCH = 256;

    /** A message delivered this many times its share of attempts is given up even if every process counted afresh. */
    private static final int PATIENCE = 5;

    private static final int MAX_REMEMBERED_FAILURES = 10_000;

    private final String stream;
    private final String consumer;
    private final @Nullable Duration replay;
    private final Map<Class<? extends Message>, List<Consumer<Message>>> handlers;
    private final Broker broker;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final MessageObservation observation;
    private final int concurrency;
    private final int attempts;

    private final Semaphore permits;
    private final Map<String, Deque<io.nats.client.Message>> lanes = new HashMap<>();
    private final Set<io.nats.client.Message> inHand = ConcurrentHashMap.newKeySet();
    private final Map<Long, Integer> failures = new ConcurrentHashMap<>();
    private volatile boolean running;
    private @Nullable Thread thread;
    private Instant lastHeard;
    private long stillWorkingAt = System.nanoTime();
    private boolean complained;

    Listener(
            String stream,
            String consumer,
            @Nullable Duration replay,
            Map<Class<? extends Message>, List<Consumer<Message>>> handlers,
            Broker broker,
            DeadLetters deadLetters,
            Clock clock,
            ObservationRegistry observations,
            MessagingProperties properties) {
        this.stream = stream;
        this.consumer = consumer;
        this.replay = replay;
        this.handlers = handlers;
        this.broker = broker;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.observation = new MessageObservation(observations, consumer);
        this.concurrency = properties.concurrency();
        this.attempts = properties.attempts();
        this.permits = new Semaphore(concurrency);
        this.lastHeard = clock.instant();
    }

    String stream() {
        return stream;
    }

    String consumer() {
        return consumer;
    }

    boolean isDurable() {
        return replay == null;
    }

    void start() {
        running = true;
        lastHeard = clock.instant();
        thread = Thread.ofVirtual().name("listen-" + stream + "-" + consumer).start(this::listen);
    }

    /** Asks for no more; {@link #awaitQuiet} then waits for what is being handled. */
    void stop() {
        running = false;
    }

    /**
     * A pull under way ends by itself, so that what it brings is handed back at once: interrupted, it would be the next
     * one's only when the broker has waited for our acknowledgement.
     */
    void awaitQuiet(Duration patience) throws InterruptedException {
        Thread listening = thread;
        if (listening != null && !listening.join(patience)) {
            listening.interrupt();
        }
        if (permits.tryAcquire(concurrency, patience.toMillis(), TimeUnit.MILLISECONDS)) {
            permits.release(concurrency);
        }
    }

    /** Hands a message to the handlers now, on this thread; what they throw comes back. */
    void handle(String subject, byte[] body, @Nullable String trace) {
        Class<? extends Message> type =
                Subjects.type(subject).orElseThrow(() -> new UnprocessableMessageException("Nobody knows " + subject));
        List<Consumer<Message>> interested = handlers.getOrDefault(type, List.of());
        Message message = MessageJson.read(type, body);
        observation.observe(message, subject, trace, () -> interested.forEach(handler -> handler.accept(message)));
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
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            } catch (InterruptedException e) {
                return;
            } catch (IOException | JetStreamApiException | RuntimeException e) {
                complain(e);
                if (!rest()) {
                    return;
                }
            } finally {
                unsubscribe(subscription);
            }
        }
    }

    private JetStreamSubscription subscribe() throws IOException, JetStreamApiException {
        ConsumerConfiguration.Builder wanted = ConsumerConfiguration.builder().filterSubject(stream + ".>");
        String name = consumer;
        if (replay == null) {
            wanted.durable(name)
                    .deliverPolicy(DeliverPolicy.All)
                    .ackPolicy(AckPolicy.Explicit)
                    .ackWait(ACK_WAIT)
                    .maxDeliver(-1)
                    .maxAckPending(MAX_ACK_PENDING);
        } else {
            name = consumer + "-" + Ids.random();
            // After an outage, from where it broke off.
            Instant heard = lastHeard.isBefore(clock.instant()) ? lastHeard : clock.instant();
            wanted.name(name)
                    .deliverPolicy(DeliverPolicy.ByStartTime)
                    .startTime(heard.minus(replay).atZone(ZoneOffset.UTC))
                    .ackPolicy(AckPolicy.None)
                    .inactiveThreshold(Duration.ofMinutes(1));
        }
        broker.management().addOrUpdateConsumer(stream, wanted.build());
        return broker.jetStream().subscribe(null, PullSubscribeOptions.bind(stream, name));
    }

    /**
     * One pull request's worth. Pulls are short, since one that is open when the broker restarts is never answered; the
     * subscription outlives them, so that what a pull brings too late is not lost until the broker delivers it again.
     */
    private void pull(JetStreamSubscription subscription)
            throws InterruptedException, IOException, JetStreamApiException {
        int room = Math.clamp(permits.availablePermits(), 1, MAX_BATCH);
        long began = System.nanoTime();
        int received = 0;
        Iterator<io.nats.client.Message> messages = subscription.iterate(room, PULL);
        while (messages.hasNext()) {
            dispatch(messages.next());
            received++;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        tellStillWorking();
        if (received == 0 && System.nanoTime() - began < PULL.dividedBy(2).toNanos()) {
            // Nobody answered, or the pull was turned down: the broker, the stream or the consumer is gone.
            if (!broker.isConnected()) {
                throw new IOException("The broker is away");
            }
            broker.management().getConsumerInfo(stream, subscription.getConsumerName());
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } else if (broker.isConnected()) {
            lastHeard = clock.instant();
        }
    }

    private void dispatch(io.nats.client.Message message) throws InterruptedException {
        if (Subjects.type(message.getSubject()).filter(handlers::containsKey).isEmpty()) {
            acknowledge(message);
            return;
        }
        inHand.add(message);
        while (!permits.tryAcquire(1, TimeUnit.SECONDS)) {
            tellStillWorking();
            if (!running) {
                inHand.remove(message);
                sayLater(message, Duration.ZERO);
                return;
            }
        }
        String aggregate = aggregate(message);
        synchronized (lanes) {
            Deque<io.nats.client.Message> lane = lanes.get(aggregate);
            if (lane == null) {
                lane = new ArrayDeque<>(2);
                lanes.put(aggregate, lane);
                Thread.ofVirtual().name(consumer + "-" + aggregate).start(() -> drain(aggregate));
            }
            lane.add(message);
        }
    }

    private void drain(String aggregate) {
        while (true) {
            io.nats.client.Message message;
            synchronized (lanes) {
                Deque<io.nats.client.Message> lane = lanes.get(aggregate);
                message = lane == null ? null : lane.poll();
                if (message == null) {
                    lanes.remove(aggregate);
                    return;
                }
            }
            try {
                handle(message);
            } catch (Throwable e) {
                log.error("Handling {} broke off", message.getSubject(), e);
            } finally {
                inHand.remove(message);
                permits.release();
            }
        }
    }

    private void handle(io.nats.client.Message message) {
        if (!running) {
            // Another replica, or this one after its restart, goes on.
            sayLater(message, Duration.ZERO);
            return;
        }
        try {
            handle(message.getSubject(), message.getData(), header(message, MessageHeaders.TRACE));
            failures.remove(message.metaData().streamSequence());
            acknowledge(message);
        } catch (Exception | StackOverflowError | AssertionError e) {
            failed(message, e);
        }
    }

    private void failed(io.nats.client.Message message, Throwable error) {
        if (!isDurable()) {
            log.warn("{} could not handle {}: {}", consumer, message.getSubject(), error.toString());
            return;
        }
        long sequence = message.metaData().streamSequence();
        long deliveries = message.metaData().deliveredCount();
        if (DatabaseTrouble.passes(error)) {
            // Not the message's fault, so it is not counted against it.
            log.warn("{} cannot handle {} now: {}", consumer, message.getSubject(), error.toString());
            sayLater(message, backOff(deliveries));
            return;
        }
        if (failures.size() > MAX_REMEMBERED_FAILURES) {
            failures.clear();
        }
        int failed = failures.merge(sequence, 1, Integer::sum);
        boolean hopeless = error instanceof UnprocessableMessageException
                || failed >= attempts
                || deliveries >= (long) attempts * PATIENCE;
        if (!hopeless) {
            log.warn("{} failed with {}, attempt {} of {}", consumer, message.getSubject(), failed, attempts, error);
            sayLater(message, backOff(failed));
            return;
        }
        try {
            deadLetters.bury(message, consumer, failed, error);
            log.error("{} gave {} up: it is among the dead letters", consumer, message.getSubject(), error);
            failures.remove(sequence);
            acknowledge(message);
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            log.warn("No dead letter for {} yet: {}", message.getSubject(), e.toString());
            sayLater(message, backOff(failed));
        }
    }

    private void acknowledge(io.nats.client.Message message) {
        if (isDurable()) {
            try {
                message.ack();
            } catch (RuntimeException e) {
                log.debug("Not acknowledged, will come again: {}", e.toString());
            }
        }
    }

    private void sayLater(io.nats.client.Message message, Duration delay) {
        if (isDurable()) {
            try {
                if (delay.isZero()) {
                    message.nak();
                } else {
                    message.nakWithDelay(delay);
                }
            } catch (RuntimeException e) {
                log.debug("Will come again by itself: {}", e.toString());
            }
        }
    }

    /** What waits or works longer than the broker's patience would otherwise be delivered a second time meanwhile. */
    private void tellStillWorking() {
        if (isDurable() && System.nanoTime() - stillWorkingAt > STILL_WORKING_EVERY.toNanos()) {
            stillWorkingAt = System.nanoTime();
            for (io.nats.client.Message message : inHand) {
                try {
                    message.inProgress();
                } catch (RuntimeException e) {
                    log.debug("Broker does not know that {} is being handled", message.getSubject(), e);
                }
            }
        }
    }

    private void complain(Exception e) {
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

    private static boolean rest() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void unsubscribe(@Nullable JetStreamSubscription subscription) {
        if (subscription == null) {
            return;
        }
        try {
            subscription.unsubscribe();
            if (!isDurable() && broker.isConnected()) {
                JetStreamManagement management = broker.management();
                management.deleteConsumer(stream, subscription.getConsumerName());
            }
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            log.debug("Unsubscribed from {} the hard way", stream, e);
        }
    }

    private static Duration backOff(long failed) {
        long millis = 100L << Math.clamp((failed - 1) * 3 / 2, 0, 20);
        return Duration.ofMillis(Math.min(millis, LONGEST_BACK_OFF.toMillis()));
    }

    private static String aggregate(io.nats.client.Message message) {
        String[] tokens = message.getSubject().split("\\.", 3);
        return tokens.length == 3 ? tokens[2] : message.getSubject();
    }

    private static @Nullable String header(io.nats.client.Message message, String name) {
        return message.getHeaders() == null ? null : message.getHeaders().getFirst(name);
    }
}
