package io.holdfast.platform;

import io.holdfast.local.NatsServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The broker: one from the environment ({@code HOLDFAST_MESSAGING_SERVERS}), else a {@code nats-server} we start.
 *
 * @param pid of the process, if it is ours
 */
record Broker(String url, String description, OptionalLong pid) {

    static Broker start(Map<String, String> environment, Path directory) {
        String configured =
                environment.getOrDefault("HOLDFAST_MESSAGING_SERVERS", "").strip();
        if (!configured.isEmpty()) {
            return new Broker(
                    configured, "yours, " + configured.replaceAll("//[^@/,]*@", "//…@"), OptionalLong.empty());
        }
        NatsServer server = NatsServer.start(directory, 0);
        return new Broker(
                server.url(),
                "nats-server %s on port %d, started for you".formatted(server.version(), server.port()),
                OptionalLong.of(server.pid()));
    }
}
