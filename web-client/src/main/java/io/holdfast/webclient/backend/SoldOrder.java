package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as the event's organizer sees it.
 *
 * @param holder name of the buyer
 * @param email the buyer's address; null for orders of earlier versions
 * @param guest whether the buyer has no account; null if that is not known
 * @param refunded how much of the total the buyer gets back, in minor units
 * @param refundFailed how much of that could not be given back and is not being tried again; null for nothing
 * @param refundEnded how much of what could not be given back the buyer has in another way; null for nothing
 * @param mailBouncedAt when a mail about it could not be delivered; null if all could, or a later one could
 * @param dispute the dispute about the charge that matters most; null if there was none
 * @param disputes each of them; null if there was none, and from a service that knows of one only
 * @param number what people call it; null from a service that does not know numbers yet
 * @param ticketsStopped whether a lost dispute stopped the tickets; null from a service that does not know that yet
 */
public record SoldOrder(
        String id,
        @Nullable String holder,
        @Nullable String email,
        @Nullable Boolean guest,
        Order.Status status,
        List<Order.Item> items,
        long total,
        long refunded,
        @Nullable Long refundFailed,
        @Nullable Long refundEnded,
        Order.@Nullable Dispute dispute,
        @Nullable List<Order.Dispute> disputes,
        String currency,
        Instant createdAt,
        @Nullable Instant mailBouncedAt,
        @Nullable List<SoldTicket> tickets,
        @Nullable List<Order.EndedTicket> endedTickets,
        @Nullable String number,
        @Nullable Boolean ticketsStopped) {

    /**
     * A valid ticket, without its code.
     *
     * @param admittedAt when its holder was let in; null before
     * @param checkIn the id of the check-in that did; null before, and from an older service
     */
    public record SoldTicket(
            String id,
            String tierId,
            String tier,
            @Nullable String seat,
            boolean admitted,
            @Nullable Instant admittedAt,
            @Nullable String checkIn) {}

    public SoldOrder {
        items = List.copyOf(items);
    }

    /** What people call it: the number, if there is one. */
    public String called() {
        return number == null ? id : number;
    }

    /** Each dispute about the charge. */
    public List<Order.Dispute> allDisputes() {
        return Order.Dispute.all(disputes, dispute);
    }

    /** Whether a dispute is open: until it is decided, nothing is refunded. */
    public boolean isDisputed() {
        return allDisputes().stream().anyMatch(Order.Dispute::isOpen);
    }

    /** The last part of the key of what to say of one of its disputes. */
    public String disputeKey(Order.Dispute dispute) {
        return dispute.isLost() && Boolean.TRUE.equals(ticketsStopped) ? dispute.key() + ".stopped" : dispute.key();
    }

    /** How much can still be refunded, in minor units. */
    public long left() {
        return Math.max(0, total - refunded);
    }

    public boolean hasFailedRefund() {
        return refundFailed != null && refundFailed > 0;
    }

    /** Whether the buyer has what could not be given back, or a part of it, in another way. */
    public boolean hasEndedRefund() {
        return refundEnded != null && refundEnded > 0;
    }

    /** The valid tickets. */
    public List<SoldTicket> valid() {
        return tickets == null ? List.of() : tickets;
    }

    /** The tickets that were given back one by one. */
    public List<Order.EndedTicket> ended() {
        return endedTickets == null ? List.of() : endedTickets;
    }

    /** What a ticket of the tier cost, in minor units. */
    public long priceOf(SoldTicket ticket) {
        return items.stream()
                .filter(item -> item.tierId().equals(ticket.tierId()))
                .mapToLong(Order.Item::unitPrice)
                .findFirst()
                .orElse(0);
    }

    /** What goes back for these tickets if they cost what they did: all that is left for all of them. */
    public long worthOf(List<SoldTicket> chosen) {
        long price = chosen.stream().mapToLong(this::priceOf).sum();
        return chosen.size() == valid().size() ? left() : Math.min(price, left());
    }

    /** Whether nothing was paid for it: its tickets can be taken back, and no money goes with them. */
    public boolean isFree() {
        return total == 0;
    }

    public boolean isRefundable() {
        return status == Order.Status.COMPLETED && (left() > 0 || isFree());
    }
}
