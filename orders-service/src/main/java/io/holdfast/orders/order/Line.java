package io.holdfast.orders.order;

import io.holdfast.contracts.PriceParts;
import io.holdfast.contracts.TierState;
import io.holdfast.money.Itemisation;
import io.holdfast.money.TicketPrice;
import io.holdfast.orders.inventory.ClaimItem;

/**
 * Tickets of one tier in an order.
 *
 * @param ticket what one of them costs, as it was when the order was placed
 */
public record Line(String tierId, String tierName, int quantity, TicketPrice ticket) {

    /** Tickets of whose price nothing more is known. */
    public Line(String tierId, String tierName, int quantity, long unitPrice) {
        this(tierId, tierName, quantity, TicketPrice.of(unitPrice));
    }

    public static Line of(ClaimItem item) {
        TierState tier = item.tier();
        return new Line(tier.id(), tier.name(), item.units(), price(tier));
    }

    private static TicketPrice price(TierState tier) {
        PriceParts parts = tier.parts();
        return parts == null
                ? TicketPrice.of(tier.price())
                : new TicketPrice(tier.price(), parts.fee(), parts.tax(), parts.taxRate(), parts.sellersFee());
    }

    /** What one ticket costs, with tax and fees, in minor units. */
    public long unitPrice() {
        return ticket.total();
    }

    public long price() {
        return Math.multiplyExact(unitPrice(), quantity);
    }

    /** The tickets for an {@link Itemisation}. */
    public Itemisation.Tickets tickets(int number) {
        return new Itemisation.Tickets(number, ticket);
    }
}
