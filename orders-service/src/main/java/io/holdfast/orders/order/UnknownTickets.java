package io.holdfast.orders.order;

import java.util.Collection;

/** Tickets that the order does not have, or not any more. */
final class UnknownTickets extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownTickets(Collection<String> ids) {
        super(String.join(", ", ids), null, false, false);
    }
}
