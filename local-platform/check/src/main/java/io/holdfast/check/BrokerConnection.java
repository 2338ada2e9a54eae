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

/** Connects to the broker as its operator. */
public final class BrokerConnection {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private BrokerConnection() {}

    /**
     * Connects.
     *
     * @param name of the connection, for the broker's lists
     * @throws CommandFailed when there is no broker, it does not answer, or refuses the password
     */
    public static Connection open(SystemAddresses systems, String name) {
        String servers = systems.broker();
        if (servers == null) {
            throw new CommandFailed("No broker is named");
        }
        try {
            return Nats.connect(options(servers, systems.authorities(), name));
        } catch (AuthenticationException e) {
            throw new CommandFailed(
                    "The broker at %s does not let us in (HOLDFAST_NATS_OPERATOR_PASSWORD names the operator's password)"
                            .formatted(BrokerUrls.withoutSecrets(servers)),
                    e);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailed(
                    "The broker at %s does not answer: %s"
                            .formatted(BrokerUrls.withoutSecrets(servers), BrokerUrls.withoutSecrets(e.toString())),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted", e);
        }
    }

    private static Options options(String servers, @Nullable Path authorities, String name) {
        Options.Builder options = new Options.Builder()
                .servers(servers.split(",", -1))
                .connectionName(name)
                .connectionTimeout(TIMEOUT)
                .errorListener(new NoLog());
        if (servers.startsWith("tls://")) {
            // Certificates have names, and neither the numbers that those stand for nor what the nodes call each other.
            options.sslContext(ServerTrust.context(authorities))
                    .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs)
                    .ignoreDiscoveredServers();
        }
        return options.build();
    }

    /** Logs nothing: errors that matter are thrown. */
    private static final class NoLog implements ErrorListener {}
}
