package io.holdfast.events;

import static org.awaitility.Awaitility.await;

import io.holdfast.messaging.MessagePublisher;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import io.holdfast.testkit.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A replica of events-service on a free port, and a client of it. */
final class EventsServer implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;
    private final URI root;

    private EventsServer(ConfigurableApplicationContext context) {
        this.context = context;
        int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
        this.root = URI.create("http://localhost:" + port);
    }

    static EventsServer start(TestBroker broker, String database, Class<?>[] sources, String... settings) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "server.port", 0,
                "spring.mongodb.uri", TestDatabase.shared().uri(database),
                "holdfast.messaging.servers", broker.url(),
                // The other services, which create these elsewhere, do not run.
                "holdfast.messaging.streams", "events,inventory,expirations,users",
                "holdfast.web.jwks-uri", TestIdentity.shared().jwksUri()));
        for (String setting : settings) {
            String[] pair = setting.split("=", 2);
            properties.put(pair[0], pair[1]);
        }
        String[] arguments = properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        EventsServer server = new EventsServer(
                EventsApplication.application().sources(sources).run(arguments));
        // Until it has fetched the keys of sessions once, which may take too long, each request is refused.
        await().until(() -> server.getAs("user", "/api/events/mine").status() != 503);
        return server;
    }

    Answer get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    Answer getAs(String user, String path) {
        return get(path, "Authorization", TestIdentity.shared().bearer(user));
    }

    /** Creates an event; the body may have single quotes for double ones. */
    Answer create(String user, String body, String... headers) {
        HttpRequest.Builder request = request("/api/events/new", headers)
                .header("Authorization", TestIdentity.shared().bearer(user))
                .header("Content-Type", "application/json");
        return send(
                request.POST(BodyPublishers.ofString(body.replace('\'', '"'))).build());
    }

    /** Edits an event; the body may have single quotes for double ones. */
    Answer edit(String user, String id, String body) {
        return send(request("/api/events/" + id)
                .header("Authorization", TestIdentity.shared().bearer(user))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body.replace('\'', '"')))
                .build());
    }

    Answer cancel(String user, String id) {
        return send(request("/api/events/" + id + "/cancel")
                .header("Authorization", TestIdentity.shared().bearer(user))
                .POST(BodyPublishers.noBody())
                .build());
    }

    Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** Opens a stream of availability and reads it in the background. */
    Streamed stream(String eventId, String... headers) {
        Streamed streamed = new Streamed();
        HttpRequest request = request("/api/events/" + eventId + "/availability/stream", headers)
                .header("Accept", "text/event-stream")
                .build();
        http.sendAsync(request, BodyHandlers.ofLines())
                .thenAcceptAsync(
                        response -> {
                            streamed.status = response.statusCode();
                            try {
                                response.body().forEach(streamed.lines::add);
                                streamed.ended = true;
                            } catch (RuntimeException e) {
                                streamed.broken = e;
                            }
                        },
                        task -> Thread.ofVirtual().start(task));
        return streamed;
    }

    MessagePublisher messages() {
        return context.getBean(MessagePublisher.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
        http.close();
    }

    /** An answer of the service. */
    record Answer(int status, HttpResponse<String> response, String body) {

        JsonNode json() {
            return JSON.readTree(body);
        }

        String text(String field) {
            return json().path(field).asString();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The fields of a problem's errors. */
        List<String> fields() {
            return json().path("errors")
                    .valueStream()
                    .map(error -> error.path("field").asString())
                    .toList();
        }
    }

    /** The lines of a stream that were received so far. */
    static final class Streamed {

        private final List<String> lines = new CopyOnWriteArrayList<>();
        private volatile int status;
        private volatile boolean ended;
        private volatile RuntimeException broken;

        int status() {
            return status;
        }

        List<String> lines() {
            return lines;
        }

        /** The states, as JSON. */
        List<JsonNode> states() {
            return lines.stream()
                    .filter(line -> line.startsWith("data:"))
                    .map(line -> JSON.readTree(line.substring("data:".length())))
                    .toList();
        }

        /** Whether it ended as a stream should. */
        boolean endedCleanly() {
            return ended && broken == null;
        }
    }
}
