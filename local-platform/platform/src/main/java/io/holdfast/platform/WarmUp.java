package io.holdfast.platform;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Creates load on one event for some seconds while the start-up cache is recorded. The cache keeps which methods were called often, so
 * that a system that has just started compiles these first.
 */
final class WarmUp {

    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    private static final Duration DURATION = Duration.ofSeconds(8);
    private static final int BUYERS = 16;
    private static final int CAPACITY = 100_000;

    /** One order in this many is paid. */
    private static final int ORDERS_PER_PAYMENT = 10;

    private final ApiClient api;

    WarmUp(ApiClient api) {
        this.api = api;
    }

    void run() throws InterruptedException {
        try {
            String organizer = api.session("warm-up@example.com", DemoData.PASSWORD, "Warm-up organizer");
            JsonNode event = publish(organizer);
            awaitOnSale(event, organizer);
            Instant end = Instant.now().plus(DURATION);
            List<Future<?>> buyers = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < BUYERS; i++) {
                    String buyer = "warm-up-%d@example.com".formatted(i);
                    buyers.add(threads.submit(() -> {
                        String session = api.session(buyer, DemoData.PASSWORD, "Warm-up buyer");
                        while (Instant.now().isBefore(end)) {
                            buy(event, session);
                        }
                        return null;
                    }));
                }
            }
            for (Future<?> buyer : buyers) {
                buyer.get();
            }
        } catch (IOException | ExecutionException e) {
            log.warn("The warm-up broke off: {}", e.toString());
        }
    }

    private JsonNode publish(String organizer) throws IOException, InterruptedException {
        Instant starts = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        HttpResponse<String> answer = api.post(
                "/api/events/new",
                Map.of(
                        "name",
                        "Warm-up",
                        "description",
                        "Load for the start-up cache",
                        "venue",
                        Map.of("name", "Hall", "address", "Street 1", "city", "Town", "country", "Land"),
                        "startsAt",
                        starts.toString(),
                        "endsAt",
                        starts.plus(3, ChronoUnit.HOURS).toString(),
                        "timezone",
                        "UTC",
                        "currency",
                        "EUR",
                        "tiers",
                        List.of(Map.of("name", "Hall", "price", 2_500, "capacity", CAPACITY))),
                organizer,
                null);
        if (answer.statusCode() != 201) {
            throw ApiClient.failed("publish the event of the warm-up", answer);
        }
        return ApiClient.json(answer);
    }

    private void awaitOnSale(JsonNode event, String session) throws IOException, InterruptedException {
        HttpResponse<String> answer = order(event, session);
        for (int i = 0; i < 200 && answer.statusCode() != 201; i++) {
            Thread.sleep(Duration.ofMillis(50));
            answer = order(event, session);
        }
        if (answer.statusCode() != 201) {
            throw new IOException("its event did not come on sale: " + answer.body());
        }
    }

    private void buy(JsonNode event, String session) throws IOException, InterruptedException {
        api.get("/api/events/" + event.path("id").asString(), session);
        HttpResponse<String> ordered = order(event, session);
        String id = ApiClient.json(ordered).path("id").asString("");
        api.get("/api/orders/" + id, session);
        if (ThreadLocalRandom.current().nextInt(ORDERS_PER_PAYMENT) == 0) {
            api.post("/api/payments", Map.of("orderId", id, "token", "tok_visa"), session, null);
        }
    }

    private HttpResponse<String> order(JsonNode event, String session) throws IOException, InterruptedException {
        String tier = event.path("tiers").path(0).path("id").asString();
        return api.post(
                "/api/orders",
                Map.of("eventId", event.path("id").asString(), "items", List.of(Map.of("tierId", tier, "quantity", 1))),
                session,
                null);
    }
}
