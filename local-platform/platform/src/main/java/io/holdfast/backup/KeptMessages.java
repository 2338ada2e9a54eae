package io.holdfast.backup;

import io.holdfast.check.BrokerConnection;
import io.holdfast.check.CannotLook;
import io.holdfast.check.Systems;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import io.nats.client.support.JsonParseException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * What of the streams is nowhere else: messages that some service has not handled yet, and dead letters. All other messages are
 * in the outboxes of who said them, or long since in the documents of who heard them.
 */
final class KeptMessages implements AutoCloseable {

    /** Those of Holdfast; whatever else a broker carries is none of our business. */
    private static final Set<String> STREAMS =
            Set.of("users", "events", "inventory", "orders", "payments", "expirations");

    private static final String DEAD_LETTERS = "dead-letters-";

    /** A pull that its service did not wait for ends within a second. */
    private static final Duration PULLS_END = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int NOT_FOUND = 404;

    /** As the services have it in prod. */
    private static final int COPIES_IN_A_CLUSTER = 3;

    private final Connection connection;

    private KeptMessages(Connection connection) {
        this.connection = connection;
    }

    /** Where messages go. */
    @FunctionalInterface
    interface Sink {
        void accept(RawBsonDocument message) throws IOException;
    }

    static KeptMessages at(Systems systems, String name) {
        return new KeptMessages(BrokerConnection.open(systems, name));
    }

    /** @throws CannotLook when services are at work */
    void requireNobodyListens() throws InterruptedException {
        long until = System.nanoTime() + PULLS_END.toNanos();
        Optional<String> listener = listener();
        while (listener.isPresent() && System.nanoTime() < until) {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            listener = listener();
        }
        if (listener.isPresent()) {
            throw new CannotLook("%s listens: stop the services first".formatted(listener.get()));
        }
    }

    private Optional<String> listener() {
        try {
            JetStreamManagement management = connection.jetStreamManagement();
            for (String stream : streams()) {
                for (ConsumerInfo consumer : management.getConsumers(stream)) {
                    if (consumer.getNumWaiting() > 0) {
                        return Optional.of("%s of stream %s".formatted(consumer.getName(), stream));
                    }
                }
            }
            return Optional.empty();
        } catch (IOException | JetStreamApiException e) {
            throw new CannotLook("The streams cannot be read: " + e.getMessage(), e);
        }
    }

    /** The streams there are, in order. */
    List<String> streams() throws IOException {
        try {
            return connection.jetStreamManagement().getStreamNames().stream()
                    .filter(name -> STREAMS.contains(name) || name.startsWith(DEAD_LETTERS))
                    .sorted()
                    .toList();
        } catch (JetStreamApiException e) {
            throw new IOException("The streams cannot be read", e);
        }
    }

    /** What a stream is told to keep and how, as {@link #make} wants it. */
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

    /** Hands on the messages of a stream to keep, the oldest first. */
    void read(String stream, Sink sink) throws IOException {
        try {
            JetStreamManagement management = connection.jetStreamManagement();
            OptionalLong first = firstToKeep(management, stream);
            if (first.isEmpty()) {
                return;
            }
            MessageInfo message = next(management, stream, first.getAsLong());
            while (message != null) {
                sink.accept(document(message));
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

    /** Empty when everybody has handled everything. */
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

    /** Deletes all streams. */
    void forget() throws IOException {
        for (String stream : streams()) {
            try {
                connection.jetStreamManagement().deleteStream(stream);
            } catch (JetStreamApiException e) {
                throw new IOException("Stream " + stream + " cannot be deleted", e);
            }
        }
    }

    /**
     * Makes a stream with these settings. They matter: its service may not be let change them. Only of how many copies there are, this
     * broker decides: it may be a cluster where the other was not, or the other way round.
     */
    void make(String settings) throws IOException {
        int copies = connection.getServerInfo().getCluster() == null ? 1 : COPIES_IN_A_CLUSTER;
        try {
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder(StreamConfiguration.instance(settings))
                            .replicas(copies)
                            .build());
        } catch (JetStreamApiException | JsonParseException e) {
            throw new IOException("This stream cannot be made: %s (%s)".formatted(settings.strip(), e.getMessage()), e);
        }
    }

    /** Puts a message on its stream. */
    void write(RawBsonDocument message) {
        Document document = message.decode(new DocumentCodec());
        String subject = document.getString("subject");
        Headers headers = new Headers();
        document.get("headers", new Document()).forEach((name, values) -> headers.put(name, strings(values)));
        try {
            connection
                    .jetStream()
                    .publish(
                            subject, headers, document.get("data", Binary.class).getData());
        } catch (IOException | JetStreamApiException e) {
            throw new CannotLook(
                    "The broker does not take a message about %s: %s".formatted(subject, e.getMessage()), e);
        }
    }

    private static List<String> strings(Object values) {
        return ((List<?>) values).stream().map(String::valueOf).toList();
    }

    private static RawBsonDocument document(MessageInfo message) {
        Document headers = new Document();
        if (message.getHeaders() != null) {
            message.getHeaders().forEach((name, values) -> headers.append(name, List.copyOf(values)));
        }
        byte[] data = message.getData();
        Document document = new Document("subject", message.getSubject())
                .append("headers", headers)
                .append("data", new Binary(data == null ? new byte[0] : data));
        return new RawBsonDocument(document, new DocumentCodec());
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
