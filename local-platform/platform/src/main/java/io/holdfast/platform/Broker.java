package io.holdfast.platform;

import io.holdfast.local.BrokerUrls;
import io.holdfast.local.NatsServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The broker: one from the environment ({@code HOLDFAST_MESSAGING_SERVERS}), else a {@code nats-server} that is started here.
 *
 * @param address where services find it
 * @param operatorUrl the same with the password of the operator, if it is known
 * @param passwords of services, by their short names; empty for a service whose password is in the address or in its own environment
 * @param ours the server, if it was started here
 */
record Broker(
        String address,
        String operatorUrl,
        String description,
        Function<String, Optional<String>> passwords,
        Optional<NatsServer> ours) {

    static Broker start(Map<String, String> environment, Path directory) {
        return BrokerUrls.servers(environment)
                .map(servers -> new Broker(
                        servers,
                        BrokerUrls.ofOperator(environment).orElse(servers),
                        "yours, " + BrokerUrls.withoutSecrets(servers),
                        user -> BrokerUrls.password(environment, user),
                        Optional.empty()))
                .orElseGet(() -> of(NatsServer.start(directory, 0)));
    }

    private static Broker of(NatsServer server) {
        return new Broker(
                server.address(),
                server.url(),
                "nats-server %s on port %d, started for you".formatted(server.version(), server.port()),
                user -> Optional.of(server.password(user)),
                Optional.of(server));
    }
}
