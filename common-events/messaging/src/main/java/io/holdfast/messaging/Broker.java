package io.holdfast.messaging;

import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A connection to the broker. It is tried until it succeeds, and made again without end when it is lost. */
public interface Broker extends AutoCloseable {

    /** Tries to connect once before it returns, so that an application whose broker runs starts connected; then in the background. */
    void start();

    @Override
    void close();

    boolean isConnected();

    /** Whether the broker answered the last attempt and refused us. */
    boolean isRefused();

    /** Until when the certificate is valid that the broker had at the last connection; null if there was none by TLS. */
    @Nullable
    Instant certifiedUntil();

    /** How often it has connected so far; the number changes with every connection. */
    long connects();

    /** Calls {@code listener} after every connect and reconnect, on a virtual thread of its own. */
    void onConnected(Runnable listener);

    /** @throws IOException while there is no connection */
    JetStream jetStream() throws IOException;

    /** @throws IOException while there is no connection */
    JetStreamManagement management() throws IOException;
}
