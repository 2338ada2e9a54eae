package io.holdfast.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** A person who calls the public interface at the gateway. Whatever comes back, or that nothing does, goes into the history. */
final class Client {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNode NOTHING = MissingNode.getInstance();
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration AFTER_NOTHING = Duration.ofMillis(200);
    private static final long LONGEST_PAUSE_SECONDS = 2;
    private static final String SESSION = "holdfast_session";
    /** The word of the problem that a page tells people about. */
    private static final Pattern REFUSED = Pattern.compile(" data-code=\"([a-z-]+)\"");

    private static final Pattern TO_ORDER = Pattern.compile("/orders/([\\w-]+)");

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final String gateway;
    private final String name;
    private final History history;
    private String token = "";

    /** @param gateway its address, without a slash at the end */
    Client(String gateway, String name, History history) {
        this.gateway = gateway;
        this.name = name;
        this.history = history;
    }

    String name() {
        return name;
    }

    /** The same person at another place, under another name in the history. */
    Client at(String place) {
        Client other = new Client(gateway, place, history);
        other.token = token;
        return other;
    }

    /** Makes an account; tries until it has one. */
    Client signUp() throws InterruptedException {
        Map<String, String> account = Map.of(
                "email",
                "%s-%s@example.com".formatted(name, UUID.randomUUID()),
                "password",
                "correct horse battery",
                "name",
                name);
        String key = UUID.randomUUID().toString();
        while (token.isEmpty()) {
            token = signUp(account, key);
            if (token.isEmpty()) {
                Thread.sleep(AFTER_NOTHING);
            }
        }
        return this;
    }

    private String signUp(Map<String, String> account, String key) throws InterruptedException {
        try {
            HttpResponse<String> answer = HTTP.send(
                    request("POST", "/api/users/signup", key, JSON.writeValueAsString(account)),
                    BodyHandlers.ofString());
            return answer.headers().allValues("set-cookie").stream()
                    .filter(cookie -> cookie.contains(SESSION + "="))
                    .map(cookie -> cookie.replaceFirst(".*" + SESSION + "=([^;]*).*", "$1"))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Asks once.
     *
     * @param subject the id of what it is about; empty for none
     * @param key the Idempotency-Key; null for none
     * @param body null for none
     */
    Exchange ask(String act, String subject, String method, String path, @Nullable String key, @Nullable Object body)
            throws InterruptedException {
        JsonNode request = body == null ? NOTHING : JSON.valueToTree(body);
        String text = body == null ? null : JSON.writeValueAsString(request);
        return send(
                act,
                subject,
                key,
                request,
                request(method, path, key, text),
                response -> new Answer(response.statusCode(), json(response.body())));
    }

    record Answer(int status, JsonNode body) {}

    private Exchange send(
            String act,
            String subject,
            @Nullable String key,
            JsonNode request,
            HttpRequest sent,
            Function<HttpResponse<String>, Answer> read)
            throws InterruptedException {
        long asked = history.now();
        int status = 0;
        JsonNode answer = NOTHING;
        String failure = null;
        try {
            Answer came = read.apply(HTTP.send(sent, BodyHandlers.ofString()));
            status = came.status();
            answer = came.body();
        } catch (IOException e) {
            failure = e.toString();
        }
        String code = status >= 400 ? answer.path("code").asString("") : "";
        Exchange exchange = new Exchange(
                history.nextNumber(),
                name,
                act,
                subject,
                key == null ? "" : key,
                request,
                asked,
                history.now(),
                status,
                code,
                answer,
                failure);
        history.add(exchange);
        return exchange;
    }

    /** Asks the same again as long as the answer is "later" or none, at most {@code attempts} times. Returns the last one. */
    Exchange askUntilDecided(
            int attempts,
            String act,
            String subject,
            String method,
            String path,
            @Nullable String key,
            @Nullable Object body)
            throws InterruptedException {
        return untilDecided(attempts, () -> ask(act, subject, method, path, key, body));
    }

    private interface Attempt {
        Exchange make() throws InterruptedException;
    }

    private static Exchange untilDecided(int attempts, Attempt attempt) throws InterruptedException {
        Exchange last = attempt.make();
        for (int i = 1; i < attempts && last.isUndecided(); i++) {
            Thread.sleep(AFTER_NOTHING.multipliedBy(Math.min(i, 5L * LONGEST_PAUSE_SECONDS)));
            last = attempt.make();
        }
        return last;
    }

    /**
     * Sends the form of an event's page, as a browser without JavaScript does, and the same again as long as there is no answer that decides.
     * The page's leading on to an order is kept as {@code 201} with the order's id, and a refusal with the word that its page has for programs.
     *
     * @param key which the form has, so that it is the same order however often it is sent
     * @param order as the public interface would be asked for it
     */
    Exchange orderByPage(int attempts, String event, String key, Object order) throws InterruptedException {
        JsonNode wanted = JSON.valueToTree(order);
        HttpRequest form = HttpRequest.newBuilder(URI.create("%s/events/%s/order".formatted(gateway, event)))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Cookie", SESSION + "=" + token)
                .POST(BodyPublishers.ofString(fields(key, wanted)))
                .build();
        return untilDecided(attempts, () -> send("page-order", event, key, wanted, form, Client::readPage));
    }

    private static String fields(String key, JsonNode order) {
        StringBuilder fields = new StringBuilder("apart=&key=").append(key);
        for (JsonNode item : order.path("items")) {
            String tier = item.path("tierId").asString();
            if (item.has("quantity")) {
                fields.append("&t_%s=%d".formatted(tier, item.path("quantity").asInt()));
            }
            item.path("seats").forEach(seat -> fields.append("&s_%s=%s".formatted(tier, seat.asString())));
        }
        return fields.toString();
    }

    private static Answer readPage(HttpResponse<String> response) {
        return readPage(
                response.statusCode(), response.headers().firstValue("location").orElse(""), response.body());
    }

    static Answer readPage(int status, String location, String page) {
        Matcher order = TO_ORDER.matcher(location);
        if (status / 100 == 3 && order.find()) {
            return new Answer(201, JSON.createObjectNode().put("id", order.group(1)));
        }
        Matcher refused = REFUSED.matcher(page);
        return new Answer(status, refused.find() ? JSON.createObjectNode().put("code", refused.group(1)) : NOTHING);
    }

    private HttpRequest request(String method, String path, @Nullable String key, @Nullable String text) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway + path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .method(method, text == null ? BodyPublishers.noBody() : BodyPublishers.ofString(text));
        if (text != null) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.build();
    }

    private static JsonNode json(String body) {
        try {
            return body.isEmpty() ? NOTHING : JSON.readTree(body);
        } catch (JacksonException e) {
            return NOTHING;
        }
    }
}
