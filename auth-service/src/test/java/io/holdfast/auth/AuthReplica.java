package io.holdfast.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running auth-service and a client of it. */
final class AuthReplica implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    private AuthReplica(ConfigurableApplicationContext context) {
        this.context = context;
        this.url = "http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    static AuthReplica start(String database, String... settings) {
        return startOn(TestDatabase.shared().uri(database), settings);
    }

    static AuthReplica startOn(String uri, String... settings) {
        return startOn(uri, TestBroker.shared().settings("auth"), settings);
    }

    /** With all permissions at the broker, so that a test can play the other services. */
    static AuthReplica startAsOperator(String database, String... settings) {
        return startOn(
                TestDatabase.shared().uri(database),
                List.of(
                        "holdfast.messaging.servers=" + TestBroker.shared().url(),
                        "holdfast.messaging.streams=users,guests,links"),
                settings);
    }

    private static AuthReplica startOn(String uri, List<String> broker, String... settings) {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.mongodb.uri=" + uri));
        broker.forEach(setting -> arguments.add("--" + setting));
        arguments.addAll(List.of(settings));
        return new AuthReplica(AuthApplication.application()
                // Tests create many accounts from one address, on machines that may be slow.
                .properties(
                        "holdfast.auth.sign-ups.per-address=0",
                        "holdfast.auth.sign-ups.taken=1000000",
                        "holdfast.auth.hashing.patience=10m",
                        "holdfast.auth.hashing.memory=64KB")
                .run(arguments.toArray(String[]::new)));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** The ids of the keys it publishes. */
    List<String> kids() throws ParseException {
        return JWKSet.parse(get("/.well-known/jwks.json").response().body()).getKeys().stream()
                .map(JWK::getKeyID)
                .toList();
    }

    Answer post(String path, String body, String... headers) {
        return send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)),
                headers);
    }

    Answer get(String path, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(url + path)), headers);
    }

    Answer delete(String path, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(url + path)).DELETE(), headers);
    }

    Answer signUp(String email, String password, String... headers) {
        return post("/api/users/signup", credentials(email, password), headers);
    }

    Answer signIn(String email, String password, String... headers) {
        return post("/api/users/signin", credentials(email, password), headers);
    }

    JsonNode currentUser(String token) {
        return get("/api/users/currentuser", "Authorization", "Bearer " + token)
                .json()
                .get("currentUser");
    }

    static String credentials(String email, String password) {
        return JsonMapper.shared().writeValueAsString(Map.of("email", email, "password", password));
    }

    private Answer send(HttpRequest.Builder request, String... headers) {
        try {
            if (headers.length > 0) {
                request.headers(headers);
            }
            return new Answer(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }

    record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(response.body());
        }

        String code() {
            return json().get("code").asString();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The token in the cookie it set. */
        String token() {
            String cookie = header("Set-Cookie");
            return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        }
    }
}
