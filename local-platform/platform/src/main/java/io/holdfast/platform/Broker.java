package io.holdfast.platform;

import io.holdfast.local.NatsServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The broker: one from the environment ({@code HOLDFAST_MESSAGING_SERVERS}), else a {@code nats-server} we start.
 *
 * @param ours the server, if we started it
 */
record Broker(String url, String description, Optional<NatsServer> ours) {

    static Broker start(Map<String, String> environment, Path directory) {
        String configured =
                environment.getOrDefault("HOLDFAST_MESSAGING_SERVERS", "").strip();
        if (!configured.isEmpty()) {
            return new Broker(configured, "yours, " + configured.replaceAll("//[^@/,]*@", "//…@"), Optional.empty());
        }
        NatsServer server = NatsServer.start(directory, 0);
        return new Broker(
                server.url(),
                "nats-server %s on port %d, started for you".formatted(server.version(), server.port()),
                Optional.of(server));
    }
}
