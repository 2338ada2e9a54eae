package io.holdfast.orders.order;

import org.jspecify.annotations.Nullable;

/**
 * The right to enter, for one person, once.
 *
 * @param code 20 characters that cannot be guessed (100 random bits); what a door scans
 * @param seat the seat's name, such as {@code A-12} or {@code Balcony A-12}; null for general admission
 * @param admission null until the holder is admitted
 * @param takenBack the {@link Order#doorVersion} of the order by which an admission was taken back last; null while the holder is
 *     admitted, or if none was
 */
public record Ticket(
        String id,
        String code,
        String tierId,
        String tierName,
        @Nullable String seat,
        @Nullable Admission admission,
        @Nullable Long takenBack) {

    boolean isAdmitted() {
        return admission != null;
    }

    Ticket admitted(Admission by) {
        return new Ticket(id, code, tierId, tierName, seat, by, null);
    }

    Ticket takenBack(long doorVersion) {
        return new Ticket(id, code, tierId, tierName, seat, null, doorVersion);
    }
}
