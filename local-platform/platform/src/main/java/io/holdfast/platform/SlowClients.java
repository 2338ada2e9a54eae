package io.holdfast.platform;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections whose clients keep a request half-sent, which would be free for them and not for us. Belongs to one event loop, on which
 * all of it runs.
 */
final class SlowClients {

    /** What a connection waits for: the headers of a request, or the rest of one's body. */
    private static final class Connection {
        private @Nullable HttpServerRequest request;
        private long since;
        private boolean first = true;
        private boolean hasBody;
        private boolean ending;
        private long receivedBytes;
        private long receivedAt;
    }

    private final Map<HttpConnection, Connection> connections = new HashMap<>();
    private final ClientTimes times;
    private final RefusedRequests refused;

    private SlowClients(ClientTimes times, RefusedRequests refused) {
        this.times = times;
        this.refused = refused;
    }

    static SlowClients watchedBy(Vertx vertx, ClientTimes times, RefusedRequests refused) {
        SlowClients clients = new SlowClients(times, refused);
        long pause = Math.clamp(times.headers().toMillis() / 4, 50, 1_000);
        vertx.setPeriodic(pause, _ -> clients.closeSlow());
        return clients;
    }

    void connected(HttpConnection client) {
        Connection connection = new Connection();
        connection.since = System.nanoTime();
        connections.put(client, connection);
        client.closeHandler(_ -> connections.remove(client));
    }

    /** @return false if the connection is ending, so that the request is not to be answered */
    boolean received(HttpServerRequest request) {
        Connection connection = connections.get(request.connection());
        if (connection != null && connection.ending) {
            return false;
        }
        if (connection != null) {
            connection.request = request;
            connection.first = false;
            connection.hasBody = RequestForm.hasBody(request);
            connection.since = System.nanoTime();
            connection.receivedAt = connection.since;
            connection.receivedBytes = 0;
        }
        return true;
    }

    /** What was sent after a refused request may be a part of it, and is not looked at. */
    void end(HttpConnection client) {
        Connection connection = connections.get(client);
        if (connection != null) {
            connection.ending = true;
        }
    }

    private void closeSlow() {
        long now = System.nanoTime();
        // Closing removes an entry.
        List.copyOf(connections.entrySet()).forEach(entry -> check(entry.getKey(), entry.getValue(), now));
    }

    private void check(HttpConnection client, Connection connection, long now) {
        HttpServerRequest request = connection.request;
        if (request == null) {
            Duration limit = connection.first ? times.headers() : times.idle();
            if (isOver(limit, connection.since, now)) {
                if (connection.first) {
                    refused.count(RefusedRequests.Reason.HEADERS_TOO_SLOW);
                }
                client.close();
            }
        } else if (connection.hasBody && !request.isEnded()) {
            checkBody(client, connection, request, now);
        } else if (request.response().ended()) {
            connection.request = null;
            connection.since = now;
        }
    }

    private void checkBody(HttpConnection client, Connection connection, HttpServerRequest request, long now) {
        if (request.bytesRead() != connection.receivedBytes) {
            connection.receivedBytes = request.bytesRead();
            connection.receivedAt = now;
        }
        if (isOver(times.pause(), connection.receivedAt, now) || isOver(times.body(), connection.since, now)) {
            refused.count(RefusedRequests.Reason.BODY_TOO_SLOW);
            connection.ending = true;
            if (request.response().headWritten()) {
                client.close();
            } else {
                ErrorResponses.sendTooSlow(request);
            }
        }
    }

    private static boolean isOver(Duration limit, long since, long now) {
        return now - since > limit.toNanos();
    }
}
