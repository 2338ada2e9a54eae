package io.holdfast.webclient.order;

import io.holdfast.webclient.backend.Ticket;
import io.holdfast.webclient.site.QrCode;

/** A ticket with its QR code. */
record ShownTicket(Ticket ticket, QrCode qr) {

    /** The code in groups of four characters, which are easy to read out. */
    public String groupedCode() {
        String code = ticket.code();
        return code.matches("\\w+") ? code.replaceAll("(.{4})(?!$)", "$1 ") : code;
    }

    static ShownTicket of(Ticket ticket) {
        return new ShownTicket(ticket, QrCode.of(ticket.code()));
    }
}
