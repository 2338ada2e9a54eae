package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the public interface. */
final class Shop {

    static final JsonMapper JSON = JsonMapper.shared();

    /** The password of every account. */
    static final String PASSWORD = "correct horse battery";

    /** Longer than any request may wait. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Function<String, URI> gateway;

    Shop(RunningHoldfast holdfast) {
        this(holdfast::uri);
    }

    /** @param gateway the address of a path */
    Shop(Function<String, URI> gateway) {
        this.gateway = gateway;
    }

    /** @param text the body; empty if there was none */
    record Answer(int status, Map<String, List<String>> headers, String text) {

        JsonNode json() {
            return JSON.readTree(text);
        }

        String code() {
            return json().path("code").asString("");
        }

        Answer expect(int wanted) {
            assertThat(status).as(text).isEqualTo(wanted);
            return this;
        }
    }

    record Person(String email, String token) {}

    Person signUp(String name) throws IOException, InterruptedException {
        String email = "%s-%s@example.com".formatted(name, UUID.randomUUID());
        Answer answer = send(
                        "POST",
                        "/api/users/signup",
                        null,
                        null,
                        Map.of("email", email, "password", PASSWORD, "name", name))
                .expect(201);
        return new Person(email, token(answer));
    }

    /** Another session of a person who signed up here. */
    Person signIn(String email) throws IOException, InterruptedException {
        return signIn(email, PASSWORD);
    }

    Person signIn(String email, String password) throws IOException, InterruptedException {
        Answer answer = send("POST", "/api/users/signin", null, null, Map.of("email", email, "password", password))
                .expect(200);
        return new Person(email, token(answer));
    }

    private static String token(Answer answer) {
        return answer.headers().getOrDefault("set-cookie", List.of()).stream()
                .filter(cookie -> cookie.contains("holdfast_session="))
                .map(cookie -> cookie.replaceFirst(".*holdfast_session=([^;]*).*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    /** Says who sells an organizer's tickets, so that orders placed from then on get receipts. */
    void describeSeller(Person organizer) throws IOException, InterruptedException {
        Map<String, Object> seller = Map.of(
                "name", "Hall Ltd", "street", "Street 1", "city", "Town", "country", "GB", "email", "hall@example.org");
        send("PUT", "/api/events/seller", organizer, null, seller).expect(200);
    }

    JsonNode publish(Person organizer, String name, Map<String, Integer> capacityByTier, long price)
            throws IOException, InterruptedException {
        Instant starts = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        List<Map<String, Object>> tiers = new ArrayList<>();
        capacityByTier.forEach(
                (tier, capacity) -> tiers.add(Map.of("name", tier, "price", price, "capacity", capacity)));
        Map<String, Object> body = new HashMap<>();
        body.put("name", name);
        body.put("description", "For a test");
        body.put("category", "Concert");
        body.put("venue", Map.of("name", "Hall", "address", "Street 1", "city", "Town", "country", "Land"));
        body.put("startsAt", starts.toString());
        body.put("endsAt", starts.plus(3, ChronoUnit.HOURS).toString());
        body.put("timezone", "Europe/Berlin");
        body.put("currency", "EUR");
        body.put("tiers", tiers);
        return send("POST", "/api/events/new", organizer, null, body)
                .expect(201)
                .json();
    }

    /** Writes an event back as it is but for a change. */
    Answer edit(Person organizer, String path, Consumer<Map<String, Object>> change)
            throws IOException, InterruptedException {
        Map<String, Object> event = new LinkedHashMap<>();
        get(organizer, path)
                .expect(200)
                .json()
                .properties()
                .forEach(field -> event.put(field.getKey(), field.getValue()));
        change.accept(event);
        return send("PUT", path, organizer, null, event);
    }

    Answer order(Person buyer, @Nullable String key, JsonNode event, int tier, int quantity)
            throws IOException, InterruptedException {
        return send(
                "POST",
                "/api/orders",
                buyer,
                key,
                Map.of(
                        "eventId",
                        event.path("id").asString(),
                        "items",
                        List.of(Map.of(
                                "tierId",
                                event.path("tiers").path(tier).path("id").asString(),
                                "quantity",
                                quantity))));
    }

    /** The id of an order that is placed. */
    String place(Person buyer, JsonNode event, int tier, int quantity) throws IOException, InterruptedException {
        return order(buyer, null, event, tier, quantity)
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    Answer pay(Person buyer, String orderId, String card) throws IOException, InterruptedException {
        return send("POST", "/api/payments", buyer, null, Map.of("orderId", orderId, "token", card));
    }

    /** Waits until an order has this status. */
    void awaitStatus(Person buyer, String orderId, String status) {
        await("order %s is %s".formatted(orderId, status))
                .until(() -> get(buyer, "/api/orders/" + orderId)
                        .json()
                        .path("status")
                        .asString("")
                        .equals(status));
    }

    Answer get(@Nullable Person person, String path) throws IOException, InterruptedException {
        return send("GET", path, person, null, null);
    }

    List<JsonNode> orders(Person buyer) throws IOException, InterruptedException {
        List<JsonNode> orders = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    get(buyer, "/api/orders?size=100" + cursor).expect(200).json();
            page.path("items").forEach(orders::add);
            JsonNode next = page.path("nextCursor");
            cursor = next.isString() ? "&cursor=" + next.asString() : "";
        } while (!cursor.isEmpty());
        return orders;
    }

    /** Units on sale, over all tiers, as the catalogue shows them. */
    int available(JsonNode event) throws IOException, InterruptedException {
        JsonNode availability = get(
                        null,
                        "/api/events/%s/availability".formatted(event.path("id").asString()))
                .expect(200)
                .json();
        int available = 0;
        for (JsonNode tier : availability.path("tiers")) {
            available += tier.path("available").asInt();
        }
        return available;
    }

    Answer send(
            String method, String path, @Nullable Person person, @Nullable String idempotencyKey, @Nullable Object body)
            throws IOException, InterruptedException {
        String text = body instanceof String raw ? raw : body == null ? null : JSON.writeValueAsString(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.apply(path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .method(method, text == null ? BodyPublishers.noBody() : BodyPublishers.ofString(text));
        if (text != null) {
            request.header("Content-Type", "application/json");
        }
        if (person != null) {
            request.header("Authorization", "Bearer " + person.token());
        }
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.headers().map(), answer.body());
    }
}
