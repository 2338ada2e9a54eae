package io.holdfast.orders.order;

import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.inventory.Claim;
import io.holdfast.orders.inventory.ClaimItem;
import io.holdfast.orders.inventory.Limit;
import io.holdfast.orders.sale.EventSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An order that is asked for and has no units yet.
 *
 * @param guest whether the buyer has no account
 * @param email the buyer's address
 * @param holder the name on the tickets
 * @param fingerprint of the request, so that one idempotency key cannot stand for two different orders
 * @param repeatable whether the request has an idempotency key
 * @param receiptsOf the organizer, who gives receipts for it; null if its event names no seller
 * @param organizerId who organizes the event
 * @param language of the buyer, as a tag; null if unknown
 * @param trace {@code traceparent} of the request, which the order's first message carries
 */
public record OrderDraft(
        String orderId,
        String buyerId,
        boolean guest,
        String email,
        String holder,
        String eventId,
        EventSummary event,
        List<Line> lines,
        List<ClaimItem> items,
        List<Limit> limits,
        String currency,
        String fingerprint,
        boolean repeatable,
        @Nullable String organizerId,
        @Nullable String receiptsOf,
        @Nullable String language,
        @Nullable String trace)
        implements Claim {

    public OrderDraft {
        lines = List.copyOf(lines);
        items = List.copyOf(items);
        limits = List.copyOf(limits);
    }

    /** A guest is known by the address alone, an account by its address, too: no one has more by using both. */
    @Override
    public Set<String> buyerKeys() {
        String address = OrderTerms.addressKey(email);
        return guest ? Set.of(address) : Set.of(buyerId, address);
    }

    /** An account by itself: anyone can type its address. */
    @Override
    public Set<String> holdKeys() {
        return guest ? buyerKeys() : Set.of(buyerId);
    }

    public int units() {
        return lines.stream().mapToInt(Line::quantity).sum();
    }

    /** With one limit more. */
    public OrderDraft with(Limit limit) {
        return new OrderDraft(
                orderId,
                buyerId,
                guest,
                email,
                holder,
                eventId,
                event,
                lines,
                items,
                Stream.concat(limits.stream(), Stream.of(limit)).toList(),
                currency,
                fingerprint,
                repeatable,
                organizerId,
                receiptsOf,
                language,
                trace);
    }

    private long total() {
        return lines.stream().mapToLong(Line::price).sum();
    }

    @Override
    public boolean isFreeOfCharge() {
        return total() == 0;
    }

    /** @param hold how long the units are held for a payment */
    OrderTerms terms(Allocation allocation, Instant now, Duration hold) {
        return new OrderTerms(
                orderId,
                buyerId,
                email,
                holder,
                eventId,
                event,
                lines,
                total(),
                currency,
                now,
                now.plus(hold),
                fingerprint,
                allocation,
                guest ? buyerId : null,
                receiptsOf,
                language,
                null,
                organizerId);
    }
}
