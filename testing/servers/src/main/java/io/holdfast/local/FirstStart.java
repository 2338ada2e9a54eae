package io.holdfast.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts a service once, with an empty database and a broker, and stops it when it is ready: when an image is built, the JDK records which
 * classes a start needs. Without a {@code nats-server} on this machine it is a start without a broker, which needs nearly the same classes.
 */
final class FirstStart {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    private FirstStart() {}

    /** @param command the command that starts the service */
    public static void main(String[] command) throws IOException {
        Path directory = Files.createTempDirectory("first-start");
        int port = Ports.free();
        Map<String, String> environment = new TreeMap<>();
        environment.put("SERVER_PORT", Integer.toString(port));
        DatabaseServer database = EmbeddedDatabase.start(directory.resolve("database"), 0);
        environment.put("SPRING_MONGODB_URI", database.uri("first-start"));
        try {
            NatsServer broker = NatsServer.start(directory.resolve("broker"), 0);
            environment.put("HOLDFAST_MESSAGING_SERVERS", broker.url());
        } catch (RuntimeException e) {
            System.out.println("Without a broker: " + e.getMessage());
        }
        ServerProcess service = ServerProcess.start("service", List.of(command), directory, environment);
        try (HttpClient client = HttpClient.newHttpClient()) {
            service.awaitReady(START_TIMEOUT, () -> isReady(client, port));
        }
        // Not ServerProcess.stop: the JDK needs time to write what it has recorded.
        ProcessHandle.of(service.pid()).ifPresent(ProcessHandle::destroy);
        service.onExit().join();
        System.out.print(Files.readString(service.log()));
        System.exit(0);
    }

    private static boolean isReady(HttpClient client, int port) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:%d/actuator/health/readiness".formatted(port)))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
