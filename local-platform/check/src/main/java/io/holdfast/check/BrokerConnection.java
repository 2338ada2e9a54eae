package io.holdfast.check;

import io.holdfast.local.BrokerUrls;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection to a broker for whoever looks after it. */
public final class BrokerConnection {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private BrokerConnection() {}

    /**
     * Connects.
     *
     * @param name how the broker is to call us
     * @throws CannotLook when there is none, it does not answer, or does not let us in; without secrets
     */
    public static Connection open(Systems systems, String name) {
        String servers = systems.broker();
        if (servers == null) {
            throw new CannotLook("No broker is named");
        }
        try {
            return Nats.connect(options(servers, systems.authorities(), name));
        } catch (AuthenticationException e) {
            throw new CannotLook(
                    "The broker at %s does not let us in (HOLDFAST_NATS_OPERATOR_PASSWORD names the operator's password)"
                            .formatted(BrokerUrls.withoutSecrets(servers)),
                    e);
        } catch (IOException | IllegalArgumentException e) {
            throw new CannotLook(
                    "The broker at %s does not answer: %s"
                            .formatted(BrokerUrls.withoutSecrets(servers), BrokerUrls.withoutSecrets(e.toString())),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotLook("Interrupted", e);
        }
    }

    private static Options options(String servers, @Nullable Path authorities, String name) {
        Options.Builder options = new Options.Builder()
                .servers(servers.split(",", -1))
                .connectionName(name)
                .connectionTimeout(PATIENCE)
                .errorListener(new Silence());
        if (servers.startsWith("tls://")) {
            // What the broker's nodes call each other is not what their certificates say.
            options.sslContext(Trust.context(authorities)).ignoreDiscoveredServers();
        }
        return options.build();
    }

    /** What matters is thrown. */
    private static final class Silence implements ErrorListener {}
}
