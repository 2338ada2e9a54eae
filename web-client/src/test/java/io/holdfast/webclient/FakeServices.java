package io.holdfast.webclient;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The services on one small server, which gives prepared answers by path and records the requests. */
final class FakeServices implements AutoCloseable {

    /**
     * A recorded request.
     *
     * @param query decoded; null if it has none
     */
    record Asked(String method, String path, @Nullable String query, Map<String, List<String>> headers, String body) {

        @Nullable
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? null : values.getFirst();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // not compared
    record Answer(int status, byte[] bytes, Map<String, String> headers) {

        Answer(int status, String body, Map<String, String> headers) {
            this(status, body.getBytes(StandardCharsets.UTF_8), headers);
        }
    }

    static final String TOKEN = "header.claims.signature";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, Queue<Answer>> first = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    FakeServices() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        reset();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Forgets all answers and requests. Only Ada's session is left. */
    void reset() {
        answers.clear();
        first.clear();
        asked.clear();
        answer("GET /api/users/currentuser", 200, """
                {"currentUser": {"id": "u1", "email": "ada@example.com", "name": "Ada"}}""");
        answer("GET /api/users/account", 200, """
                {"id": "u1", "email": "ada@example.com", "name": "Ada", "proven": true, "movingTo": null}""");
        answer("GET /api/users/sessions", 200, """
                [{"id": "s1", "createdAt": "2026-11-01T10:00:00Z", "lastSeenAt": "2026-11-02T10:00:00Z", "current": true,
                  "device": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}]""");
        answer("GET /api/events", 200, """
                {"items": [], "nextCursor": null}""");
    }

    void answer(String call, int status, String body) {
        answers.put(call, new Answer(status, body, Map.of()));
    }

    void answer(String call, int status, String body, Map<String, String> headers) {
        answers.put(call, new Answer(status, body, headers));
    }

    /** An answer that is no JSON. */
    void bytes(String call, String type, byte[] content) {
        answers.put(call, new Answer(200, content, Map.of("Content-Type", type)));
    }

    /** An answer for the next request only. */
    void answerFirst(String call, int status, String body) {
        first.computeIfAbsent(call, key -> new ConcurrentLinkedQueue<>()).add(new Answer(status, body, Map.of()));
    }

    void problem(String call, int status, String code) {
        answer(call, status, """
                {"type": "about:blank", "title": "No", "status": %d, "code": "%s", "detail": "Said no."}""".formatted(status, code));
    }

