package io.holdfast.messaging;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to NATS. It is tried until it succeeds, and reconnects without end when it is lost. */
final class NatsBroker implements Broker {
    private static final Logger log = LoggerFactory.getLogger(NatsBroker.class);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration RETRY_REFUSED = Duration.ofSeconds(1);

    private final MessagingProperties properties;
    private final @Nullable SSLContext tls;
    private final List<Runnable> connectedListeners = new CopyOnWriteArrayList<>();
    private final AtomicLong connects = new AtomicLong();
    private volatile @Nullable Link link;
    private volatile boolean running;
    private volatile boolean lost;
    private volatile boolean refused;
    private volatile @Nullable String tlsError;
    private volatile @Nullable Instant certifiedUntil;

    /** @param tls null for none */
    NatsBroker(MessagingProperties properties, @Nullable SSLContext tls) {
        this.properties = properties;
        this.tls = tls == null ? null : NamedPeerSslContext.of(tls, until -> certifiedUntil = until);
    }

    @Override
    public void start() {
        running = true;
        if (!connect()) {
            if (!refused) {
                log.warn("No broker at {} yet; still trying", properties.where());
            }
            connectInBackground();
        }
    }

    @Override
    public void close() {
        running = false;
        Link open = link;
        link = null;
        if (open != null) {
            try {
                open.connection.flush(Duration.ofSeconds(2));
            } catch (Exception e) {
                log.debug("Closing with messages unsent", e);
            }
            try {
                open.connection.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isConnected() {
        Link open = link;
        return open != null && open.connection.getStatus() == Connection.Status.CONNECTED;
    }

    @Override
    public boolean isRefused() {
        return refused;
    }

    @Override
    public @Nullable Instant certifiedUntil() {
        return certifiedUntil;
    }

    @Override
    public long connects() {
        return connects.get();
    }

    @Override
    public void onConnected(Runnable listener) {
        connectedListeners.add(listener);
    }

    Connection connection() throws IOException {
        return open().connection;
    }

    @Override
    public JetStream jetStream() throws IOException {
        return open().jetStream;
    }

    @Override
    public JetStreamManagement management() throws IOException {
        return open().management;
    }

    private Link open() throws IOException {
        Link open = link;
        if (open == null) {
            throw new IOException("Not connected to " + properties.where());
        }
        return open;
    }

    private synchronized boolean connect() {
        if (!running || link != null) {
            return true;
        }
        try {
            Connection connection = Nats.connect(options());
            link = new Link(connection, connection.jetStream(), connection.jetStreamManagement());
            log.info("Connected to NATS {} at {}", connection.getServerInfo().getVersion(), withoutSecrets(connection));
            refused = false;
            tlsError = null;
            announceConnected();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (AuthenticationException e) {
            if (!refused) {
                log.warn("The broker at {} refuses {}; still trying", properties.where(), user());
            }
            refused = true;
            return false;
        } catch (IOException | RuntimeException e) {
            refused = false;
            log.debug("No broker at {}: {}", properties.where(), e.getClass().getName());
            return false;
        }
    }

    private void connectInBackground() {
        Thread.ofVirtual().name("nats-connect").start(() -> {
            try {
                while (running && !connect()) {
                    Thread.sleep(refused ? RETRY_REFUSED : RETRY);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void announceConnected() {
        connects.incrementAndGet();
        connectedListeners.forEach(
                listener -> Thread.ofVirtual().name("nats-connected").start(listener));
    }

    private Options options() {
        Options.Builder options = new Options.Builder()
                .servers(properties.servers().toArray(String[]::new))
                .connectionName(properties.service())
                .connectionTimeout(Duration.ofSeconds(2))
                .maxReconnects(-1)
                .reconnectWait(RETRY)
                .reconnectJitter(Duration.ofMillis(100))
                .pingInterval(Duration.ofSeconds(5))
                .requestCleanupInterval(Duration.ofSeconds(2))
                // What cannot be sent now fails at once; the outbox keeps it.
                .reconnectBufferSize(0)
                .connectionListener(this::changed)
                .errorListener(new QuietErrors());
        if (properties.user() != null && properties.password() != null) {
            options.userInfo(properties.user(), properties.password());
            // The broker allows the user to subscribe to answers under this prefix only.
            options.inboxPrefix("_INBOX." + properties.user() + ".");
        }
        if (tls != null) {
            // Certificates have names, and neither the numbers that those stand for nor what the nodes call each other.
            options.sslContext(tls)
                    .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs)
                    .ignoreDiscoveredServers();
        }
        if (properties.token() != null) {
            options.token(properties.token().toCharArray());
        }
        if (properties.credentials() != null) {
            options.authHandler(Nats.credentials(properties.credentials().toString()));
        }
        return options.build();
    }

    private void changed(Connection connection, ConnectionListener.Events event) {
        switch (event) {
            case DISCONNECTED -> {
                // This event comes again for every attempt that fails.
                if (running && !lost) {
                    lost = true;
                    log.warn("Lost the broker; reconnecting");
                }
            }
            case RECONNECTED -> {
                lost = false;
                log.info("Connected to NATS again at {}", withoutSecrets(connection));
                announceConnected();
            }
            case CLOSED -> {
                // jnats gives up when the server has refused it twice; connect again.
                Link closed = link;
                if (running && closed != null && closed.connection.equals(connection)) {
                    link = null;
                    connectInBackground();
                }
            }
            default -> log.debug("NATS: {}", event);
        }
    }

    private static @Nullable String tlsFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return cause.getMessage();
            }
        }
        return null;
    }

    private String user() {
        return properties.user() == null ? properties.service() : "user " + properties.user();
    }

    private static String withoutSecrets(Connection connection) {
        String url = connection.getConnectedUrl();
        return url == null ? "?" : MessagingProperties.withoutSecrets(url);
    }

    private record Link(Connection connection, JetStream jetStream, JetStreamManagement management) {}

    /** Logs what is not logged where it is handled. */
    private final class QuietErrors implements ErrorListener {
        @Override
        public void errorOccurred(Connection connection, String error) {
            log.warn("NATS error: {}", error);
        }

        @Override
        public void exceptionOccurred(Connection connection, Exception exception) {
            String why = tlsFailure(exception);
            if (why == null) {
                log.debug("NATS connection: {}", exception.toString());
            } else if (!why.equals(tlsError)) {
                tlsError = why;
                log.warn("No TLS with the broker at {}: {}", properties.where(), why);
            }
        }
    }
}
