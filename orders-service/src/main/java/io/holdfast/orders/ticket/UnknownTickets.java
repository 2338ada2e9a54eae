package io.holdfast.orders.ticket;

import java.util.Collection;

/** Tickets that the order does not have, or not any more. */
public final class UnknownTickets extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownTickets(Collection<String> ids) {
        super(String.join(", ", ids), null, false, false);
    }
}
