package io.holdfast.orders.order;

import io.holdfast.orders.inventory.Seat;

/** Where the holder of a ticket belongs, in words: the tier and, if it has numbered seats, the seat. */
public final class SeatText {

    private SeatText() {}

    /** Messages of a mail or a document. */
    @FunctionalInterface
    public interface Texts {

        String of(String key, Object... arguments);
    }

    /**
     * @param key of the message that takes the tier and the name of a seat; that with {@code .section} appended takes tier, section, row
     *     and number
     */
    public static String of(Ticket ticket, String key, Texts texts) {
        String name = ticket.seat();
        if (name == null) {
            return ticket.tierName();
        }
        Seat seat = Seat.named(name).orElse(null);
        String section = seat == null ? null : seat.section();
        return seat == null || section == null
                ? texts.of(key, ticket.tierName(), name)
                : texts.of(key + ".section", ticket.tierName(), section, seat.label(), Integer.toString(seat.number()));
    }
}
