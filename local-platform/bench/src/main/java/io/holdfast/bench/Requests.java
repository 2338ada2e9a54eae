package io.holdfast.bench;

import io.holdfast.bench.Http.Answer;
import io.holdfast.messaging.Ids;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a bench asks of a system that runs: users, an event on sale, and the bodies of requests. */
final class Requests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int BUSY_TRIES = 20;

    private Requests() {}

    /** Signs a new user up and returns the token of the session. */
    static String signUp(Http http) throws IOException {
        String body = JSON.writeValueAsString(
                Map.of("email", Ids.random() + "@example.com", "password", "correct horse battery", "name", "Ada"));
        Answer answer = http.send(Http.request("POST", "/api/users/signup", "", body));
        expect(201, answer);
        return answer.headers().getOrDefault("set-cookie", "").replaceFirst(".*holdfast_session=([^;]*).*", "$1");
    }

    /** Begins a purchase without an account and returns the token of the session. */
    static String guest(Http http) throws IOException {
        String body = JSON.writeValueAsString(Map.of("email", Ids.random() + "@example.com", "name", "Ada"));
        byte[] request = Http.request("POST", "/api/users/guest", "", body);
        Answer answer = http.send(request);
        for (int i = 0; i < BUSY_TRIES && answer.status() == 503; i++) {
            answer = http.send(request); // a system that has just started is busy at first
        }
        expect(201, answer);
        return answer.headers().getOrDefault("set-cookie", "").replaceFirst(".*holdfast_session=([^;]*).*", "$1");
    }

    /** Publishes an event of one tier and returns it once it is on sale. */
    static JsonNode publish(Http http, String organizer, int capacity) throws IOException {
        JsonNode event = publish(http, organizer, capacity, Map.of());
        byte[] first = Http.request("POST", "/api/orders", organizer, selection(event));
        if (capacity > 1) {
            // An event as large as this takes a moment until it is on sale.
            OrdersUnderTest.await(
                    "an event to be on sale", () -> sent(http, first).status() == 201);
        }
        return event;
    }

    /**
     * Publishes an event of one tier and returns it at once.
     *
     * @param more fields of the event
     */
    static JsonNode publish(Http http, String organizer, int capacity, Map<String, ?> more) throws IOException {
        Instant starts = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> event = new HashMap<>(Map.of(
                "name",
                "A concert",
                "description",
                "For a bench",
                "venue",
                Map.of("name", "Hall", "address", "Street 1", "city", "Town", "country", "Land"),
                "startsAt",
                starts.toString(),
                "endsAt",
                starts.plus(3, ChronoUnit.HOURS).toString(),
                "timezone",
                "Europe/Berlin",
                "currency",
                "EUR",
                "tiers",
                List.of(Map.of("name", "Hall", "price", 2_500, "capacity", capacity))));
        event.putAll(more);
        byte[] request = Http.request("POST", "/api/events/new", organizer, JSON.writeValueAsString(event));
        return expect(201, http.send(request));
    }

    /** Where the page of an event is: its short address redirects there. */
    static String page(Http http, JsonNode event) throws IOException {
        String path = "/events/" + event.path("id").asString();
        Answer answer = http.send(Http.request("GET", path, "", ""));
        return answer.status() == 301
                ? URI.create(answer.headers().getOrDefault("location", path)).getRawPath()
                : path;
    }

    /** The answer to a request, for conditions that are waited for. */
    static Answer sent(Http http, byte[] request) {
        try {
            return http.send(request);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The body of an order of one ticket. */
    static String selection(JsonNode event) {
        return selection(event, 1);
    }

    static String selection(JsonNode event, int quantity) {
        return JSON.writeValueAsString(Map.of(
                "eventId",
                event.path("id").asString(),
                "items",
                List.of(Map.of("tierId", event.path("tiers").path(0).path("id").asString(), "quantity", quantity))));
    }

    /** The body of an answer with this status; any other is an error. */
    static JsonNode expect(int status, Answer answer) {
        if (answer.status() != status) {
            throw new IllegalStateException("%d instead of %d: %s".formatted(answer.status(), status, answer.body()));
        }
        return JSON.readTree(answer.body());
    }

    /** The first field of this name in an answer, which is text, without reading the rest: the load is to cost little. */
    static String field(Answer answer, String name) {
        String start = "\"" + name + "\":\"";
        int at = answer.body().indexOf(start);
        if (at < 0) {
            throw new IllegalStateException("There is no %s in %s".formatted(name, answer.body()));
        }
        int from = at + start.length();
        return answer.body().substring(from, answer.body().indexOf('"', from));
    }

    /** The first field of this name in an answer, which is a number; -1 if it is null. */
    static int number(Answer answer, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":(-?\\d+|null)").matcher(answer.body());
        if (!field.find()) {
            throw new IllegalStateException("There is no %s in %s".formatted(name, answer.body()));
        }
        return field.group(1).equals("null") ? -1 : Integer.parseInt(field.group(1));
    }
}
