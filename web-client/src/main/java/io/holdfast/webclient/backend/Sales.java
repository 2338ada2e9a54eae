package io.holdfast.webclient.backend;

import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriBuilder;

/** Requests to orders-service of an event's organizer. */
@Component
public class Sales {

    private static final ParameterizedTypeReference<Page<SoldOrder>> PAGE = new ParameterizedTypeReference<>() {};

    private final Backend backend;

    Sales(Backend backend) {
        this.backend = backend;
    }

    public EventSales of(String token, String eventId) {
        return backend.get(Service.ORDERS, token, EventSales.class, "/api/orders/events/{id}/sales", eventId);
    }

    /** What the event has taken by day. */
    public Payout payout(String token, String eventId) {
        return backend.get(Service.ORDERS, token, Payout.class, "/api/orders/events/{id}/payout", eventId);
    }

    /** What all events of the caller have taken. */
    public Takings takings(String token) {
        return backend.getPatiently(Service.ORDERS, token, Takings.class, "/api/orders/takings");
    }

    /**
     * The event's orders, newest first.
     *
     * @param status null for all
     * @param typed what to find them by: a number, a code, or parts of name and address; empty for all
     */
    public Page<SoldOrder> orders(
            String token, String eventId, Order.@Nullable Status status, String typed, @Nullable String cursor) {
        return backend.ask(
                Service.ORDERS,
                request -> Backend.body(
                        Service.ORDERS,
                        request.uri(uri -> orders(uri, eventId, status, typed, cursor))
                                .headers(headers -> Backend.authorize(headers, token))
                                .retrieve()
                                .toEntity(PAGE)));
    }

    private static URI orders(
            UriBuilder uri, String eventId, Order.@Nullable Status status, String typed, @Nullable String cursor) {
        Map<String, Object> values = new HashMap<>(Map.of("id", eventId));
        uri.path("/api/orders/events/{id}").queryParam("size", 25);
        if (status != null) {
            uri.queryParam("status", status.name());
        }
        if (!typed.isEmpty()) {
            uri.queryParam("q", "{q}");
            values.put("q", typed);
        }
        if (cursor != null) {
            uri.queryParam("cursor", "{cursor}");
            values.put("cursor", cursor);
        }
        return uri.build(values);
    }

    /** An order of the event. */
    public EventOrder order(String token, String eventId, String orderId) {
        return backend.get(
                Service.ORDERS, token, EventOrder.class, "/api/orders/events/{id}/orders/{order}", eventId, orderId);
    }

    /**
     * Refunds an order or some of its tickets.
     *
     * @param amount minor units; null for what the tickets cost or, without tickets, everything that was not refunded yet
     * @param tickets ids of those that end; empty for none, or for all if there is no amount
     * @param left what was shown as not refunded yet: if it changed meanwhile, the refund is refused; null to refund in any case
     */
    public void refund(
            String token,
            String idempotencyKey,
            String orderId,
            @Nullable Long amount,
            @Nullable String reason,
            List<String> tickets,
            @Nullable Long left) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (amount != null) {
            body.put("amount", amount);
        }
        if (reason != null) {
            body.put("reason", reason);
        }
        if (!tickets.isEmpty()) {
            body.put("tickets", tickets);
        }
        if (left != null) {
            body.put("left", left);
        }
        backend.decide(
                Service.ORDERS,
                client -> client.post()
                        .uri("/api/orders/{id}/refund", orderId)
                        .headers(headers -> Backend.authorize(headers, token))
                        .header("Idempotency-Key", idempotencyKey)
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(body)
                        .retrieve()
                        .toBodilessEntity());
    }

    /**
     * Admits a ticket, once; a request with the same key gets the same answer.
     *
     * @param at when the ticket was shown; null for now
     */
    public DoorTicket checkIn(String token, String idempotencyKey, String eventId, String code, @Nullable Instant at) {
        return checkIn(token, idempotencyKey, eventId, Map.of("code", code), at);
    }

    /** The same for a guest who was found by name. */
    public DoorTicket checkInGuest(
            String token,
            String idempotencyKey,
            String eventId,
            String orderId,
            String ticketId,
            @Nullable Instant at) {
        return checkIn(token, idempotencyKey, eventId, Map.of("orderId", orderId, "ticketId", ticketId), at);
    }

    private DoorTicket checkIn(
            String token, String idempotencyKey, String eventId, Map<String, Object> ticket, @Nullable Instant at) {
        Map<String, Object> body = new LinkedHashMap<>(ticket);
        if (at != null) {
            body.put("at", at);
        }
        return backend.decide(
                Service.ORDERS,
                client -> Backend.body(
                        Service.ORDERS,
                        client.post()
                                .uri("/api/orders/events/{id}/check-ins", eventId)
                                .headers(headers -> Backend.authorize(headers, token))
                                .header("Idempotency-Key", idempotencyKey)
                                .contentType(MediaType.APPLICATION_JSON)
                                .body(body)
                                .retrieve()
                                .toEntity(DoorTicket.class)));
    }

    /**
     * Takes a check-in back; does nothing if it was taken back before.
     *
     * @param checkIn its id; null for whichever there is
     */
    public DoorTicket takeBack(String token, String eventId, String code, @Nullable String checkIn) {
        return backend.decide(
                Service.ORDERS,
                client -> Backend.body(
                        Service.ORDERS,
                        client.delete()
                                .uri(uri -> reversal(
                                        uri.path("/api/orders/events/{id}/check-ins/{code}"),
                                        Map.of("id", eventId, "code", code),
                                        checkIn))
                                .headers(headers -> Backend.authorize(headers, token))
                                .retrieve()
                                .toEntity(DoorTicket.class)));
    }

    /** The same for a guest who was found by name. */
    public DoorTicket takeBackGuest(
            String token, String eventId, String orderId, String ticketId, @Nullable String checkIn) {
        return backend.decide(
                Service.ORDERS,
                client -> Backend.body(
                        Service.ORDERS,
                        client.delete()
                                .uri(uri -> reversal(
                                        uri.path("/api/orders/events/{id}/check-ins")
                                                .queryParam("orderId", "{order}")
                                                .queryParam("ticketId", "{ticket}"),
                                        Map.of("id", eventId, "order", orderId, "ticket", ticketId),
                                        checkIn))
                                .headers(headers -> Backend.authorize(headers, token))
                                .retrieve()
                                .toEntity(DoorTicket.class)));
    }

    private static URI reversal(UriBuilder uri, Map<String, String> variables, @Nullable String checkIn) {
        if (checkIn == null) {
            return uri.build(variables);
        }
        Map<String, String> all = new HashMap<>(variables);
        all.put("checkIn", checkIn);
        return uri.queryParam("checkIn", "{checkIn}").build(all);
    }

    public Cancellation cancellation(String token, String eventId) {
        return backend.get(Service.ORDERS, token, Cancellation.class, "/api/orders/events/{id}/cancellation", eventId);
    }
}
