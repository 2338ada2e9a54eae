package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Order;
import org.jspecify.annotations.Nullable;

/** The filter of an event's list of orders. */
final class OrderStatus {

    private OrderStatus() {}

    /** The status that a parameter names; null for all orders or an unknown status. */
    static Order.@Nullable Status of(@Nullable String word) {
        for (Order.Status status : Order.Status.values()) {
            if (status.name().equals(word)) {
                return status;
            }
        }
        return null;
    }
}
