package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Ticket;

/** A ticket with the picture of its code. */
record ShownTicket(Ticket ticket, QrCode qr) {

    /** In groups of four, as people read a code to each other. */
    public String groupedCode() {
        String code = ticket.code();
        return code.matches("\\w+") ? code.replaceAll("(.{4})(?!$)", "$1 ") : code;
    }

    static ShownTicket of(Ticket ticket) {
        return new ShownTicket(ticket, QrCode.of(ticket.code()));
    }
}
