package io.holdfast.orders.sale;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.SellerState;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.WaitingRoomState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An event as far as selling it is concerned.
 *
 * @param unitsExist whether the units of all tiers were created, so that "no unit found" means "none left"
 */
public record Sale(EventState event, boolean unitsExist) {

    public String eventId() {
        return event.id();
    }

    public Optional<TierState> tier(String tierId) {
        return event.tiers().stream().filter(tier -> tier.id().equals(tierId)).findFirst();
    }

    /** Whether tickets may be ordered at {@code now}. */
    public boolean isOpen(Instant now) {
        return event.status() == EventStatus.PUBLISHED
                && !event.terms().paused()
                && !now.isBefore(opensAt())
                && now.isBefore(closesAt());
    }

    /** The waiting room from which buyers are admitted; empty when anyone may order. */
    public Optional<WaitingRoomState> waitingRoom() {
        return Optional.ofNullable(event.terms().waitingRoom());
    }

    /** Whether a puzzle has to be solved before tickets are ordered, or before the waiting room is entered if there is one. */
    public boolean asksForProofOfWork() {
        return event.terms().asksForProofOfWork();
    }

    public boolean isCancelled() {
        return event.status() == EventStatus.CANCELLED;
    }

    public boolean isOrganizedBy(String userId) {
        return event.organizerId().equals(userId);
    }

    /**
     * Until when buyers may sell their tickets back; empty when they may not at all.
     *
     * @param unlessSet how long before the start of the event that ends, unless the organizer set another limit
     */
    public Optional<Instant> takesBackUntil(Duration unlessSet) {
        if (event.status() != EventStatus.PUBLISHED || !event.terms().sellBack()) {
            return Optional.empty();
        }
        Integer minutes = event.terms().sellBackMinutes();
        return Optional.of(event.startsAt().minus(minutes == null ? unlessSet : Duration.ofMinutes(minutes)));
    }

    /**
     * Until when someone who ordered the event as it was then may return the tickets, whatever the organizer allows otherwise; empty
     * unless its date or place is another one now. The right outlasts the event: one that was moved to an earlier time may be over before
     * its buyers know.
     */
    public Optional<Instant> returnsUntil(EventSummary ordered) {
        boolean moved = !isCancelled() && EventSummary.of(event).isMovedFrom(ordered);
        return moved ? Optional.ofNullable(event.terms().returnUntil()) : Optional.empty();
    }

    /** Whether the tickets of an order admit no one once a dispute about its charge is lost. */
    public boolean stopsTicketsOfLostDisputes() {
        return event.terms().stopTicketsOfLostDisputes();
    }

    /** Whether its seller gives invoices as EN 16931 wants them, too, which takes a tax number. */
    public boolean givesElectronicInvoices() {
        SellerState seller = event.terms().seller();
        return seller != null && seller.givesElectronicInvoices() && seller.taxId() != null;
    }

    /** When ordering begins; long ago when no beginning was set. */
    public Instant opensAt() {
        Instant start = event.salesStart();
        return start == null ? Instant.EPOCH : start;
    }

    /** When ordering ends, see {@link EventState#salesClose}. */
    public Instant closesAt() {
        return event.salesClose();
    }
}
