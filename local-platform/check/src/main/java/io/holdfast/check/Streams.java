package io.holdfast.check;

import io.holdfast.check.StreamLog.Published;
import io.holdfast.check.StreamLog.State;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All streams of a broker. Messages are read without their bodies, and each only once, however often {@link #readOn} is called. */
final class Streams implements AutoCloseable {

    /** How the names of the streams with dead letters begin. */
    private static final String DEAD_LETTERS = "dead-letters-";

    private static final String AGGREGATE = "Holdfast-Aggregate-Id";
    private static final String VERSION = "Holdfast-Version";
    private static final int BATCH = 2_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final @Nullable Connection connection;
    private final Map<String, StreamLog> logs = new HashMap<>();
    private final Map<String, String> deadLetters = new LinkedHashMap<>();

    private Streams(@Nullable Connection connection) {
        this.connection = connection;
    }

    /** Connects; without a broker there are no streams. */
    static Streams at(SystemAddresses systems) {
        return new Streams(systems.broker() == null ? null : BrokerConnection.open(systems, "check"));
    }

    /** Those that were read already. */
    static Streams of(Collection<StreamContents> read) {
        Streams streams = new Streams(null);
        for (StreamContents contents : read) {
            StreamLog log = new StreamLog(new State(
                    contents.created(),
                    contents.first(),
                    contents.firstAt(),
                    contents.last(),
                    contents.messages().size(),
                    contents.latestOnly()));
            streams.logs.put(contents.name(), log);
            contents.messages()
                    .forEach(message -> streams.add(
                            contents.name(), log, message.subject(), message.headers(), message.sequence()));
            contents.consumers()
                    .forEach(consumer -> log.consumer(consumer.name(), consumer.floor(), consumer.caughtUp()));
        }
        return streams;
    }

    Optional<StreamLog> find(String stream) {
        return Optional.ofNullable(logs.get(stream));
    }

    Map<String, StreamLog> all() {
        return logs;
    }

    /** Why each dead letter could not be handled, by its place. */
    Map<String, String> deadLetters() {
        return deadLetters;
    }

    /** Reads to the present end of every stream, and after that how far its consumers have acknowledged. */
    void readOn() {
        if (connection == null) {
            return;
        }
        try {
            JetStreamManagement management = connection.jetStreamManagement();
            for (String name : management.getStreamNames()) {
                readOn(connection, name, state(management.getStreamInfo(name)));
                StreamLog log = logs.get(name);
                if (log != null) {
                    for (ConsumerInfo consumer : management.getConsumers(name)) {
                        log.consumer(
                                consumer.getName(),
                                consumer.getAckFloor().getStreamSequence(),
                                consumer.getNumPending() == 0 && consumer.getNumAckPending() == 0);
                    }
                }
            }
        } catch (IOException | JetStreamApiException e) {
            throw new CommandFailed("The streams cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted", e);
        }
    }

    private static State state(StreamInfo info) {
        ZonedDateTime first = info.getStreamState().getFirstTime();
        return new State(
                info.getCreateTime().toInstant(),
                info.getStreamState().getFirstSequence(),
                first == null ? Instant.EPOCH : first.toInstant(),
                info.getStreamState().getLastSequence(),
                info.getStreamState().getMsgCount(),
                info.getConfiguration().getMaxMsgsPerSubject() > 0);
    }

    private void readOn(Connection connection, String name, State state)
            throws IOException, JetStreamApiException, InterruptedException {
        StreamLog known = logs.get(name);
        long next = state.first();
        if (known != null && known.state().created().equals(state.created())) {
            next = Math.max(next, known.state().last() + 1);
            known.state(state);
        } else {
            known = new StreamLog(state);
            logs.put(name, known);
        }
        if (state.messages() > 0 && next <= state.last()) {
            StreamLog log = known;
            read(connection, name, next, state.last(), message -> add(name, log, message));
        }
    }

    /** Reads everything between two sequences that is still there. */
    private static void read(Connection connection, String stream, long from, long to, Consumer<Message> reading)
            throws IOException, JetStreamApiException, InterruptedException {
        JetStreamSubscription reader = connection
                .jetStream()
                .subscribe(
                        stream + ".>",
                        PullSubscribeOptions.builder().stream(stream)
                                .configuration(ConsumerConfiguration.builder()
                                        .deliverPolicy(DeliverPolicy.ByStartSequence)
                                        .startSequence(from)
                                        .ackPolicy(AckPolicy.None)
                                        .headersOnly(true)
                                        .inactiveThreshold(Duration.ofMinutes(1))
                                        .build())
                                .build());
        try {
            // Never ask for more than there are: a fetch waits for what is missing.
            long pending = reader.getConsumerInfo().getNumPending();
            while (pending > 0) {
                List<Message> batch = reader.fetch((int) Math.min(BATCH, pending), TIMEOUT);
                if (batch.isEmpty()) {
                    throw new IOException("stream %s stopped answering".formatted(stream));
                }
                batch.forEach(reading);
                pending = batch.getLast().metaData().streamSequence() >= to
                        ? 0
                        : batch.getLast().metaData().pendingCount();
            }
        } finally {
            reader.unsubscribe();
        }
    }

    private void add(String stream, StreamLog log, Message message) {
        Headers headers = message.getHeaders() == null ? new Headers() : message.getHeaders();
        add(stream, log, message.getSubject(), headers, message.metaData().streamSequence());
    }

    private void add(String stream, StreamLog log, String published, Headers headers, long sequence) {
        if (stream.startsWith(DEAD_LETTERS)) {
            deadLetters.put(
                    "%d of %s".formatted(sequence, stream.substring(DEAD_LETTERS.length())),
                    "%s could not handle %s: %s"
                            .formatted(
                                    headers.getFirst("Holdfast-Consumer"),
                                    headers.getFirst("Holdfast-Subject"),
                                    headers.getFirst("Holdfast-Error")));
            return;
        }
        String aggregate = headers.getFirst(AGGREGATE);
        String version = headers.getFirst(VERSION);
        String[] subject = published.split("\\.", 3);
        if (aggregate != null && version != null && subject.length == 3) {
            log.add(aggregate, new Published(subject[1].intern(), Long.parseLong(version), sequence));
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