    /** Closes the connection without an answer. */
    void down(String call) {
        answers.put(call, new Answer(0, "", Map.of()));
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    List<Asked> asked(String method, String path) {
        return asked.stream()
                .filter(request ->
                        request.method().equals(method) && request.path().equals(path))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    path,
                    exchange.getRequestURI().getQuery(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body));
            Answer answer = next(exchange.getRequestMethod() + " " + path);
            if (answer.status() == 0) {
                return;
            }
            byte[] bytes = answer.bytes();
            exchange.getResponseHeaders()
                    .set("Content-Type", answer.status() < 400 ? "application/json" : "application/problem+json");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer next(String call) {
        Answer once = first.getOrDefault(call, new ConcurrentLinkedQueue<>()).poll();
        if (once != null) {
            return once;
        }
        return answers.getOrDefault(call, new Answer(404, "{\"status\": 404, \"code\": \"not-found\"}", Map.of()));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** An event with two tiers. */
    static String event(String id, String name, String firstStatus, int firstAvailable) {
        return event(id, name, "music", "Teatro Real", "Madrid", firstStatus, firstAvailable);
    }

    static String event(
            String id,
            String name,
            String category,
            String venue,
            String city,
            String firstStatus,
            int firstAvailable) {
        Instant starts = Instant.parse("2030-12-05T19:00:00Z");
        return """
                {"id": "%s", "name": "%s", "description": "Doors at seven.\\n\\nBring a coat.", "category": "%s",
                 "venue": {"name": "%s", "address": "Plaza 1", "city": "%s", "country": "Spain"},
                 "startsAt": "%s", "endsAt": "%s", "timezone": "Europe/Madrid", "currency": "EUR", "imageUrl": null,
                 "tiers": [
                   {"id": "floor", "name": "Floor", "price": 4550, "capacity": 100, "maxPerOrder": 6, "available": %d, "status": "%s"},
                   {"id": "balcony", "name": "Balcony", "price": 2500, "capacity": 50, "maxPerOrder": 10, "available": 50, "status": "available"}],
                 "salesStart": null, "salesEnd": null, "organizerId": "u2", "status": "published", "version": 1,
                 "somethingNew": true}""".formatted(
                id, name, category, venue, city, starts, starts.plus(Duration.ofHours(3)), firstAvailable, firstStatus);
    }

    /** The same event with a seated tier before them: a row with an aisle, a wheelchair space and a companion seat. */
    static String seatedEvent(String id, String name) {
        return event(id, name, "available", 80).replace("\"tiers\": [", """
                "salesPaused": false, "tiers": [
                   {"id": "stalls", "name": "Stalls", "price": 6000, "capacity": 118, "maxPerOrder": 4, "available": 100, "status": "available",
                    "seating": {"rows": [{"label": "A", "seats": 12, "gaps": [], "aisles": [6], "accessible": [1], "companion": [2]}]}},""");
    }

    /** The seats of that tier, of which every seventh is taken. */
    static String seats(int rows, int longest) {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            String label = label(row);
            List<String> seats = new ArrayList<>();
            for (int number = 1; number <= longest - (row % 3) * 2; number++) {
                if (row == 2 && number == 4) {
                    continue;
                }
                String kind =
                        row == 0 && number == 1 ? "\"accessible\"" : row == 0 && number == 2 ? "\"companion\"" : "null";
                seats.add("""
                        {"name": "%s-%d", "number": %d, "state": "%s", "kind": %s}""".formatted(label, number, number, (row * 5 + number) % 7 == 0 ? "taken" : "free", kind));
            }
            lines.add("""
                    {"label": "%s", "aisles": [%d], "seats": %s}""".formatted(label, longest / 2, seats));
        }
        return """
                {"eventId": "e1", "tiers": [{"id": "stalls", "name": "Stalls", "price": 6000, "rows": %s}], "asOf": "2030-01-01T00:00:00Z"}""".formatted(lines);
    }

    /** The same rows once in each section. */
    static String seats(int rows, int longest, String... sections) {
        ObjectNode map = (ObjectNode) JSON.readTree(seats(rows, longest));
        ObjectNode tier = (ObjectNode) map.path("tiers").path(0);
        JsonNode plain = tier.path("rows");
        ArrayNode all = tier.putArray("rows");
        for (String section : sections) {
            plain.forEach(row -> {
                ObjectNode copy = (ObjectNode) row.deepCopy();
                copy.put("section", section);
                copy.path("seats")
                        .forEach(seat -> ((ObjectNode) seat)
                                .put("name", section + " " + seat.path("name").asString()));
                all.add(copy);
            });
        }
        return map.toString();
    }

    private static String label(int row) {
        return row < 26
                ? Character.toString('A' + row)
                : Character.toString('A' + row / 26 - 1) + Character.toString('A' + row % 26);
    }

    /** The order with additional or replaced fields. */
    static String order(String id, String status, String fields) {
        ObjectNode order = (ObjectNode) JSON.readTree(order(id, status, Duration.ofMinutes(9)));
        return order.setAll((ObjectNode) JSON.readTree("{" + fields + "}")).toString();
    }

    static String order(String id, String status, Duration left) {
        Instant now = Instant.now();
        return """
                {"id": "%s", "eventId": "e1",
                 "event": {"name": "Requiem", "startsAt": "2030-12-05T19:00:00Z", "endsAt": "2030-12-05T22:00:00Z", "timezone": "Europe/Madrid",
                           "venue": {"name": "Teatro Real", "address": null, "city": "Madrid", "country": "Spain"}},
                 "status": "%s", "items": [{"tierId": "floor", "tierName": "Floor", "quantity": 2, "unitPrice": 4550, "seats": null}],
                 "total": 9100, "currency": "EUR", "createdAt": "%s", "expiresAt": "%s", "serverNow": "%s",
                 "paymentId": %s, "reason": null, "history": [{"status": "%s", "at": "%s"}], "version": 1}""".formatted(
                        id,
                        status,
                        now.minusSeconds(60),
                        now.plus(left),
                        now,
                        "COMPLETED".equals(status) ? "\"p1\"" : "null",
                        status,
                        now);
    }

    static String tickets() {
        List<String> tickets = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            tickets.add("""
                    {"id": "t%d", "code": "HF-7K2M-Q9XD-4R%dW-ZP3T-8VNB", "tier": "Floor", "seat": null, "holder": "Ada", "tierId": "floor"}""".formatted(i, i));
        }
        return tickets.toString();
    }

