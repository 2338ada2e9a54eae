package io.holdfast.chaos;

import io.holdfast.local.Executables;
import io.holdfast.local.Ports;
import io.holdfast.local.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** A {@code toxiproxy-server}: proxies between services and servers that can be made bad. */
final class Toxiproxy implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final String PROGRAM = "toxiproxy-server";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final int port = Ports.free();
    private final ServerProcess process;

    private Toxiproxy(Path program, Path directory) {
        this.process = ServerProcess.start(
                "toxiproxy",
                List.of(program.toString(), "-host", "127.0.0.1", "-port", String.valueOf(port)),
                directory,
                Map.of());
        process.awaitReady(START_TIMEOUT, this::answers);
    }

    /** Starts one, if there is the program: the one of {@code HOLDFAST_TOXIPROXY}, or on {@code PATH}. */
    static Optional<Toxiproxy> start(Map<String, String> environment, Path directory) {
        String configured = environment.getOrDefault("HOLDFAST_TOXIPROXY", "").strip();
        return Executables.find(configured.isEmpty() ? PROGRAM : configured)
                .map(program -> new Toxiproxy(program, directory));
    }

    /** One proxy in front of a server. */
    final class Proxy {

        private final String name;
        private final int port;

        private Proxy(String name, int port) {
            this.name = name;
            this.port = port;
        }

        String name() {
            return name;
        }

        int port() {
            return port;
        }

        /** Closes all connections, and accepts none until {@link #heal}. */
        void cutOff() {
            post("/proxies/" + name, Map.of("enabled", false));
        }

        /** Adds one of toxiproxy's toxics to what comes back from the server, or to what goes there. */
        void poison(String toxic, boolean comingBack, Map<String, Object> attributes) {
            post(
                    "/proxies/%s/toxics".formatted(name),
                    Map.of(
                            "name",
                            toxic + (comingBack ? "-down" : "-up"),
                            "type",
                            toxic,
                            "stream",
                            comingBack ? "downstream" : "upstream",
                            "toxicity",
                            1.0,
                            "attributes",
                            attributes));
        }

        /**
         * As it was.
         *
         * @param closing whether to close all connections: those that lost data are of no more use
         */
        void heal(boolean closing) {
            for (String toxic : toxics()) {
                send(request("/proxies/%s/toxics/%s".formatted(name, toxic))
                        .DELETE()
                        .build());
            }
            if (closing) {
                cutOff();
            }
            post("/proxies/" + name, Map.of("enabled", true));
        }

        private List<String> toxics() {
            return JSON.readTree(send(
                            request("/proxies/%s/toxics".formatted(name)).GET().build()))
                    .valueStream()
                    .map(toxic -> toxic.path("name").asString())
                    .toList();
        }
    }

    Proxy proxy(String name, int upstream) {
        Proxy proxy = new Proxy(name, Ports.free());
        post(
                "/proxies",
                Map.of("name", name, "listen", "127.0.0.1:" + proxy.port, "upstream", "127.0.0.1:" + upstream));
        return proxy;
    }

    private boolean answers() {
        try {
            return http.send(request("/version").GET().build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void post(String path, Map<String, Object> body) {
        send(request(path)
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }

    private String send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException("toxiproxy does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.stop();
        http.close();
    }
}
