package io.holdfast.testkit.stripe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The parts of Stripe that have state: intents, idempotency keys, refunds and disputes with Stripe's errors, and the bank that asks a buyer.
 * A browser gets a script from it that stands for Stripe.js. (Stripe's own mock validates requests but stores nothing.)
 */
public final class StripeServer implements AutoCloseable {

    /** A card that is accepted at once. */
    public static final String CARD = "4242424242424242";

    /** A card that is declined. */
    public static final String DECLINED = "4000000000000002";

    /** A card whose bank asks the buyer, in a frame. */
    public static final String ASKS = "4000002500003155";

    /** A card whose bank asks the buyer on a page of its own. */
    public static final String ASKS_ELSEWHERE = "4000008400001280";

    private final HttpServer server;
    private final Map<String, StripeIntent> intents = new ConcurrentHashMap<>();
    private final Map<String, Stored> replies = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final StripeBalance balance = new StripeBalance();
    private final AtomicInteger number = new AtomicInteger();
    private volatile int pagesOf = 100;
    private volatile int failWith;
    private volatile String failing = "";
    private volatile String losing = "";
    private volatile String breaking = "";
    private volatile boolean breaksAfterwards;
    private volatile String refundStatus = "succeeded";
    private volatile @Nullable StripeWebhooks webhooks;

    public StripeServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.start();
    }

    /** Without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The script that stands for Stripe's. */
    public String script() {
        return url() + "/stripe.js";
    }

    /** Sends webhooks from now on. */
    public StripeWebhooks sendWebhooks(URI target, String secret) {
        StripeWebhooks sender = new StripeWebhooks(target, secret);
        webhooks = sender;
        return sender;
    }

    /** Every answer from now on is this error; 0 for none. */
    public void failWith(int status) {
        failWith = status;
        failing = "";
    }

    /** Every answer to requests whose path ends like this is {@code 503} from now on, and nothing is done; empty for none. */
    public void failAt(String endOfPath) {
        failWith = endOfPath.isEmpty() ? 0 : 503;
        failing = endOfPath;
    }

    /** Every answer to requests whose path ends like this is this error from now on, and nothing is done. */
    public void failAt(String endOfPath, int status) {
        failAt(endOfPath);
        failWith = status;
    }

    /** The next request whose path ends like this is carried out, and its answer is lost. */
    public void loseAnswerOf(String endOfPath) {
        losing = endOfPath;
    }

    /** From now on nothing fails or is lost, and no webhooks are sent. */
    public void behave() {
        failAt("");
        losing = "";
        breaking = "";
        StripeWebhooks sender = webhooks;
        webhooks = null;
        if (sender != null) {
            sender.stop();
        }
    }

    /**
     * The next request whose path ends like this is answered with {@code 500}, and so is every other one with its key.
     *
     * @param done whether it is carried out all the same
     */
    public void breakAt(String endOfPath, boolean done) {
        breaksAfterwards = done;
        breaking = endOfPath;
    }

    /** Changes the status of an intent as by hand in Stripe's dashboard, or by the passing of time. */
    public void moveTo(String reference, String status) {
        change(reference, intent -> intent.as(status));
    }

    /** Refunds an amount as by hand in Stripe's dashboard. */
    public void refundByHand(String reference, long amount) {
        change(reference, intent -> intent.withRefund(amount, refundStatus));
    }

    /** New refunds have this status. */
    public void refundsBegin(String status) {
        refundStatus = status;
    }

    /** All refunds of an intent get this status. */
    public void moveRefunds(String reference, String status) {
        change(reference, intent -> intent.withRefundsAs(status));
    }

    /** The charge of an intent is disputed in full, or its dispute gets another status. */
    public void dispute(String reference, String status) {
        change(reference, intent -> intent.disputed(status));
    }

    /** Pays out what was not yet, and returns the payout's id. */
    public String payOut() {
        return balance.payOut();
    }

    /** A payout does not arrive. */
    public void payoutComesBack(String payout) {
        balance.comesBack(payout);
    }

    /** Loses the balance transactions. */
    public void forgetBalance() {
        balance.forget();
    }

    /** Lists of balance transactions and of refunds have pages of this size at most from now on. */
    public void pagesOf(int most) {
        pagesOf = most;
    }

    /** Confirms an intent as the form in the browser does. Returns the HTTP status. */
    public int confirm(String reference, String card) {
        return confirm(reference, card, null).status();
    }

    /** The buyer answers the bank. Changes nothing unless the bank is asking. */
    public void answerBank(String reference, boolean yes) {
        StripeIntent before = find(reference);
        if (before == null || !before.status().equals("requires_action")) {
            return;
        }
        change(reference, intent -> intent.status().equals("requires_action") ? afterBank(intent, yes) : intent);
        report(reference, yes ? "payment_intent.amount_capturable_updated" : "payment_intent.payment_failed");
    }

    private static StripeIntent afterBank(StripeIntent intent, boolean yes) {
        return yes ? intent.as("requires_capture") : intent.failed("payment_intent_authentication_failure");
    }

    /** The only intent there is. */
    public StripeIntent only() {
        if (intents.size() != 1) {
            throw new IllegalStateException("There are " + intents.size() + " intents");
        }
        return intents.values().iterator().next();
    }

    /** The intents of a payment. */
    public List<StripeIntent> of(String paymentId) {
        return intents.values().stream()
                .filter(intent -> intent.paymentId().equals(paymentId))
                .toList();
    }

    /** The paths of all requests so far. */
    public List<String> requests() {
        return requests;
    }

    private @Nullable StripeIntent find(String reference) {
        return intents.get(reference);
    }

    private void change(String reference, UnaryOperator<StripeIntent> step) {
        intents.computeIfPresent(reference, (_, intent) -> {
            StripeIntent changed = step.apply(intent);
            balance.book(intent, changed);
            return changed;
        });
    }

    private void report(String reference, String type) {
        StripeIntent intent = find(reference);
        StripeWebhooks sender = webhooks;
        if (sender != null && intent != null) {
            sender.happened(type, intent.json());
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            requests.add(path);
            if (exchange.getRequestMethod().equals("OPTIONS")) {
                send(exchange, new Reply(204, "", "text/plain"));
                return;
            }
            Reply reply = failWith > 0 && path.endsWith(failing)
                    ? json(failWith, error("api_error", "something_broke"))
                    : answer(exchange, path, body.isEmpty() ? query : body);
            if (!losing.isEmpty() && path.endsWith(losing)) {
                losing = "";
                return;
            }
            send(exchange, reply);
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", reply.type());
        exchange.getResponseHeaders().add("Access-Control-Allow-Origin", "*");
        exchange.getResponseHeaders().add("Access-Control-Allow-Headers", "*");
        if (!reply.location().isEmpty()) {
            exchange.getResponseHeaders().add("Location", reply.location());
        }
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** A key answers the same again, and refuses another request. stripe-java sends a key of its own with every POST that has none. */
    private Reply answer(HttpExchange exchange, String path, String body) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (key == null) {
            return answer(path, body, exchange.getRequestMethod().equals("POST"));
        }
        Stored stored = replies.get(key);
        if (stored == null) {
            synchronized (replies) {
                stored = replies.get(key);
                if (stored == null) {
                    stored = new Stored(path + "?" + body, answerOrBreak(path, body));
                    replies.put(key, stored);
                    return stored.reply();
                }
            }
        }
        exchange.getResponseHeaders().add("Idempotent-Replayed", "true");
        return stored.request().equals(path + "?" + body)
                ? stored.reply()
                : json(400, error("idempotency_error", "idempotency_key_in_use"));
    }

    private Reply answerOrBreak(String path, String body) throws IOException {
        if (breaking.isEmpty() || !path.endsWith(breaking)) {
            return answer(path, body, true);
        }
        breaking = "";
        if (breaksAfterwards) {
            Reply _ = answer(path, body, true);
        }
        return json(500, error("api_error", "something_broke"));
    }

    private Reply answer(String path, String body, boolean posted) throws IOException {
        String[] parts = path.split("/", -1);
        return switch (path.replaceFirst("/pi_\\w+", "/x")) {
            case "/stripe.js" -> new Reply(200, resource("stripe.js"), "text/javascript");
            case "/challenge/x" -> challenge(parts[2], body, posted);
            case "/v1/payment_methods" ->
                json(200, "{\"object\":\"payment_method\",\"id\":\"pm_of_" + value(body, "card[token]") + "\"}");
            case "/v1/payment_intents" -> create(body);
            case "/v1/payment_intents/x" -> show(parts[3]);
            case "/v1/payment_intents/x/confirm" -> confirmBySender(parts[3], body);
            case "/v1/payment_intents/x/capture" -> capture(parts[3]);
            case "/v1/payment_intents/x/cancel" -> cancel(parts[3]);
            case "/v1/balance_transactions" -> transactions(body);
            case "/v1/disputes" -> disputes(value(body, "payment_intent"));
            case "/v1/refunds" -> posted ? refund(value(body, "payment_intent"), value(body, "amount")) : refunds(body);
            default -> json(404, error("invalid_request_error", "resource_missing"));
        };
    }

    private Reply create(String body) {
        StripeIntent intent = new StripeIntent(
                "pi_" + number.incrementAndGet(),
                "requires_payment_method",
                value(body, "metadata[payment_id]"),
                value(body, "metadata[key]"),
                "",
                Long.parseLong(value(body, "amount")),
                null,
                null,
                List.of(),
                null);
        intents.put(intent.id(), intent);
        report(intent.id(), "payment_intent.created");
        return json(200, intent.json());
    }

    private Reply show(String reference) {
        StripeIntent intent = find(reference);
        return intent == null
                ? json(404, error("invalid_request_error", "resource_missing"))
                : json(200, intent.json());
    }

    private Reply confirmBySender(String reference, String body) {
        return value(body, "client_secret").isEmpty()
                ? confirmByServer(reference, value(body, "payment_method"))
                : confirmByBrowser(reference, body);
    }

    private synchronized Reply confirmByServer(String reference, String method) {
        StripeIntent intent = find(reference);
        if (intent == null || !intent.status().equals("requires_payment_method")) {
            return unexpected();
        }
        if (method.contains("unknown")) {
            return json(400, error("invalid_request_error", "resource_missing"));
        }
        if (method.contains("Declined") || method.contains("authenticationRequired")) {
            String code = method.contains("Declined") ? "card_declined" : "authentication_required";
            change(reference, found -> found.failed(code));
            return json(402, error("card_error", code));
        }
        change(reference, found -> found.with(method, null).as("requires_capture"));
        return show(reference);
    }

    private Reply confirmByBrowser(String reference, String body) {
        StripeIntent intent = find(reference);
        boolean allowed = intent != null && intent.secret().equals(value(body, "client_secret"));
        return allowed
                ? confirm(reference, value(body, "card"), value(body, "return_url"))
                : json(404, error("invalid_request_error", "resource_missing"));
    }

    private synchronized Reply confirm(String reference, String card, @Nullable String returnTo) {
        StripeIntent intent = Objects.requireNonNull(find(reference), reference);
        if (!intent.status().equals("requires_payment_method")) {
            return json(400, error("invalid_request_error", "payment_intent_unexpected_state"));
        }
        switch (card) {
            case DECLINED -> {
                change(reference, found -> found.failed("card_declined"));
                report(reference, "payment_intent.payment_failed");
                return json(402, error("card_error", "card_declined"));
            }
            case ASKS, ASKS_ELSEWHERE -> {
                String leadsTo = card.equals(ASKS) ? null : returnTo;
                change(reference, found -> found.with(card, leadsTo).as("requires_action"));
                report(reference, "payment_intent.requires_action");
            }
            default -> {
                change(reference, found -> found.with(card, null).as("requires_capture"));
                report(reference, "payment_intent.amount_capturable_updated");
            }
        }
        return show(reference);
    }

    /** The page on which the bank asks, and the buyer's answer. */
    private Reply challenge(String reference, String body, boolean posted) throws IOException {
        StripeIntent intent = Objects.requireNonNull(find(reference), reference);
        if (!posted) {
            return new Reply(200, resource("challenge.html"), "text/html; charset=utf-8");
        }
        answerBank(reference, value(body, "answer").equals("yes"));
        String leadsTo = intent.returnTo();
        return leadsTo == null
                ? new Reply(200, "<!DOCTYPE html><title>Bank</title><p>Thank you.</p>", "text/html; charset=utf-8")
                : new Reply(
                        303, "", "text/plain", leadsTo + "&payment_intent=" + reference + "&redirect_status=whatever");
    }

    private synchronized Reply capture(String reference) {
        StripeIntent intent = find(reference);
        boolean possible = intent != null
                && intent.status().equals("requires_capture")
                && !intent.method().contains("captureFails");
        return possible ? moved(reference, "succeeded") : unexpected();
    }

    private synchronized Reply cancel(String reference) {
        StripeIntent intent = find(reference);
        boolean possible = intent != null && intent.status().startsWith("requires_");
        return possible ? moved(reference, "canceled") : unexpected();
    }

    private Reply moved(String reference, String status) {
        moveTo(reference, status);
        report(reference, "payment_intent." + status);
        return show(reference);
    }

    private static Reply unexpected() {
        return json(400, error("invalid_request_error", "payment_intent_unexpected_state"));
    }

    private Reply refund(String reference, String amount) {
        StripeIntent intent = find(reference);
        if (intent != null && intent.isDisputed() && !"won".equals(intent.dispute())) {
            return json(400, error("invalid_request_error", "charge_disputed"));
        }
        long left = intent == null ? 0 : intent.amount() - intent.refunded();
        long asked = amount.isEmpty() ? left : Long.parseLong(amount);
        if (left == 0 || asked > left) {
            return json(400, error("invalid_request_error", "charge_already_refunded"));
        }
        refundByHand(reference, asked);
        return json(200, "{\"object\":\"refund\",\"id\":\"re_1\",\"status\":\"%s\"}".formatted(refundStatus));
    }

    private Reply refunds(String query) {
        StripeIntent intent = find(value(query, "payment_intent"));
        return intent == null
                ? json(404, error("invalid_request_error", "resource_missing"))
                : json(200, intent.refundsJson(value(query, "starting_after"), pageSize(query)));
    }

    private Reply transactions(String query) {
        String list = balance.list(
                number(query, "created[gte]", 0),
                number(query, "created[lt]", Long.MAX_VALUE),
                value(query, "payout"),
                value(query, "starting_after"),
                pageSize(query));
        return list == null ? json(400, error("invalid_request_error", "payout_not_automatic")) : json(200, list);
    }

    private int pageSize(String query) {
        return (int) Math.min(pagesOf, number(query, "limit", 10));
    }

    private static long number(String query, String name, long otherwise) {
        String given = value(query, name);
        return given.isEmpty() ? otherwise : Long.parseLong(given);
    }

    private Reply disputes(String reference) {
        StripeIntent intent = find(reference);
        String all = intent == null || !intent.isDisputed() ? "" : intent.disputeJson();
        return json(200, "{\"object\":\"list\",\"has_more\":false,\"data\":[%s]}".formatted(all));
    }

    private static String value(String body, String name) {
        for (String pair : body.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (decoded(parts[0]).equals(name) && parts.length == 2) {
                return decoded(parts[1]);
            }
        }
        return "";
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String error(String type, String code) {
        return "{\"error\":{\"type\":\"%s\",\"code\":\"%s\",\"message\":\"Your card was refused (%s).\"}}"
                .formatted(type, code, code);
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = StripeServer.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Reply json(int status, String body) {
        return new Reply(status, body, "application/json");
    }

    private record Stored(String request, Reply reply) {}

    private record Reply(int status, String body, String type, String location) {

        Reply(int status, String body, String type) {
            this(status, body, type, "");
        }
    }

    @Override
    public void close() {
        StripeWebhooks sender = webhooks;
        if (sender != null) {
            sender.stop();
        }
        server.stop(0);
    }
}
