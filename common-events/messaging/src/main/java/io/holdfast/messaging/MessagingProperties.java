package io.holdfast.messaging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a service talks to the broker.
 *
 * @param service the name it connects with; messaging is configured only where this is set
 * @param servers where the broker's nodes are
 * @param streams the streams this service says its messages on: created, or brought into line, at start
 * @param latestOnly those of them that keep only the newest message of each aggregate
 * @param replicas copies a broker cluster keeps of each stream
 * @param streamAge how long the broker keeps messages
 * @param user who it signs in as; null for nobody, or for whom {@code servers} names
 * @param password of {@code user}
 * @param tlsBundle which of {@code spring.ssl.bundle} says whom to trust, and who we are if the broker asks; null for no TLS
 * @param token null for none
 * @param credentials a NATS credentials file; null for none
 * @param concurrency how many messages are handled at once
 * @param attempts how often a handler may fail with a message before it goes to the dead letters
 * @param grace how long an announcement may be unpublished before the sweeper looks after it
 * @param sweep shortest pause between two sweeps; where looking takes long, pauses are longer
 * @param keep how long published announcements stay in their documents, so that they can be said again when the broker
 *     loses its disk
 */
@ConfigurationProperties("holdfast.messaging")
public record MessagingProperties(
        String service,
        @DefaultValue("nats://localhost:4222") List<String> servers,
        @DefaultValue List<String> streams,
        @DefaultValue List<String> latestOnly,
        @DefaultValue("1") int replicas,
        @DefaultValue("30d") Duration streamAge,
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
        if (concurrency < 1 || attempts < 1 || replicas < 1) {
            throw new IllegalArgumentException(
                    "holdfast.messaging: concurrency, attempts and replicas must be positive");
        }
    }

    /** Where the servers are, fit for a log. */
    String where() {
        return withoutSecrets(String.join(",", servers));
    }

    /** Addresses, with commas between, as they may stand in a log. */
    static String withoutSecrets(String addresses) {
        return addresses.replaceAll("//[^@/,]*@", "//");
    }

    /** Without its secrets. */
    @Override
    public String toString() {
        return "%s, streams %s at %s".formatted(service, streams, where());
    }
}
