package io.holdfast.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Asks every service whether it can serve. */
final class ServiceHealth {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Map<Service, Integer> ports;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    ServiceHealth(Map<Service, Integer> ports) {
        this.ports = new EnumMap<>(ports);
    }

    Gateway.Health ask() {
        Map<Service, CompletableFuture<Boolean>> asked = new EnumMap<>(Service.class);
        ports.forEach((service, port) -> asked.put(service, isReady(port)));
        Map<Service, Boolean> ready = new EnumMap<>(Service.class);
        asked.forEach((service, answer) -> ready.put(service, answer.join()));
        boolean up = !ready.containsValue(false);
        String services = ready.entrySet().stream()
                .map(entry -> "\"%s\":\"%s\"".formatted(entry.getKey().module(), entry.getValue() ? "UP" : "DOWN"))
                .collect(Collectors.joining(","));
        return new Gateway.Health(up, "{\"status\":\"%s\",\"services\":{%s}}".formatted(up ? "UP" : "DOWN", services));
    }

    private CompletableFuture<Boolean> isReady(int port) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/actuator/health/readiness".formatted(port)))
                .timeout(TIMEOUT)
                .build();
        return http.sendAsync(request, BodyHandlers.discarding())
                .thenApply(response -> response.statusCode() == 200)
                .exceptionally(failure -> false);
    }

    /** Waits until all can serve. */
    void await(Duration timeout) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Gateway.Health health = ask();
            if (health.up()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("Not everything is ready: " + health.json());
            }
            Thread.sleep(50);
        }
    }
}
