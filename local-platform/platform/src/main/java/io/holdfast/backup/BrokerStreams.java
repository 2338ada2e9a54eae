package io.holdfast.backup;

import io.holdfast.check.BrokerConnection;
import io.holdfast.check.CommandFailed;
import io.holdfast.check.SystemAddresses;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.support.JsonParseException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The streams of Holdfast at a broker, and those of their messages that a back-up needs: messages that some service has not handled
 * yet, and dead letters. All other messages are in the outboxes of the documents that published them, or have long been handled.
 */
final class BrokerStreams implements AutoCloseable {

    /** All others, except for those with dead letters, are not of Holdfast and are left alone. */
    private static final Set<String> STREAMS =
            Set.of("users", "events", "inventory", "orders", "payments", "expirations", "guests", "links");

    private static final String DEAD_LETTERS = "dead-letters-";

    /** How long a pull of a stopped service may stay open at the broker, with a margin: it ends by itself after a second. */
    private static final Duration PULLS_END = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int NOT_FOUND = 404;

    /** As services create their streams in a cluster. */
    private static final int COPIES_IN_A_CLUSTER = 3;

    private final Connection connection;

    private BrokerStreams(Connection connection) {
        this.connection = connection;
    }

    /** Takes messages that are read. */
    @FunctionalInterface
    interface Sink {
        void accept(RawBsonDocument message) throws IOException;
    }

    static BrokerStreams at(SystemAddresses systems, String name) {
        return new BrokerStreams(BrokerConnection.open(systems, name));
    }

    /**
     * Requires that no service pulls messages.
     *
     * @throws CommandFailed when one does
     */
    void requireNoConsumersAtWork() throws InterruptedException {
        long until = System.nanoTime() + PULLS_END.toNanos();
        Optional<String> consumer = consumerAtWork();
        while (consumer.isPresent() && System.nanoTime() < until) {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            consumer = consumerAtWork();
        }
        if (consumer.isPresent()) {
            throw new CommandFailed("%s listens: stop the services first".formatted(consumer.get()));
        }
    }

    private Optional<String> consumerAtWork() {
        try {
            JetStreamManagement management = connection.jetStreamManagement();
            for (String stream : names()) {
                for (ConsumerInfo consumer : management.getConsumers(stream)) {
                    if (consumer.getNumWaiting() > 0) {
                        return Optional.of("%s of stream %s".formatted(consumer.getName(), stream));
                    }
                }
            }
            return Optional.empty();
        } catch (IOException | JetStreamApiException e) {
            throw new CommandFailed("The streams cannot be read: " + e.getMessage(), e);
        }
    }

    /** The names of the streams there are, sorted. */
    List<String> names() throws IOException {
        try {
            return connection.jetStreamManagement().getStreamNames().stream()
                    .filter(name -> STREAMS.contains(name) || name.startsWith(DEAD_LETTERS))
                    .sorted()
                    .toList();
        } catch (JetStreamApiException e) {
            throw new IOException("The streams cannot be read", e);
        }
    }

    /** The configuration of a stream, as JSON for {@link #create}. */
    String settings(String stream) throws IOException {
        try {
            return connection
                    .jetStreamManagement()
                    .getStreamInfo(stream)
                    .getConfiguration()
                    .toJson();
        } catch (JetStreamApiException e) {
            throw new IOException("Stream " + stream + " cannot be read", e);
        }
    }

    /** Reads the messages of a stream that a back-up needs, the oldest first. */
    void read(String stream, Sink sink) throws IOException {
        try {
            JetStreamManagement management = connection.jetStreamManagement();
            OptionalLong first = firstToKeep(management, stream);
            if (first.isEmpty()) {
                return;
            }
            MessageInfo message = next(management, stream, first.getAsLong());
            while (message != null) {
                sink.accept(StoredMessage.of(message).toDocument());
                message = next(management, stream, message.getSeq() + 1);
            }
        } catch (JetStreamApiException e) {
            throw new IOException("Stream " + stream + " cannot be read", e);
        }
    }

    private static @Nullable MessageInfo next(JetStreamManagement management, String stream, long sequence)
            throws IOException, JetStreamApiException {
        try {
            return management.getNextMessage(stream, sequence, ">");
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() == NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    /** The sequence of the first message a back-up needs; empty when all consumers have handled everything. */
    private static OptionalLong firstToKeep(JetStreamManagement management, String stream)
            throws IOException, JetStreamApiException {
        StreamInfo info = management.getStreamInfo(stream);
        if (info.getStreamState().getMsgCount() == 0) {
            return OptionalLong.empty();
        }
        long first = info.getStreamState().getFirstSequence();
        if (stream.startsWith(DEAD_LETTERS)) {
            return OptionalLong.of(first);
        }
        return management.getConsumers(stream).stream()
                .filter(consumer -> consumer.getConsumerConfiguration().getAckPolicy() == AckPolicy.Explicit)
                .filter(consumer -> consumer.getNumPending() + consumer.getNumAckPending() > 0)
                .mapToLong(consumer -> consumer.getAckFloor().getStreamSequence())
                .map(handled -> Math.max(first, handled + 1))
                .min();
    }

    /** Deletes all streams of Holdfast. */
    void deleteAll() throws IOException {
        for (String stream : names()) {
            try {
                connection.jetStreamManagement().deleteStream(stream);
            } catch (JetStreamApiException e) {
                throw new IOException("Stream " + stream + " cannot be deleted", e);
            }
        }
    }

    /**
     * Creates a stream. Services may not be allowed to change the settings of a stream, so they are restored as they were; all but the
     * number of copies, which depends on whether this broker is a cluster.
     *
     * @param settings from {@link #settings}
     */
    void create(String settings) throws IOException {
        int copies = connection.getServerInfo().getCluster() == null ? 1 : COPIES_IN_A_CLUSTER;
        try {
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder(StreamConfiguration.instance(settings))
                            .replicas(copies)
                            .build());
        } catch (JetStreamApiException | JsonParseException e) {
            throw new IOException(
                    "This stream cannot be created: %s (%s)".formatted(settings.strip(), e.getMessage()), e);
        }
    }

    /** Publishes a message that {@link #read} has read. */
    void publish(RawBsonDocument document) {
        StoredMessage message = StoredMessage.of(document);
        try {
            connection
                    .jetStream()
                    .publish(
                            message.subject(), message.headers(), message.data().getData());
        } catch (IOException | JetStreamApiException e) {
            throw new CommandFailed(
                    "The broker does not take a message about %s: %s".formatted(message.subject(), e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
