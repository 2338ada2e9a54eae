package io.holdfast.platform;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Loads the demo accounts and {@link DemoEvents} through the public interface. What exists already is left alone, so that it can be
 * loaded at every start; a failure is logged and does not end the run.
 */
final class DemoData {

    static final String BUYER = "buyer@example.com";
    static final String ORGANIZER = "organizer@example.com";
    static final String PASSWORD = "holdfast-demo";

    private static final Logger log = LoggerFactory.getLogger(DemoData.class);

    private static final Duration WAITING = Duration.ofMinutes(5);

    private final ApiClient api;
    private final ApiClient accounts;
    private final LocalDate today = LocalDate.now(ZoneId.of("UTC"));

    /**
     * @param api the gateway
     * @param accounts auth-service itself, which takes this machine's word for an address
     */
    DemoData(ApiClient api, ApiClient accounts) {
        this.api = api;
        this.accounts = accounts;
    }

    /** Creates what is missing. */
    void load() throws InterruptedException {
        try {
            String organizer = organizer();
            String buyer = api.session(BUYER, PASSWORD, "Bea Buyer");
            describeSeller(organizer);
            int made = 0;
            for (DemoEvents.Event event : DemoEvents.ALL) {
                if (!exists(event)) {
                    JsonNode created = create(event, organizer);
                    made++;
                    if (event.name().equals(DemoEvents.NEARLY_SOLD_OUT)) {
                        buy(created, 5, buyer);
                        buy(created, 3, buyer);
                    }
                }
            }
            if (made > 0) {
                log.info("{} demo events are on sale", made);
            }
        } catch (IOException | RuntimeException e) {
            log.warn("The demo data could not be loaded completely: {}", e.getMessage());
        }
    }

    /** The session of the organizer, whose mails no person reads: it is vouched for, or the events would not be listed. */
    private String organizer() throws IOException, InterruptedException {
        String session = api.session(ORGANIZER, PASSWORD, "Olive Organizer");
        HttpResponse<String> account = api.get("/api/users/account", session);
        if (account.statusCode() == 200
                && ApiClient.json(account).path("proven").asBoolean(false)) {
            return session;
        }
        HttpResponse<String> vouched =
                accounts.post("/actuator/operators", Map.of("action", "VOUCH", "address", ORGANIZER), null, null);
        if (vouched.statusCode() != 200) {
            throw ApiClient.failed("vouch for " + ORGANIZER, vouched);
        }
        // A token says what was right when it was issued.
        return api.session(ORGANIZER, PASSWORD, "Olive Organizer");
    }

    /** So that orders of the demo get receipts. */
    private void describeSeller(String session) throws IOException, InterruptedException {
        Map<String, Object> seller = Map.of(
                "name", "Olive Organizer Concerts",
                "street", "Am Sandtorkai 12",
                "postalCode", "20457",
                "city", "Hamburg",
                "country", "DE",
                "email", ORGANIZER);
        HttpResponse<String> answer = api.put("/api/events/seller", seller, session);
        if (answer.statusCode() != 200) {
            throw ApiClient.failed("say who sells", answer);
        }
    }

    private boolean exists(DemoEvents.Event event) throws IOException, InterruptedException {
        String query = URLEncoder.encode(event.name(), StandardCharsets.UTF_8);
        HttpResponse<String> answer = api.get("/api/events?size=100&q=" + query, null);
        if (answer.statusCode() != 200) {
            throw ApiClient.failed("search events", answer);
        }
        for (JsonNode found : ApiClient.json(answer).path("items")) {
            if (found.path("name").asString("").equals(event.name())) {
                return true;
            }
        }
        return false;
    }

    private JsonNode create(DemoEvents.Event event, String session) throws IOException, InterruptedException {
        DemoEvents.Venue venue = event.venue();
        ZonedDateTime starts = today.plusDays(event.inDays())
                .atTime(LocalTime.of(event.hour(), 0))
                .atZone(ZoneId.of(venue.timezone()));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", event.name());
        body.put("description", event.description());
        body.put("category", event.category());
        body.put(
                "venue",
                Map.of(
                        "name",
                        venue.name(),
                        "address",
                        venue.address(),
                        "city",
                        venue.city(),
                        "country",
                        venue.country()));
        body.put("startsAt", starts.toInstant().toString());
        body.put("endsAt", starts.plusHours(event.hours()).toInstant().toString());
        body.put("timezone", venue.timezone());
        body.put("currency", venue.currency());
        body.put(
                "tiers",
                event.tiers().stream()
                        .map(tier -> Map.of("name", tier.name(), "price", tier.price(), "capacity", tier.capacity()))
                        .toList());
        if (event.name().equals(DemoEvents.WITH_WAITING_ROOM)) {
            Instant opens = Instant.now().plus(WAITING).truncatedTo(ChronoUnit.SECONDS);
            body.put("waitingRoom", Map.of("opensAt", opens.toString(), "holdersAtOnce", 20));
        }
        HttpResponse<String> answer =
                api.post("/api/events/new", body, session, "demo-%s-%s".formatted(today, event.inDays()));
        if (answer.statusCode() != 201 && answer.statusCode() != 200) {
            throw ApiClient.failed("publish " + event.name(), answer);
        }
        return ApiClient.json(answer);
    }

    private void buy(JsonNode event, int quantity, String session) throws IOException, InterruptedException {
        String eventId = event.path("id").asString();
        String tierId = event.path("tiers").path(0).path("id").asString();
        HttpResponse<String> ordered = api.post(
                "/api/orders",
                Map.of("eventId", eventId, "items", List.of(Map.of("tierId", tierId, "quantity", quantity))),
                session,
                "demo-%s-%s".formatted(eventId, quantity));
        if (ordered.statusCode() / 100 != 2) {
            throw ApiClient.failed("order", ordered);
        }
        String orderId = ApiClient.json(ordered).path("id").asString();
        HttpResponse<String> paid =
                api.post("/api/payments", Map.of("orderId", orderId, "token", "tok_visa"), session, "demo " + orderId);
        if (paid.statusCode() / 100 != 2) {
            throw ApiClient.failed("pay", paid);
        }
    }
}
