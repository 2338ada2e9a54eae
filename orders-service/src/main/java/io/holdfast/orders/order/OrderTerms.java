package io.holdfast.orders.order;

import io.holdfast.contracts.OrderItem;
import io.holdfast.messaging.Ids;
import io.holdfast.money.Itemisation;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.sale.EventSummary;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an order is about. It never changes, but for the buyer of a guest's order, once the owner of the guest's address is found, and for
 * the address on the invoice until it is paid.
 *
 * @param email the buyer's address when the order was placed; null in orders of earlier versions
 * @param holder the name on the tickets
 * @param event as it was when the order was placed
 * @param total minor units of the currency
 * @param expiresAt until when the units are held for a payment, unless the hold is prolonged ({@link Order#expiresAt})
 * @param fingerprint of the request, so that one idempotency key cannot stand for two different orders
 * @param allocation which units of the inventory the order has
 * @param receiptsOf the organizer, who gives receipts for it; null if its event named no seller when it was placed
 * @param language of the buyer when it was placed, in which mails about it are written, as a tag such as {@code de-CH}; null if unknown
 * @param invoiceTo whom the receipt is made out to; null for the holder alone
 * @param organizerId who organizes the event; null in orders of earlier versions
 * @param guestId the guest who placed it, who is its buyer until it goes into an account; null if an account placed it
 */
public record OrderTerms(
        String id,
        String buyerId,
        @Nullable String email,
        String holder,
        String eventId,
        EventSummary event,
        List<Line> lines,
        long total,
        String currency,
        Instant createdAt,
        Instant expiresAt,
        String fingerprint,
        Allocation allocation,
        @Nullable String guestId,
        @Nullable String receiptsOf,
        @Nullable String language,
        @Nullable InvoiceAddress invoiceTo,
        @Nullable String organizerId) {

    /** What buyers with this address are known by, whether guests or accounts. */
    public static String addressKey(String email) {
        return Ids.derived("buyer-address", email);
    }

    /** What the buyer's units are counted by against limits. */
    Set<String> buyerKeys() {
        if (isGuests() && email != null) {
            return Set.of(addressKey(email));
        }
        return email == null ? Set.of(buyerId) : Set.of(buyerId, addressKey(email));
    }

    /** Whether its buyer is a guest, and no account. */
    public boolean isGuests() {
        return buyerId.equals(guestId);
    }

    /** Who placed it, whosever it is by now. */
    public String placedBy() {
        return guestId == null ? buyerId : guestId;
    }

    /** The same order, in an account. */
    OrderTerms in(String account) {
        return new OrderTerms(
                id,
                account,
                email,
                holder,
                eventId,
                event,
                lines,
                total,
                currency,
                createdAt,
                expiresAt,
                fingerprint,
                allocation,
                guestId,
                receiptsOf,
                language,
                invoiceTo,
                organizerId);
    }

    /** Whether there will be a receipt once it is completed: its event named a seller when it was placed, and it costs something. */
    public boolean getsReceipt() {
        return receiptsOf != null && total > 0;
    }

    /** What the tickets cost together, as it was when the order was placed. */
    public Itemisation itemisation() {
        return Itemisation.of(
                lines.stream().map(line -> line.tickets(line.quantity())).toList());
    }

    /** The sum over all lines. */
    public int quantity() {
        return lines.stream().mapToInt(Line::quantity).sum();
    }

    /** The lines as messages describe them. */
    List<OrderItem> items() {
        return lines.stream()
                .map(line ->
                        new OrderItem(line.tierId(), line.tierName(), line.quantity(), line.unitPrice(), seats(line)))
                .toList();
    }

    /** The names of a line's seats; null for general admission. */
    public @Nullable List<String> seats(Line line) {
        List<String> seats = allocation.seatsOf(line.tierId());
        return seats.isEmpty() ? null : seats;
    }
}
