package io.holdfast.orders.organizer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.language.OrderNumbers;
import io.holdfast.orders.buyer.OrderView;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderTerms;
import io.holdfast.orders.ticket.Admission;
import io.holdfast.orders.ticket.Ticket;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as the organizer of its event sees it, without the ticket codes.
 *
 * @param email the buyer's address; null for orders of earlier versions
 * @param guest whether the buyer has no account
 * @param refunded how much the buyer is to have back, in minor units
 * @param moneyBack how much of that the provider has paid back
 * @param refundFailed how much of that could not be paid back and is not being tried again
 * @param refundEnded how much of what could not be paid back the buyer has in another way; absent for nothing
 * @param mailBouncedAt when a mail about it could not be delivered to the buyer; null if all could, or a later one could
 * @param dispute what the charge is disputed by: a dispute that is lost, else one that is open, else the latest; null if there was none
 * @param disputes each of them; absent if there was none
 * @param number what people call it, such as {@code 7K3M-Q2XD}; very rarely, two orders have the same
 * @param endedTickets those that were given back while others stay valid, oldest first
 * @param ticketsStopped whether the tickets admit no one although the order is completed: a dispute is lost, and the organizer wants that
 */
record SoldOrderView(
        String id,
        String holder,
        @Nullable String email,
        boolean guest,
        OrderStatus status,
        @Nullable String reason,
        List<OrderView.Item> items,
        long total,
        long refunded,
        long moneyBack,
        long refundFailed,
        @Nullable Long refundEnded,
        @Nullable DisputeState dispute,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        List<DisputeState> disputes,

        String currency,
        Instant createdAt,
        @Nullable Instant mailBouncedAt,
        List<SoldTicket> tickets,
        List<OrderView.EndedTicket> endedTickets,
        String number,
        boolean ticketsStopped) {

    /**
     * A valid ticket, without its code.
     *
     * @param admittedAt when its holder was let in; null before
     * @param checkIn the id of the check-in that did, by which that is taken back; null before
     */
    record SoldTicket(
            String id,
            String tierId,
            String tier,
            @Nullable String seat,
            boolean admitted,
            @Nullable Instant admittedAt,
            @Nullable String checkIn) {

        private static SoldTicket of(Ticket ticket) {
            Admission admission = ticket.admission();
            return new SoldTicket(
                    ticket.id(),
                    ticket.tierId(),
                    ticket.tierName(),
                    ticket.seat(),
                    admission != null,
                    admission == null ? null : admission.at(),
                    admission == null ? null : admission.id());
        }
    }

    /** @param lossStops whether the organizer wants tickets to admit no one once a dispute is lost */
    static SoldOrderView of(Order order, @Nullable Instant mailBouncedAt, boolean lossStops) {
        OrderTerms terms = order.terms();
        return new SoldOrderView(
                order.id(),
                terms.holder(),
                terms.email(),
                terms.isGuests(),
                order.status(),
                order.reason(),
                OrderView.items(order),
                terms.total(),
                order.refundDue(),
                order.refundPaid(),
                order.refundFailed(),
                order.refundEnded() == 0 ? null : Long.valueOf(order.refundEnded()),
                order.dispute(),
                order.disputes(),
                terms.currency(),
                terms.createdAt(),
                mailBouncedAt,
                order.tickets().stream().map(SoldTicket::of).toList(),
                OrderView.endedTickets(order),
                OrderNumbers.of(order.id()),
                order.isStopped(lossStops));
    }
}
