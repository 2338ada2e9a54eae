package io.holdfast.messaging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How a service uses the broker.
 *
 * @param service the name it connects with; messaging is configured only where this is set
 * @param servers where the broker's nodes are
 * @param streams the streams this service publishes to: created, or reconfigured, at start
 * @param newestKept by stream, of how many messages with the same subject (of one kind, about one aggregate) the broker keeps the newest;
 *     of a stream that is not named here it keeps all. For what replaces its predecessors. At least two: of two replicas that publish at
 *     once, the one that is behind may be the last.
 * @param replicas copies a broker cluster keeps of each stream
 * @param streamAge how long the broker keeps messages
 * @param streamBytes how much of each stream the broker keeps: what is handled goes when it fills, and what is not stays, so that a full
 *     stream takes no more. The broker reserves this much.
 * @param user the user it signs in as; null for none, or for the one in {@code servers}
 * @param password of {@code user}
 * @param tlsBundle the name of the {@code spring.ssl.bundle} with the certificates to trust and, if the broker asks for one, our own; null
 *     for no TLS
 * @param token null for none
 * @param credentials a NATS credentials file; null for none
 * @param concurrency how many messages are handled at once
 * @param attempts how often a handler may fail with a message before it goes to the dead letters
 * @param grace how long a message may be unpublished before a sweep publishes it
 * @param sweep shortest pause between two sweeps; where sweeps take long, pauses are longer
 * @param keep how long published messages stay in their documents, so that they can be published again when the broker loses its
 *     disk
 */
@ConfigurationProperties("holdfast.messaging")
public record MessagingProperties(
        String service,
        @DefaultValue("nats://localhost:4222") List<String> servers,
        @DefaultValue List<String> streams,
        @DefaultValue Map<String, Integer> newestKept,
        @DefaultValue("1") int replicas,
        @DefaultValue("30d") Duration streamAge,
        @DefaultValue(STREAM_BYTES) DataSize streamBytes,
        @Nullable String user,
        @Nullable String password,
        @Nullable String tlsBundle,
        @Nullable String token,
        @Nullable Path credentials,
        @DefaultValue("128") int concurrency,
        @DefaultValue("8") int attempts,
        @DefaultValue("5s") Duration grace,
        @DefaultValue("5s") Duration sweep,
        @DefaultValue("6h") Duration keep) {
    /** Eight streams of this size, and the dead letters, fit into 1.5 GB: a node's disk of 2 GB. */
    public static final String STREAM_BYTES = "128MB";

    /** The bound of each stream of dead letters. */
    public static final DataSize DEAD_LETTER_BYTES = DataSize.ofMegabytes(32);

    private static final DataSize LEAST_BYTES = DataSize.ofMegabytes(1);

    public MessagingProperties {
        if (service == null || service.isBlank()) {
            throw new IllegalArgumentException("holdfast.messaging.service must be set");
        }
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("holdfast.messaging.servers must name a server");
        }
        if ((user == null) != (password == null)) {
            throw new IllegalArgumentException("holdfast.messaging: user and password go together");
        }
        if (streamBytes.compareTo(LEAST_BYTES) < 0) {
            throw new IllegalArgumentException("holdfast.messaging.stream-bytes must be at least 1 MB");
        }
        newestKept = Map.copyOf(newestKept);
        if (newestKept.values().stream().anyMatch(kept -> kept < 2) || !streams.containsAll(newestKept.keySet())) {
            throw new IllegalArgumentException(
                    "holdfast.messaging.newest-kept takes numbers over 1 for streams of this service");
        }
        if (concurrency < 1 || attempts < 1 || replicas < 1) {
            throw new IllegalArgumentException(
                    "holdfast.messaging: concurrency, attempts and replicas must be positive");
        }
    }

    /** The addresses of the servers without their passwords, for logs. */
    String where() {
        return withoutSecrets(String.join(",", servers));
    }

    /** Addresses, separated by commas, without their passwords. */
    static String withoutSecrets(String addresses) {
        return addresses.replaceAll("//[^@/,]*@", "//");
    }

    /** Without its secrets. */
    @Override
    public String toString() {
        return "%s, streams %s at %s".formatted(service, streams, where());
    }
}
