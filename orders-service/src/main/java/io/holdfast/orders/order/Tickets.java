package io.holdfast.orders.order;

import io.holdfast.orders.ticket.Ticket;
import io.holdfast.orders.ticket.UnknownTickets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The tickets of one order. */
record Tickets(List<Ticket> all) {

    static final Tickets NONE = new Tickets(List.of());

    Tickets {
        all = List.copyOf(all);
    }

    /**
     * A ticket for each unit of an order.
     *
     * @param codes gives an unguessable code each time
     */
    static Tickets issue(OrderTerms terms, Supplier<String> codes) {
        List<Ticket> tickets = new ArrayList<>();
        for (Line line : terms.lines()) {
            List<String> seats = terms.seats(line);
            for (int i = 0; i < line.quantity(); i++) {
                String id = terms.id() + "-" + (tickets.size() + 1);
                String seat = seats == null ? null : seats.get(i);
                tickets.add(new Ticket(id, codes.get(), line.tierId(), line.tierName(), seat, null, null));
            }
        }
        return new Tickets(tickets);
    }

    Optional<Ticket> withCode(String code) {
        return all.stream().filter(ticket -> ticket.code().equals(code)).findFirst();
    }

    /**
     * The tickets of these ids, in their order.
     *
     * @throws UnknownTickets when one of them is not there
     */
    List<Ticket> of(Set<String> ids) {
        List<Ticket> found =
                all.stream().filter(ticket -> ids.contains(ticket.id())).toList();
        if (found.size() < ids.size()) {
            Set<String> unknown = new TreeSet<>(ids);
            found.forEach(ticket -> unknown.remove(ticket.id()));
            throw new UnknownTickets(unknown);
        }
        return found;
    }

    Tickets without(List<Ticket> some) {
        return new Tickets(all.stream().filter(ticket -> !some.contains(ticket)).toList());
    }

    /** How many were admitted. */
    int admitted() {
        return Math.toIntExact(all.stream().filter(Ticket::isAdmitted).count());
    }

    /** The same tickets, with another one in the place of one of them. */
    Tickets with(Ticket before, Ticket after) {
        return new Tickets(all.stream()
                .map(ticket -> ticket.equals(before) ? after : ticket)
                .toList());
    }
}
