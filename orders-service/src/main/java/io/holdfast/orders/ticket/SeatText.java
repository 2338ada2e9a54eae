package io.holdfast.orders.ticket;

import io.holdfast.orders.inventory.Seat;
import org.jspecify.annotations.Nullable;

/** Where the holder of a ticket belongs, in words: the tier and, if it has numbered seats, the seat. */
public final class SeatText {

    private SeatText() {}

    /** Messages of a mail or a document. */
    @FunctionalInterface
    public interface Texts {

        String of(String key, Object... arguments);
    }

    /**
     * @param tier its name for the reader
     * @param name of the seat; null if the tier has none
     * @param key of the message that takes the tier and the name of a seat; that with {@code .section} appended takes tier, section, row
     *     and number
     */
    public static String of(String tier, @Nullable String name, String key, Texts texts) {
        if (name == null) {
            return tier;
        }
        Seat seat = Seat.named(name).orElse(null);
        String section = seat == null ? null : seat.section();
        return seat == null || section == null
                ? texts.of(key, tier, name)
                : texts.of(key + ".section", tier, section, seat.label(), Integer.toString(seat.number()));
    }
}
