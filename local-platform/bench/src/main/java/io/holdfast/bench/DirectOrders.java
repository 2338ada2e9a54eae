package io.holdfast.bench;

import io.holdfast.orders.inventory.Busy;
import io.holdfast.orders.inventory.Refused;
import io.holdfast.orders.placing.PlaceOrder;
import io.holdfast.orders.placing.PlaceOrderRequest;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** Places orders as the controller of the orders service does: without HTTP, but with everything below it. */
final class DirectOrders {

    /** What {@link #place} returns for an order that was placed. */
    static final String PLACED = "placed";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final PlaceOrder placeOrder;

    DirectOrders(ApplicationContext orders) {
        this.placeOrder = orders.getBean(PlaceOrder.class);
    }

    /** What is ordered; one selection can be ordered any number of times. */
    static final class Selection {

        private final String eventId;
        private final PlaceOrderRequest request;

        Selection(String eventId, String tierId, int units) {
            this.eventId = eventId;
            // From JSON, as it comes by HTTP.
            this.request = JSON.convertValue(
                    Map.of("eventId", eventId, "items", List.of(Map.of("tierId", tierId, "quantity", units))),
                    PlaceOrderRequest.class);
        }

        String eventId() {
            return eventId;
        }
    }

    /** Returns once the order is durably placed ({@link #PLACED}) or refused (the reason, in a word). */
    String place(String buyerId, Selection selection) {
        Caller buyer = new Caller(buyerId, buyerId + "@example.com", buyerId, "session", "token");
        try {
            placeOrder.place(buyer, Optional.empty(), selection.request, null, null);
            return PLACED;
        } catch (Refused e) {
            return e.retryAfter() == null ? "sold-out" : "all-held";
        } catch (Busy e) {
            return "busy";
        } catch (ProblemException e) {
            return "problem: " + e.getMessage();
        }
    }
}
