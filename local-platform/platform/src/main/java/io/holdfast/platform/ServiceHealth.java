package io.holdfast.platform;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks replicas whether they can serve, and records it in each {@link Replica} for the gateway. */
final class ServiceHealth {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);

    private final Replicas replicas;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    ServiceHealth(Replicas replicas) {
        this.replicas = replicas;
    }

    /** Asks all replicas. The system is up when each service has a replica that can serve. */
    Health ask() {
        Map<Replica, Boolean> ready = ask(replicas.all().toList());
        boolean up = true;
        JsonObject services = new JsonObject();
        JsonObject each = new JsonObject();
        for (Service service : Service.values()) {
            boolean serves = false;
            for (Replica replica : replicas.of(service)) {
                boolean one = ready.getOrDefault(replica, false);
                each.put(replica.name(), word(one));
                serves |= one;
            }
            services.put(service.module(), word(serves));
            up &= serves;
        }
        JsonObject answer = new JsonObject().put("status", word(up)).put("services", services);
        if (replicas.several()) {
            answer.put("replicas", each);
        }
        return new Health(up, answer.encode());
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }

    private Map<Replica, Boolean> ask(Collection<Replica> asked) {
        Map<Replica, CompletableFuture<Boolean>> answers = new LinkedHashMap<>();
        asked.forEach(replica -> answers.put(replica, isReady(replica)));
        Map<Replica, Boolean> ready = new LinkedHashMap<>();
        answers.forEach((replica, answer) -> {
            replica.recordReadiness(answer.join());
            ready.put(replica, answer.join());
        });
        return ready;
    }

    private CompletableFuture<Boolean> isReady(Replica replica) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(replica.url() + "/actuator/health/readiness"))
                .timeout(TIMEOUT)
                .build();
        return http.sendAsync(request, BodyHandlers.discarding())
                .thenApply(response -> response.statusCode() == 200)
                .exceptionally(failure -> false);
    }

    /**
     * Waits until all of these can serve.
     *
     * @throws IOException when they cannot within the timeout
     */
    void await(List<Replica> wanted, Duration timeout) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<Replica> missing = wanted;
        while (true) {
            Map<Replica, Boolean> ready = ask(missing);
            missing = missing.stream()
                    .filter(replica -> !ready.getOrDefault(replica, false))
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("Not ready: " + missing);
            }
            Thread.sleep(50);
        }
    }

    /** Asks all replicas every second from now on, if there are several of a service to choose from. */
    void watch() {
        if (replicas.several()) {
            Thread.ofPlatform().name("health").daemon().start(() -> {
                try {
                    while (true) {
                        ask(replicas.all().toList());
                        Thread.sleep(WATCH_INTERVAL);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }
}
