package io.holdfast.webclient.backend;

import java.util.Map;
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

    public Payment payment(String token, String id) {
        return backend.get(Service.PAYMENTS, token, Payment.class, "/api/payments/{id}", id);
    }
}
