package io.holdfast.webclient.backend;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Requests to payments-service. */
@Component
public class Payments {

    private final Backend backend;

    Payments(Backend backend) {
        this.backend = backend;
    }

    public Payment pay(String token, String idempotencyKey, String orderId, String card) {
        return backend.decide(
                Service.PAYMENTS,
                client -> Backend.body(
                        Service.PAYMENTS,
                        client.post()
                                .uri("/api/payments")
                                .headers(headers -> Backend.authorize(headers, token))
                                .header("Idempotency-Key", idempotencyKey)
                                .contentType(MediaType.APPLICATION_JSON)
                                .body(Map.of("orderId", orderId, "token", card))
                                .retrieve()
                                .toEntity(Payment.class)));
    }

    /** Opens the payment of an order, for the buyer to confirm it in the page. The same one, however often it is opened. */
    public Payment.Opened open(String token, String orderId) {
        return post(token, Payment.Opened.class, Map.of("orderId", orderId), "/api/payments/intents");
    }

    /** Has the provider asked what became of a payment that was opened. */
    public Payment.Looked look(String token, String id) {
        return post(token, Payment.Looked.class, Map.of(), "/api/payments/{id}/look", id);
    }

    private <T> T post(String token, Class<T> type, Map<String, String> body, String uri, Object... ids) {
        return backend.decide(
                Service.PAYMENTS,
                client -> Backend.body(
                        Service.PAYMENTS,
                        client.post()
                                .uri(uri, ids)
                                .headers(headers -> Backend.authorize(headers, token))
                                .contentType(MediaType.APPLICATION_JSON)
                                .body(body)
                                .retrieve()
                                .toEntity(type)));
    }

    /**
     * What the payment provider has booked for an event of the organizer, by days of a time zone; null if nothing was charged for it yet.
     */
    public @Nullable Settlement settlement(String token, String eventId, String zone) {
        try {
            return backend.get(
                    Service.PAYMENTS,
                    token,
                    Settlement.class,
                    "/api/payments/events/{id}/settlement?zone={zone}",
                    eventId,
                    zone);
        } catch (ServiceProblem problem) {
            if (problem.status() == 404) {
                return null;
            }
            throw problem;
        }
    }

    public Payment payment(String token, String id) {
        return backend.get(Service.PAYMENTS, token, Payment.class, "/api/payments/{id}", id);
    }
}
