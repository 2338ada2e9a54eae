package io.holdfast.webclient.organizer;

import io.holdfast.webclient.backend.Order;
import org.jspecify.annotations.Nullable;

/** The filter of the orders' list. */
final class OrderStatus {

    private OrderStatus() {}

    /** The status that an address names; null for all of them, or for nonsense. */
    static Order.@Nullable Status of(@Nullable String word) {
        for (Order.Status status : Order.Status.values()) {
            if (status.name().equals(word)) {
                return status;
            }
        }
        return null;
    }
}
