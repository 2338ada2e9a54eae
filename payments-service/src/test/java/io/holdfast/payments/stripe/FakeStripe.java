package io.holdfast.payments.stripe;

import com.stripe.StripeClient;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The parts of Stripe that have state: intents, idempotency keys and refunds, with Stripe's errors. (Stripe's own mock validates requests
 * but stores nothing.)
 */
final class FakeStripe implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Intent> intents = new ConcurrentHashMap<>();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int failWith;
    private volatile String refundStatus = "succeeded";

    FakeStripe() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    StripeProvider provider() {
        return provider(url());
    }

    static StripeProvider provider(String url) {
        return new StripeProvider(StripeClient.builder()
                .setApiKey("sk_test_123")
                .setApiBase(url)
                .setConnectTimeout(1000)
                .setReadTimeout(1000)
                .setMaxNetworkRetries(0)
                .build());
    }

    /** Every answer from now on is this error; 0 for none. */
    void failWith(int status) {
        failWith = status;
    }

    /** Changes the status of an intent as by hand in Stripe's dashboard, or by the passing of time. */
    void moveTo(String reference, String status) {
        intents.computeIfPresent(reference, (id, intent) -> intent.as(status));
    }

    /** Refunds an amount as by hand in Stripe's dashboard. */
    void refundByHand(String reference, long amount) {
        intents.computeIfPresent(reference, (id, intent) -> intent.withRefund(amount, refundStatus));
    }

    /** New refunds have this status. */
    void refundsBegin(String status) {
        refundStatus = status;
    }

    /** All refunds of an intent get this status. */
    void moveRefunds(String reference, String status) {
        intents.computeIfPresent(reference, (id, intent) -> intent.withRefundsAs(status));
    }

    /** The charge of an intent is disputed in full, or its dispute gets another status. */
    void dispute(String reference, String status) {
        intents.computeIfPresent(reference, (id, intent) -> intent.disputed(status));
    }

    Intent only() {
        if (intents.size() != 1) {
            throw new IllegalStateException("There are " + intents.size() + " intents");
        }
        return intents.values().iterator().next();
    }

    List<String> requests() {
        return requests;
    }

    private void serve(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        String body =
                query == null ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8) : query;
        String path = exchange.getRequestURI().getPath();
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        // stripe-java sends a key of its own with every POST.
        requests.add(path);
        Reply reply = failWith > 0
                ? new Reply(failWith, error("api_error", "something_broke"))
                : key == null ? answer(path, body) : replies.computeIfAbsent(key, k -> answer(path, body));
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Reply answer(String path, String body) {
        String[] parts = path.split("/");
        return switch (path.replaceFirst("/pi_\\w+", "/x")) {
            case "/v1/payment_methods" -> {
                String token = value(body, "card[token]");
                yield new Reply(200, "{\"object\":\"payment_method\",\"id\":\"pm_of_" + token + "\"}");
            }
            case "/v1/payment_intents" -> create(body);
            case "/v1/payment_intents/x" -> show(parts[3]);
            case "/v1/payment_intents/x/capture" -> move(parts[3], "succeeded");
            case "/v1/payment_intents/x/cancel" -> move(parts[3], "canceled");
            case "/v1/disputes" -> disputes(value(body, "payment_intent"));
            case "/v1/refunds" -> refund(value(body, "payment_intent"), value(body, "amount"));
            default -> new Reply(404, error("invalid_request_error", "resource_missing"));
        };
    }

    private Reply create(String body) {
        if (value(body, "payment_method").contains("Declined")) {
            return new Reply(402, error("card_error", "card_declined"));
        }
        Intent intent = new Intent(
                "pi_" + (intents.size() + 1),
                value(body, "capture_method").equals("manual") ? "requires_capture" : "succeeded",
                value(body, "metadata[payment_id]"),
                value(body, "metadata[key]"),
                value(body, "payment_method"),
                Long.parseLong(value(body, "amount")),
                List.of(),
                null);
        intents.put(intent.id(), intent);
        return new Reply(200, intent.json());
    }

    private Reply show(String reference) {
        Intent intent = intents.get(reference);
        return intent == null
                ? new Reply(404, error("invalid_request_error", "resource_missing"))
                : new Reply(200, intent.json());
    }

    private Reply move(String reference, String status) {
        Intent intent = intents.get(reference);
        boolean refused =
                intent != null && status.equals("succeeded") && intent.method().contains("captureFails");
        if (intent == null || !intent.status().equals("requires_capture") || refused) {
            return new Reply(400, error("invalid_request_error", "payment_intent_unexpected_state"));
        }
        moveTo(reference, status);
        return show(reference);
    }

    private Reply refund(String reference, String amount) {
        Intent intent = intents.get(reference);
        if (intent != null && intent.isDisputed() && !"won".equals(intent.dispute())) {
            return new Reply(400, error("invalid_request_error", "charge_disputed"));
        }
        long left = intent == null ? 0 : intent.amount() - intent.refunded();
        long asked = amount.isEmpty() ? left : Long.parseLong(amount);
        if (left == 0 || asked > left) {
            return new Reply(400, error("invalid_request_error", "charge_already_refunded"));
        }
        refundByHand(reference, asked);
        return new Reply(200, "{\"object\":\"refund\",\"id\":\"re_1\",\"status\":\"%s\"}".formatted(refundStatus));
    }

    private Reply disputes(String reference) {
        Intent intent = intents.get(reference);
        String all = intent == null || !intent.isDisputed()
                ? ""
                : "{\"object\":\"dispute\",\"id\":\"dp_1\",\"amount\":%d,\"reason\":\"fraudulent\",\"status\":\"%s\"}"
                        .formatted(intent.amount(), intent.dispute());
        return new Reply(200, "{\"object\":\"list\",\"has_more\":false,\"data\":[%s]}".formatted(all));
    }

    private static String value(String body, String name) {
        for (String pair : body.split("&")) {
            String[] parts = URLDecoder.decode(pair, StandardCharsets.UTF_8).split("=", 2);
            if (parts[0].equals(name)) {
                return parts[1];
            }
        }
        return "";
    }

    private static String error(String type, String code) {
        return "{\"error\":{\"type\":\"%s\",\"code\":\"%s\",\"message\":\"%s\"}}".formatted(type, code, code);
    }

    record Refund(long amount, String status) {

        boolean counts() {
            return !status.equals("failed") && !status.equals("canceled");
        }

        String json() {
            return "{\"object\":\"refund\",\"id\":\"re_1\",\"amount\":%d,\"status\":\"%s\"}".formatted(amount, status);
        }
    }

    /** @param dispute the status of the dispute about its charge; null for none */
    record Intent(
            String id,
            String status,
            String paymentId,
            String key,
            String method,
            long amount,
            List<Refund> refunds,
            String dispute) {

        Intent as(String next) {
            return new Intent(id, next, paymentId, key, method, amount, refunds, dispute);
        }

        Intent withRefund(long more, String as) {
            List<Refund> all = new ArrayList<>(refunds);
            all.add(new Refund(more, as));
            return new Intent(id, status, paymentId, key, method, amount, all, dispute);
        }

        Intent withRefundsAs(String as) {
            List<Refund> all = refunds.stream()
                    .map(refund -> new Refund(refund.amount(), as))
                    .toList();
            return new Intent(id, status, paymentId, key, method, amount, all, dispute);
        }

        Intent disputed(String as) {
            return new Intent(id, status, paymentId, key, method, amount, refunds, as);
        }

        boolean isDisputed() {
            return dispute != null;
        }

        /** As Stripe counts: pending refunds, too. */
        long refunded() {
            return refunds.stream()
                    .filter(Refund::counts)
                    .mapToLong(Refund::amount)
                    .sum();
        }

        String json() {
            return """
                    {"object":"payment_intent","id":"%s","status":"%s","metadata":{"payment_id":"%s","key":"%s"},
                     "latest_charge":{"object":"charge","id":"ch_1","amount_refunded":%d,"refunded":%s,"disputed":%s,
                                      "refunds":{"object":"list","has_more":false,"data":[%s]}}}""".formatted(
                            id,
                            status,
                            paymentId,
                            key,
                            refunded(),
                            refunded() == amount,
                            isDisputed(),
                            refunds.stream().map(Refund::json).collect(Collectors.joining(",")));
        }
    }

    private record Reply(int status, String body) {}

    @Override
    public void close() {
        server.stop(0);
    }
}
