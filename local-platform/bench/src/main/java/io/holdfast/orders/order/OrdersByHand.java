package io.holdfast.orders.order;

import io.holdfast.orders.inventory.Busy;
import io.holdfast.orders.inventory.Refused;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** Places orders as a request would, as its controller does: without HTTP, with everything below it. */
public final class OrdersByHand {

    /** What {@link #place} says of an order that was placed. */
    public static final String PLACED = "placed";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final PlaceOrder placeOrder;

    public OrdersByHand(ApplicationContext orders) {
        this.placeOrder = orders.getBean(PlaceOrder.class);
    }

    /** What somebody asks for; one is enough for any number of orders. */
    public static final class Wish {

        private final PlaceOrderRequest request;

        public Wish(String eventId, String tierId, int units) {
            // From JSON, as it comes by HTTP.
            this.request = JSON.convertValue(
                    Map.of("eventId", eventId, "items", List.of(Map.of("tierId", tierId, "quantity", units))),
                    PlaceOrderRequest.class);
        }
    }

    /** Returns once the order is durably placed ({@link #PLACED}) or refused (the reason, in a word). */
    public String place(String buyerId, Wish wish) {
        Caller buyer = new Caller(buyerId, buyerId + "@example.com", buyerId, "session", "token");
        try {
            placeOrder.place(buyer, Optional.empty(), wish.request);
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
