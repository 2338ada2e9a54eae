package io.holdfast.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tickets of one tier in an order.
 *
 * @param unitPrice minor units, as it was when the order was placed
 * @param seats their names, as many as the quantity; null for general admission
 */
public record OrderItem(
        String tierId,
        String tierName,
        int quantity,
        long unitPrice,
        @Nullable List<String> seats) {

    /** Tickets without numbered seats. */
    public OrderItem(String tierId, String tierName, int quantity, long unitPrice) {
        this(tierId, tierName, quantity, unitPrice, null);
    }
}
