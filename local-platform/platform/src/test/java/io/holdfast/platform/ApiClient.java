package io.holdfast.platform;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One user of the API at the gateway, signed up and signed in. */
final class ApiClient {

    static final String PASSWORD = "correct horse battery";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(task -> Thread.ofVirtual().start(task))
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final RunningHoldfast holdfast;
    private final @Nullable String cookie;

    private ApiClient(RunningHoldfast holdfast, @Nullable String cookie) {
        this.holdfast = holdfast;
        this.cookie = cookie;
    }

    /** An answer; {@code body} is an empty object where there is no JSON. */
    record Answer(int status, JsonNode body, HttpResponse<String> response) {

        String id() {
            return body.path("id").asString();
        }

        String code() {
            return body.path("code").asString();
        }

        String status(String field) {
            return body.path(field).asString();
        }
    }

    static ApiClient stranger(RunningHoldfast holdfast) {
        return new ApiClient(holdfast, null);
    }

    /** A new user. */
    static ApiClient signUp(RunningHoldfast holdfast) {
        String email = "user-" + UUID.randomUUID() + "@example.com";
        Answer answer = stranger(holdfast)
                .post("/api/users/signup", Map.of("email", email, "password", PASSWORD, "name", "A user"));
        if (answer.status() != 201) {
            throw new IllegalStateException(
                    "Sign-up answered " + answer.response().body());
        }
        String cookie = answer.response()
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";", 2)[0];
        return new ApiClient(holdfast, cookie);
    }

    /** The same user at another system, such as one that was started again. */
    ApiClient at(RunningHoldfast other) {
        return new ApiClient(other, cookie);
    }

    /** Publishes a general-admission event; its tier's price is in cents of a euro. */
    Answer publish(int capacity, long price) {
        return post(
                "/api/events/new",
                Map.of(
                        "name",
                        "A concert",
                        "description",
                        "Loud",
                        "startsAt",
                        Instant.now().plus(Duration.ofDays(20)).toString(),
                        "price",
                        price,
                        "capacity",
                        capacity,
                        "currency",
                        "EUR"));
    }

    Answer order(JsonNode event, int quantity, String... headers) {
        String tier = event.path("tiers").path(0).path("id").asString();
        return post(
                "/api/orders",
                Map.of(
                        "eventId",
                        event.path("id").asString(),
                        "items",
                        List.of(Map.of("tierId", tier, "quantity", quantity))),
                headers);
    }

    Answer pay(String orderId, String token) {
        return post("/api/payments", Map.of("orderId", orderId, "token", token));
    }

    Answer readOrder(String orderId) {
        return get("/api/orders/" + orderId);
    }

    Answer get(String path) {
        return call("GET", path, null);
    }

    Answer delete(String path) {
        return call("DELETE", path, null);
    }

    Answer post(String path, Object body, String... headers) {
        return call("POST", path, JSON.writeValueAsString(body), headers);
    }

    /** Calls with a body as it is, which need not be JSON. */
    Answer call(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(holdfast.uri(path))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean json = response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.contains("json"))
                    .isPresent();
            return new Answer(
                    response.statusCode(), json ? JSON.readTree(response.body()) : JSON.createObjectNode(), response);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