    static String payment(String status) {
        return """
                {"id": "p1", "orderId": "o1", "status": "%s", "amount": 9100, "currency": "EUR", "failure": null,
                 "history": [{"at": "2026-11-22T12:00:00Z", "status": "AUTHORIZED", "attempt": 1, "failure": null}], "version": 2}""".formatted(status);
    }

    /** An event of Ada, with a tier without numbered seats and one with them. */
    static String own(String id, String name, String status, int version) {
        return """
                {"id": "%s", "name": "%s", "description": "Doors at seven.", "category": "Chamber music",
                 "venue": {"name": "Teatro Real", "address": "Plaza 1", "city": "Madrid", "country": "Spain"},
                 "startsAt": "2030-12-05T19:00:00Z", "endsAt": "2030-12-05T22:00:00Z", "usualEnd": true, "timezone": "Europe/Madrid",
                 "currency": "EUR", "imageUrl": null, "maxPerBuyer": 8, "lostDisputesStopTickets": true, "proofOfWork": true, "salesPaused": false, "somethingNew": "kept",
                 "sellBack": {"allowed": true, "minutesBefore": 60},
                 "tiers": [
                   {"id": "floor", "name": "Floor", "price": 4550, "capacity": 100, "maxPerOrder": 6, "available": 60, "status": "available"},
                   {"id": "stalls", "name": "Stalls", "price": 2500, "capacity": 22, "maxPerBuyer": 4, "available": 22, "status": "available",
                    "seating": {"rows": [
                      {"label": "A", "seats": 12, "gaps": [5, 6], "aisles": [4], "accessible": [1], "companion": [2]},
                      {"label": "B", "seats": 12}]}}],
                 "salesStart": null, "salesEnd": null, "organizerId": "u1", "status": "%s", "version": %d}""".formatted(id, name, status, version);
    }

    static String sales(String id) {
        return """
                {"eventId": "%s", "currency": "EUR", "takings": 182000, "refunded": 9100,
                 "tiers": [
                   {"id": "floor", "name": "Floor", "capacity": 100, "sold": 38, "held": 2, "free": 60, "takings": 172900},
                   {"id": "stalls", "name": "Stalls", "capacity": 22, "sold": 4, "held": 0, "free": 18, "takings": 9100}],
                 "orders": {"COMPLETED": 20, "AWAITING_PAYMENT": 1},
                 "timeline": [
                   {"at": "2026-11-01T10:00:00Z", "sold": 4, "takings": 18200},
                   {"at": "2026-11-03T10:00:00Z", "sold": 15, "takings": 68250},
                   {"at": "2026-11-05T10:00:00Z", "sold": 0, "takings": 0},
                   {"at": "2026-11-07T10:00:00Z", "sold": 5, "takings": 22750},
                   {"at": "2026-11-09T10:00:00Z", "sold": 18, "takings": 72800}],
                 "asOf": "2026-11-10T12:00:00Z"}""".formatted(id);
    }

    static String soldOrder(String id, String holder, String status, long refunded) {
        return """
                {"id": "%s", "holder": "%s", "status": "%s", "total": 9100, "refunded": %d, "currency": "EUR",
                 "items": [{"tierId": "floor", "tierName": "Floor", "quantity": 2, "unitPrice": 4550, "seats": ["A-3", "A-4"]}],
                 "createdAt": "2026-11-09T10:00:00Z"}""".formatted(id, holder, status, refunded);
    }

    static String cancellation(String state, int cancelled, int refunded, int moneyBack, int remaining) {
        return """
                {"eventId": "e1", "state": "%s",
                 "preview": {"pendingOrders": 3, "paidOrders": 20, "tickets": 42, "refund": 172900, "currency": "EUR"},
                 "progress": {"cancelled": %d, "refunded": %d, "moneyBack": %d, "remaining": %d}}""".formatted(state, cancelled, refunded, moneyBack, remaining);
    }
}
