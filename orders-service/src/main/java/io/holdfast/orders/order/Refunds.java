package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.ticket.EndedTicket;
import io.holdfast.orders.ticket.Ticket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What goes back of one order, oldest first.
 *
 * @param all the money
 * @param ended the tickets that ended by it while others stayed valid
 */
record Refunds(List<Refund> all, List<EndedTicket> ended) {

    static final Refunds NONE = new Refunds(List.of(), List.of());

    /** With it begin the ids of refunds for tickets that their buyer sold back. */
    private static final String SOLD_BACK = "sold-back:";

    Refunds {
        all = List.copyOf(all);
        ended = List.copyOf(ended);
    }

    /** The id of the refund for tickets that are sold back together, of which this is the first. */
    static String idOfSoldBack(Ticket first) {
        return SOLD_BACK + first.id();
    }

    /** What the buyer is to have back, in minor units. */
    long due() {
        return all.stream().mapToLong(Refund::amount).sum();
    }

    /** What may still go back, in minor units. */
    long leftOf(OrderTerms terms) {
        return terms.total() - due();
    }

    Optional<Refund> find(String id) {
        return all.stream().filter(refund -> refund.id().equals(id)).findFirst();
    }

    Refunds with(Refund refund) {
        return new Refunds(Stream.concat(all.stream(), Stream.of(refund)).toList(), ended);
    }

    /** With a refund that ends some tickets of an order that keeps others. */
    Refunds ending(List<Ticket> chosen, Refund refund, Allocation allocation) {
        List<EndedTicket> after = new ArrayList<>(ended);
        for (Ticket ticket : chosen) {
            Allocation has = allocation.less(EndedTicket.units(after));
            after.add(new EndedTicket(ticket, has.unit(ticket.tierId(), ticket.seat()), refund.id()));
        }
        return new Refunds(with(refund).all(), after);
    }

    /** Without those that the buyer sold back before. */
    Set<String> notSoldBack(Set<String> ticketIds) {
        Set<String> open = new LinkedHashSet<>(ticketIds);
        ended.stream()
                .filter(ticket -> ticket.refundId().startsWith(SOLD_BACK))
                .forEach(ticket -> open.remove(ticket.ticket().id()));
        return open;
    }

    /** The ids of the refunds for those of the tickets that the buyer sold back while others stayed valid. */
    Set<String> soldBackBy(Collection<String> ticketIds) {
        return ended.stream()
                .filter(ticket -> ticketIds.contains(ticket.ticket().id()))
                .map(EndedTicket::refundId)
                .filter(id -> id.startsWith(SOLD_BACK))
                .collect(Collectors.toSet());
    }

    /**
     * What goes back for tickets that leave others valid: what they cost, as far as it is left.
     *
     * @param wanted null to have it reckoned
     * @param end what the order would come to if all tickets were given back
     */
    long amountFor(List<Ticket> chosen, @Nullable Long wanted, OrderTerms terms, OrderStatus end) {
        long left = leftOf(terms);
        long price = chosen.stream().mapToLong(ticket -> price(ticket, terms)).sum();
        long amount = wanted == null ? Math.min(price, left) : wanted;
        if (amount > left) {
            throw new RefundTooHigh(left);
        }
        if (amount == left && terms.total() > 0) {
            throw new IllegalTransition(
                    "No more than this is left to be paid back: give all tickets back, or less money.", end);
        }
        requireRoom(end);
        return amount;
    }

    private static long price(Ticket ticket, OrderTerms terms) {
        return terms.lines().stream()
                .filter(line -> line.tierId().equals(ticket.tierId()))
                .mapToLong(Line::unitPrice)
                .findFirst()
                .orElseThrow();
    }

    /** @throws IllegalTransition when a further refund would have to be of all that is left */
    void requireRoom(OrderStatus end) {
        if (all.size() >= Refund.MOST) {
            throw new IllegalTransition("It has been refunded in many parts: now only all that is left can be.", end);
        }
    }

    /** What an order keeps of what it was placed with. */
    Allocation keptOf(Allocation allocation) {
        return allocation.less(EndedTicket.units(ended));
    }

    boolean endedTicketWith(String code) {
        return ended.stream().anyMatch(ticket -> ticket.ticket().code().equals(code));
    }

    /**
     * Whether a refund ended some of the tickets and left others.
     *
     * @param due what was to go back with it and those before it, in minor units
     */
    boolean endedTickets(long due) {
        Set<String> ending = ended.stream().map(EndedTicket::refundId).collect(Collectors.toSet());
        long sum = 0;
        for (Refund refund : all) {
            sum += refund.amount();
            if (sum == due && ending.contains(refund.id())) {
                return true;
            }
        }
        return false;
    }
}
