package io.holdfast.check;

import io.holdfast.local.BrokerUrls;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;

/** A connection to a broker for whoever looks after it. */
public final class BrokerConnection {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private BrokerConnection() {}

    /**
     * Connects.
     *
     * @param servers one address, or several with commas between, with whom to sign in as
     * @param name how the broker is to call us
     * @throws CannotLook when the broker does not answer, or does not let us in; without secrets
     */
    public static Connection open(String servers, String name) {
        try {
            return Nats.connect(new Options.Builder()
                    .servers(servers.split(",", -1))
                    .connectionName(name)
                    .connectionTimeout(PATIENCE)
                    .errorListener(new Silence())
                    .build());
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

    /** What matters is thrown. */
    private static final class Silence implements ErrorListener {}
}
