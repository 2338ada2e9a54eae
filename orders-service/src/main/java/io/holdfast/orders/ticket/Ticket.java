package io.holdfast.orders.ticket;

import org.jspecify.annotations.Nullable;

/**
 * The right to enter, for one person, once.
 *
 * @param code 20 characters that cannot be guessed (100 random bits); what a door scans
 * @param seat the seat's name, such as {@code A-12} or {@code Balcony A-12}; null for general admission
 * @param admission null until the holder is admitted
 * @param takenBack the admission that was taken back last; null while the holder is admitted, or if none was
 */
public record Ticket(
        String id,
        String code,
        String tierId,
        String tierName,
        @Nullable String seat,
        @Nullable Admission admission,
        @Nullable TakenBack takenBack) {

    /**
     * An admission that was a mistake.
     *
     * @param doorVersion the {@code Order.doorVersion} of the order by which it was taken back
     * @param admissionId which it was; null if an earlier release took it back
     */
    public record TakenBack(long doorVersion, @Nullable String admissionId) {}

    public boolean isAdmitted() {
        return admission != null;
    }

    public Ticket admitted(Admission by) {
        return new Ticket(id, code, tierId, tierName, seat, by, null);
    }

    /** Its holder is admitted no longer, since that was a mistake. */
    public Ticket notAdmitted(long doorVersion) {
        String mistake = admission == null ? null : admission.id();
        return new Ticket(id, code, tierId, tierName, seat, null, new TakenBack(doorVersion, mistake));
    }

    /** Whether this admission was made before, and taken back. */
    public boolean tookBack(Admission repeated) {
        return takenBack != null && repeated.id().equals(takenBack.admissionId());
    }
}
