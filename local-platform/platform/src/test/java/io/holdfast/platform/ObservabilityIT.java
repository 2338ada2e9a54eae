package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.messaging.Ids;
import io.holdfast.platform.Shop.Person;
import io.holdfast.platform.TraceReceiver.Received;
import io.holdfast.testkit.TestBroker;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Metrics, traces and logs of a running system. */
class ObservabilityIT {

    private static final List<String> SERVICES =
            Arrays.stream(Service.values()).map(Service::module).toList();

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static TraceReceiver receiver;
    private static RunningHoldfast holdfast;
    private static Shop shop;

    @BeforeAll
    static void start() throws IOException {
        receiver = new TraceReceiver();
        holdfast = RunningHoldfast.start(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                receiver.url(),
                "MANAGEMENT_TRACING_SAMPLING_PROBABILITY",
                "1",
                "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_SCHEDULEDELAY",
                "200ms",
                "HOLDFAST_TELEMETRY_LOOKEVERY",
                "1s"));
        shop = new Shop(holdfast);
    }

    @AfterAll
    static void stop() {
        holdfast.close();
        receiver.close();
    }

    @Test
    void oneTraceLeadsFromTheClickToTheCapturedPayment() throws IOException, InterruptedException {
        Person organizer = shop.signUp("organizer");
        JsonNode event = shop.publish(organizer, "Traced", Map.of("Hall", 10), 2500);
        Person buyer = shop.signUp("buyer");
        String order = shop.place(buyer, event, 0, 2);

        int status = click(buyer, "/orders/" + order + "/pay", "card=tok_visa");

        assertThat(status).isEqualTo(302);
        String id = traceOfCapture(order);
        await("the trace of the click").untilAsserted(() -> {
            assertThat(trace(id)).matches(ObservabilityIT::isFromClickToCapture);
            assertConnected(trace(id));
        });
    }

    /** The trace of the message that announces the capture of this order's payment. */
    @SuppressWarnings("try") // a connection may be interrupted as it closes
    private static String traceOfCapture(String order) throws IOException, InterruptedException {
        try (Connection broker = TestBroker.connect(holdfast.brokerUrl())) {
            String subject = "payments.captured." + Ids.derived("payment", order);
            MessageInfo captured = await(subject)
                    .ignoreException(JetStreamApiException.class) // not there yet
                    .until(() -> broker.jetStreamManagement().getLastMessage("payments", subject), Objects::nonNull);
            return captured.getHeaders().getFirst("traceparent").split("-", -1)[1];
        }
    }

    @Test
    void messagesOfAnOrderBelongToItsTrace() throws IOException, InterruptedException {
        Person organizer = shop.signUp("organizer");
        JsonNode event = shop.publish(organizer, "Traced", Map.of("Hall", 10), 2500);
        shop.order(shop.signUp("buyer"), null, event, 0, 1).expect(201);

        await("the trace of an order").untilAsserted(() -> {
            List<Received> trace = traceOf("orders-service", "http post /api/orders");
            assertThat(trace)
                    .matches(spans -> has(spans, "payments-service", "handle orders.placed"))
                    .matches(spans -> has(spans, "expiration-service", "handle orders.placed"));
            assertConnected(trace);
        });
    }

    @Test
    void noSpanContainsTheCodeOfATicketOrWhatAnOrganizerLooksFor() throws IOException, InterruptedException {
        Person organizer = shop.signUp("organizer");
        JsonNode event = shop.publish(organizer, "Traced", Map.of("Hall", 10), 2500);
        Person buyer = shop.signUp("buyer");
        String order = shop.place(buyer, event, 0, 1);
        shop.pay(buyer, order, "tok_visa").expect(201);
        shop.awaitStatus(buyer, order, "COMPLETED");
        String code = shop.get(buyer, "/api/orders/" + order + "/tickets")
                .expect(200)
                .json()
                .path(0)
                .path("code")
                .asString();
        String id = event.path("id").asString();
        String checkIns = "/api/orders/events/" + id + "/check-ins";

        shop.send("POST", checkIns, organizer, null, Map.of("code", code)).expect(200);
        shop.send("DELETE", checkIns + "/" + code, organizer, null, null).expect(200);
        assertThat(look(organizer, "/organizer/events/" + id + "/orders?q=Lovelace-Byron"))
                .isEqualTo(200);

        await("the spans")
                .untilAsserted(() -> assertThat(receiver.spans())
                        .matches(spans -> has(
                                spans, "orders-service", "http delete /api/orders/events/{eventId}/check-ins/{code}"))
                        .matches(spans -> has(spans, "orders-service", "http get /api/orders/events/{eventId}"))
                        // The page's own calls.
                        .matches(spans -> has(spans, "web-client", "http get")));
        assertThat(receiver.spans()).extracting(Received::whole).noneMatch(span -> span.contains(code));
        assertThat(receiver.spans()).extracting(Received::whole).noneMatch(span -> span.contains("Lovelace-Byron"));
    }

    private static int look(Person visitor, String path) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(holdfast.uri(path))
                                .header("Cookie", "holdfast_session=" + visitor.token())
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static boolean isFromClickToCapture(List<? extends Received> spans) {
        return has(spans, "web-client", "http post /orders/{id:[\\w-]{1,64}}/pay")
                && has(spans, "web-client", "http post")
                && has(spans, "payments-service", "http post /api/payments")
                && has(spans, "orders-service", "handle payments.authorized")
                && has(spans, "payments-service", "handle orders.completed");
    }

    private static boolean has(List<? extends Received> spans, String service, String name) {
        return spans.stream()
                .anyMatch(span -> span.service().equals(service) && span.name().equals(name));
    }

    private static void assertConnected(List<Received> trace) {
        Set<String> ids = trace.stream().map(Received::id).collect(Collectors.toCollection(HashSet::new));
        assertThat(trace.stream().filter(span -> span.parent().isEmpty())).hasSize(1);
        assertThat(trace)
                .filteredOn(span -> !span.parent().isEmpty())
                .extracting(Received::parent)
                .isSubsetOf(ids);
    }

    /** All spans of the trace that begins with this one. */
    private static List<Received> traceOf(String service, String name) {
        Optional<String> id = receiver.spans().stream()
                .filter(span -> span.parent().isEmpty()
                        && span.service().equals(service)
                        && span.name().equals(name))
                .map(Received::trace)
                .findFirst();
        return id.map(ObservabilityIT::trace).orElse(List.of());
    }

    private static List<Received> trace(String id) {
        return receiver.spans().stream().filter(span -> span.trace().equals(id)).toList();
    }

    /** Sends a form as a browser does. */
    private static int click(Person visitor, String path, String form) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(holdfast.uri(path))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("Cookie", "holdfast_session=" + visitor.token())
                                .header("Sec-Fetch-Site", "same-origin")
                                .POST(BodyPublishers.ofString(form))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void everyMetricThatADashboardOrAnAlertNamesIsExported() throws IOException, InterruptedException {
        click(shop.signUp("visitor"), "/orders/none/pay", "card=tok_visa");
        Set<String> named = new TreeSet<>(metricsIn("alerts.yml", "expr: >-\\n\\s+(.+)"));
        for (String board : List.of("sale", "money", "machines")) {
            named.addAll(metricsIn("grafana/" + board + ".json", "\"expr\": \"((?:[^\"\\\\]|\\\\.)+)\""));
        }
        // Of Prometheus, and of the kubelets.
        named.removeIf(name -> name.equals("up") || name.startsWith("kubelet_"));
        assertThat(named).hasSizeGreaterThan(30);

        await("all metrics").untilAsserted(() -> {
            Set<String> exported = new TreeSet<>();
            for (String service : SERVICES) {
                scrape(service)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split("[{ ]", 2)[0])
                        .forEach(exported::add);
            }
            assertThat(exported).containsAll(named);
        });
    }

    /** The names of the metrics in the expressions of a file, without functions, labels and keywords. */
    private static Set<String> metricsIn(String file, String expression) throws IOException {
        String text = Files.readString(
                RunningHoldfast.checkout().resolve("infra/observability").resolve(file));
        return Pattern.compile(expression)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .map(query -> query.replaceAll("\\{[^}]*}", "").replaceAll("\\b(by|on) *\\([^)]*\\)", ""))
                .flatMap(query -> Pattern.compile("\\b[a-z][a-z0-9_]*_[a-z0-9_]+\\b(?! *\\()")
                        .matcher(query)
                        .results()
                        .map(MatchResult::group))
                .collect(Collectors.toSet());
    }

    @Test
    void metricsCountWhatIsSoldAndRefused() throws IOException, InterruptedException {
        Person organizer = shop.signUp("organizer");
        JsonNode event = shop.publish(organizer, "Counted", Map.of("Hall", 2), 2500);
        Person buyer = shop.signUp("buyer");
        double soldBefore = value("orders-service", "holdfast_units_total{status=\"completed\"}");
        double refusedBefore = value("orders-service", "holdfast_refused_total{reason=\"sold-out\"}");
        String order = shop.place(buyer, event, 0, 2);
        shop.pay(buyer, order, "tok_visa").expect(201);
        shop.awaitStatus(buyer, order, "COMPLETED");
        assertThat(shop.order(buyer, null, event, 0, 1).expect(409).code()).isEqualTo("sold-out");

        await().untilAsserted(() -> {
            assertThat(value("orders-service", "holdfast_units_total{status=\"completed\"}"))
                    .isEqualTo(soldBefore + 2);
            assertThat(value("orders-service", "holdfast_refused_total{reason=\"sold-out\"}"))
                    .isEqualTo(refusedBefore + 1);
            assertThat(value("payments-service", "holdfast_payments_total{status=\"captured\"}"))
                    .isGreaterThanOrEqualTo(1);
        });
    }

    private static double value(String service, String series) throws IOException, InterruptedException {
        return scrape(service)
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static String scrape(String service) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(holdfast.urlOf(service) + "/actuator/prometheus"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    @Test
    void metricsCannotBeReadThroughTheGateway() throws IOException, InterruptedException {
        for (String path :
                List.of("/actuator/prometheus", "/actuator", "/actuator/metrics", "/actuator/%70rometheus")) {
            assertThat(shop.get(null, path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void logsContainNoPersonalDataAndNoSecrets() throws IOException, InterruptedException {
        Person organizer = shop.signUp("organizer");
        JsonNode event = shop.publish(organizer, "Logged", Map.of("Hall", 10), 2500);
        Person buyer = shop.signUp("buyer");
        String order = shop.order(buyer, "a-key-of-mine", event, 0, 1)
                .expect(201)
                .json()
                .path("id")
                .asString();
        shop.pay(buyer, order, "4242424242424242");
        shop.pay(buyer, order, "tok_chargeDeclined").expect(402);
        shop.pay(buyer, order, "tok_providerDown").expect(503);
        shop.pay(buyer, order, "tok_visa").expect(201);
        shop.awaitStatus(buyer, order, "COMPLETED");
        shop.send("POST", "/api/orders/sell", buyer, null, Map.of("orderId", order))
                .expect(200);
        shop.send(
                        "POST",
                        "/api/users/signin",
                        null,
                        null,
                        Map.of("email", buyer.email(), "password", "not the right one"))
                .expect(401);
        shop.send("POST", "/api/users/signup", null, null, "{\"email\": \"broken@example.com\", ")
                .expect(400);
        click(buyer, "/signin", "email=" + buyer.email() + "&password=not+the+right+one");

        String logs = logs();

        assertThat(logs).as("logs have the order").contains(order);
        assertThat(logs)
                .doesNotContain(
                        buyer.email(),
                        buyer.email().split("@", 2)[0],
                        organizer.email(),
                        "broken@example.com",
                        "correct horse battery",
                        "not the right one",
                        "4242424242424242",
                        "tok_chargeDeclined",
                        "tok_providerDown",
                        "tok_visa",
                        buyer.token(),
                        buyer.token().split("\\.", 3)[2]);
    }

    private static String logs() throws IOException {
        // Only the files: the banner, which is printed, names the test cards.
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(holdfast.data().resolve("logs"))) {
            for (Path file : files.toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }
}
