package io.holdfast.orders.inventory;

import java.util.List;

/**
 * Units of one block that an order has or is to have.
 *
 * @param seats the numbers of the seats, in order; empty for general admission
 */
public record OrderUnits(String orderId, String blockId, int units, List<Integer> seats) {

    public OrderUnits {
        seats = List.copyOf(seats);
    }

    static List<OrderUnits> of(String orderId, Allocation allocation) {
        return allocation.parts().stream()
                .map(part -> new OrderUnits(orderId, part.blockId(), part.units(), part.seats()))
                .toList();
    }

    /** The event that they are units of. */
    public String eventId() {
        return BlockId.eventOf(blockId);
    }

    /** The same units as an order's allocation names them. */
    public Allocation.Part part() {
        return new Allocation.Part(blockId, units, seats);
    }
}
