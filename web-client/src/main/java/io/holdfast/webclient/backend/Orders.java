package io.holdfast.webclient.backend;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Requests to orders-service of a buyer. The orders are in the words of the page's language, as far as their events have such. */
@Component
public class Orders {

    /** A line of an order: a number of tickets of a tier, or seats of it by name. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(
            String tierId,
            @Nullable Integer quantity,
            @Nullable List<String> seats) {

        public static Line count(String tierId, int quantity) {
            return new Line(tierId, quantity, null);
        }

        public static Line seats(String tierId, List<String> seats) {
            return new Line(tierId, null, List.copyOf(seats));
        }
    }

    private static final Logger log = LoggerFactory.getLogger(Orders.class);
    private static final ParameterizedTypeReference<Page<Order>> PAGE = new ParameterizedTypeReference<>() {};
    private static final ParameterizedTypeReference<List<Ticket>> TICKETS = new ParameterizedTypeReference<>() {};

    private final Backend backend;

    Orders(Backend backend) {
        this.backend = backend;
    }

    /** @param solution of a puzzle; null or empty for none */
    public Order place(
            String token, String idempotencyKey, String eventId, List<Line> lines, @Nullable String solution) {
        return backend.decide(
                        Service.ORDERS,
                        client -> Backend.body(
                                Service.ORDERS,
                                client.post()
                                        .uri("/api/orders")
                                        .headers(headers -> Backend.authorize(headers, token))
                                        .headers(headers -> Backend.prove(headers, solution))
                                        .header("Idempotency-Key", idempotencyKey)
                                        .contentType(MediaType.APPLICATION_JSON)
                                        .body(Map.of("eventId", eventId, "items", lines))
                                        .retrieve()
                                        .toEntity(Order.class)))
                .in(LocaleContextHolder.getLocale());
    }

    /** The caller's orders, newest first. */
    public Page<Order> list(String token, @Nullable String cursor) {
        Page<Order> page = cursor == null
                ? backend.get(Service.ORDERS, token, PAGE, "/api/orders?size=50")
                : backend.get(Service.ORDERS, token, PAGE, "/api/orders?size=50&cursor={cursor}", cursor);
        Locale reader = LocaleContextHolder.getLocale();
        return new Page<>(page.items().stream().map(order -> order.in(reader)).toList(), page.nextCursor());
    }

    /** The caller's latest orders that have tickets of an event or hold some; empty while orders-service does not answer. */
    public List<Order> ofEventIfKnown(String token, String eventId) {
        try {
            return backend.get(Service.ORDERS, token, PAGE, "/api/orders?size=10").items().stream()
                    .filter(order -> order.eventId().equals(eventId))
                    .filter(order ->
                            order.status() == Order.Status.COMPLETED || order.status() == Order.Status.AWAITING_PAYMENT)
                    .toList();
        } catch (ServiceProblem | ServiceUnreachable | SignInNeeded e) {
            log.debug("orders of event {} are not known: {}", eventId, e.toString());
            return List.of();
        }
    }

    public Order order(String token, String id) {
        return backend.get(Service.ORDERS, token, Order.class, "/api/orders/{id}", id)
                .in(LocaleContextHolder.getLocale());
    }

    public List<Ticket> tickets(String token, String id) {
        return backend.get(Service.ORDERS, token, TICKETS, "/api/orders/{id}/tickets", id);
    }

    public void cancel(String token, String id) {
        backend.decide(
                Service.ORDERS,
                client -> client.delete()
                        .uri("/api/orders/{id}", id)
                        .headers(headers -> Backend.authorize(headers, token))
                        .retrieve()
                        .toBodilessEntity());
    }

    /** Says whom the receipt of a held order is made out to. */
    public void makeOut(String token, String id, InvoiceAddress address) {
        backend.decide(
                Service.ORDERS,
                client -> client.put()
                        .uri("/api/orders/{id}/invoice-address", id)
                        .headers(headers -> Backend.authorize(headers, token))
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(address)
                        .retrieve()
                        .toBodilessEntity());
    }

    /** Has the buyer reminded by mail before the hold ends. */
    public void remind(String token, String id) {
        backend.decide(
                Service.ORDERS,
                client -> client.post()
                        .uri("/api/orders/{id}/reminder", id)
                        .headers(headers -> Backend.authorize(headers, token))
                        .retrieve()
                        .toBodilessEntity());
    }

    /**
     * Sells tickets of a paid order back.
     *
     * @param tickets their ids; empty for all
     */
    public Order sell(String token, String idempotencyKey, String id, List<String> tickets) {
        Map<String, Object> body =
                tickets.isEmpty() ? Map.of("orderId", id) : Map.of("orderId", id, "tickets", tickets);
        return backend.decide(
                        Service.ORDERS,
                        client -> Backend.body(
                                Service.ORDERS,
                                client.post()
                                        .uri("/api/orders/sell")
                                        .headers(headers -> Backend.authorize(headers, token))
                                        .header("Idempotency-Key", idempotencyKey)
                                        .contentType(MediaType.APPLICATION_JSON)
                                        .body(body)
                                        .retrieve()
                                        .toEntity(Order.class)))
                .in(LocaleContextHolder.getLocale());
    }
}
