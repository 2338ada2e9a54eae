package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the services keep about a person. */
@Component
public class PersonalData {

    private final Backend backend;
    private final JsonMapper json;

    PersonalData(Backend backend, JsonMapper json) {
        this.backend = backend;
        this.json = json;
    }

    /** All of it in one document. */
    public ObjectNode of(String token, Instant now) {
        ObjectNode all = ofBuyer("account", "/api/users/personal-data", token, now);
        all.set("events", part(Service.EVENTS, token, "/api/events/personal-data"));
        return all;
    }

    /** The same of who bought without an account, in a session that began with a link from a mail. */
    public ObjectNode ofGuest(String token, Instant now) {
        return ofBuyer("guest", "/api/users/guest/personal-data", token, now);
    }

    /** @param uri where auth-service tells who it is, which is called {@code who} in the document */
    private ObjectNode ofBuyer(String who, String uri, String token, Instant now) {
        ObjectNode all = json.createObjectNode();
        all.put("exportedAt", now.toString());
        all.set(who, part(Service.AUTH, token, uri));
        JsonNode orders = part(Service.ORDERS, token, "/api/orders/personal-data");
        all.set("orders", orders);
        addPayments(all, orders, token);
        return all;
    }

    /** Payments that payments-service does not know, or not yet as this person's, are named instead. */
    private void addPayments(ObjectNode all, JsonNode orders, String token) {
        ArrayNode payments = all.putArray("payments");
        ArrayNode missing = json.createArrayNode();
        for (JsonNode kept : orders.path("orders")) {
            JsonNode order = kept.path("order");
            String payment = order.path("paymentId").asString("");
            if (!payment.isEmpty()) {
                payment(payment, token)
                        .ifPresentOrElse(
                                payments::add,
                                () -> missing.addObject()
                                        .put("id", payment)
                                        .put("orderId", order.path("id").asString()));
            }
        }
        if (!missing.isEmpty()) {
            all.set("paymentsNotFound", missing);
        }
    }

    private Optional<JsonNode> payment(String id, String token) {
        try {
            return Optional.of(backend.get(Service.PAYMENTS, token, JsonNode.class, "/api/payments/{id}", id));
        } catch (ServiceProblem problem) {
            if (problem.status() == 404) {
                return Optional.empty();
            }
            throw problem;
        }
    }

    private JsonNode part(Service service, String token, String uri) {
        return backend.get(service, token, JsonNode.class, uri);
    }

    /** Has a person forgotten who bought without an account. */
    public void eraseGuest(String token, Browser browser) {
        backend.post(
                Service.AUTH,
                "/api/users/guest/erase",
                token,
                Map.of(),
                browser,
                RestClient.ResponseSpec::toBodilessEntity);
    }

    /** Has the person forgotten. */
    public void erase(String token, String password, Browser browser) {
        backend.decide(
                Service.AUTH,
                client -> client.post()
                        .uri("/api/users/erase")
                        .headers(headers -> Backend.authorize(headers, token))
                        .headers(browser::addTo)
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(Map.of("password", password))
                        .retrieve()
                        .toBodilessEntity());
    }
}
