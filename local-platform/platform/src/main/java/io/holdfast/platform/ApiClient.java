package io.holdfast.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the public interface at the gateway. */
final class ApiClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String url;

    /** @param url of the gateway */
    ApiClient(String url) {
        this.url = url;
    }

    /** Signs in or, if there is no such account, signs up. Returns the cookie to send. */
    String session(String email, String password, String name) throws IOException, InterruptedException {
        Map<String, String> account = Map.of("email", email, "password", password, "name", name);
        HttpResponse<String> answer = post("/api/users/signin", account, null, null);
        if (answer.statusCode() != 200) {
            answer = post("/api/users/signup", account, null, null);
        }
        if (answer.statusCode() / 100 != 2) {
            throw failed("sign in " + email, answer);
        }
        return answer.headers().allValues("set-cookie").stream()
                .filter(cookie -> cookie.contains("holdfast_session="))
                .map(cookie -> cookie.substring(0, cookie.indexOf(';') < 0 ? cookie.length() : cookie.indexOf(';')))
                .findFirst()
                .orElseThrow(() -> new IOException("No session for " + email));
    }

    /** @param session a cookie from {@link #session}; null to call without one */
    HttpResponse<String> get(String path, @Nullable String session) throws IOException, InterruptedException {
        return send(request(path, session).GET());
    }

    /** @param session a cookie from {@link #session}; null to call without one */
    HttpResponse<String> post(String path, Object body, @Nullable String session, @Nullable String idempotencyKey)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path, session)
                .header("Content-Type", "application/json")
                .header("Origin", url)
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey.replace(' ', '-'));
        }
        return send(request);
    }

    /** @param session a cookie from {@link #session} */
    HttpResponse<String> put(String path, Object body, String session) throws IOException, InterruptedException {
        return send(request(path, session)
                .header("Content-Type", "application/json")
                .header("Origin", url)
                .PUT(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    static IOException failed(String what, HttpResponse<String> answer) {
        return new IOException("could not %s: %d %s".formatted(what, answer.statusCode(), answer.body()));
    }

    private HttpRequest.Builder request(String path, @Nullable String session) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
        return session == null ? request : request.header("Cookie", session);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.close();
    }
}
