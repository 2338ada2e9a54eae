package io.holdfast.orders.ticket;

import io.holdfast.orders.inventory.Allocation;
import java.util.List;

/**
 * A ticket that was given back while others of its order stay valid.
 *
 * @param unit of the inventory, which is on sale again
 * @param refundId of the refund that ended it
 */
public record EndedTicket(Ticket ticket, Allocation.Part unit, String refundId) {

    public static List<Allocation.Part> units(List<EndedTicket> ended) {
        return ended.stream().map(EndedTicket::unit).toList();
    }
}
