package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Ticket;

/** A ticket with the picture of its code. */
record ShownTicket(Ticket ticket, QrCode qr) {

    static ShownTicket of(Ticket ticket) {
        return new ShownTicket(ticket, QrCode.of(ticket.code()));
    }
}
