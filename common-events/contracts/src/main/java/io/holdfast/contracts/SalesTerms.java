package io.holdfast.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an organizer allows buyers of an event.
 *
 * @param maxPerBuyer most units in all orders of one buyer together; null: no limit
 * @param sellBack whether buyers may sell tickets back
 * @param sellBackMinutes until how many minutes before the start they may; null: as the service is configured
 * @param paused whether selling rests for the moment
 * @param returnUntil until when buyers may return what they ordered before date or place was changed, whatever the other terms are; null:
 *     neither was changed since the event was published
 * @param contact the address that answers to mails about the event go to; null: to none
 * @param seller who sells the tickets; null while the organizer has named none
 * @param waitingRoom null: anyone may order
 * @param lostDisputesStopTickets true if the tickets of an order admit no one once a dispute about its charge is lost; null, also in
 *     messages of earlier versions: they stay valid
 * @param proofOfWork true if a puzzle has to be solved before tickets are ordered, or before the waiting room is entered if there is one;
 *     null, also in messages of earlier versions: none has to be
 */
public record SalesTerms(
        @Nullable Integer maxPerBuyer,
        boolean sellBack,
        @Nullable Integer sellBackMinutes,
        boolean paused,
        @Nullable Instant returnUntil,
        @Nullable String contact,
        @Nullable SellerState seller,
        @Nullable WaitingRoomState waitingRoom,
        @Nullable Boolean lostDisputesStopTickets,
        @Nullable Boolean proofOfWork) {

    /** The terms of an event whose organizer has set none. */
    public static final SalesTerms DEFAULT = new SalesTerms(null, true, null, false);

    /** The terms of an event whose organizer has not named a seller. */
    public SalesTerms(
            @Nullable Integer maxPerBuyer,
            boolean sellBack,
            @Nullable Integer sellBackMinutes,
            boolean paused,
            @Nullable Instant returnUntil,
            @Nullable String contact) {
        this(maxPerBuyer, sellBack, sellBackMinutes, paused, returnUntil, contact, null, null);
    }

    /** The terms of an event whose date and place never changed, and whose organizer is not written to. */
    public SalesTerms(
            @Nullable Integer maxPerBuyer, boolean sellBack, @Nullable Integer sellBackMinutes, boolean paused) {
        this(maxPerBuyer, sellBack, sellBackMinutes, paused, null, null);
    }

    /** The terms of an event without a waiting room. */
    public SalesTerms(
            @Nullable Integer maxPerBuyer,
            boolean sellBack,
            @Nullable Integer sellBackMinutes,
            boolean paused,
            @Nullable Instant returnUntil,
            @Nullable String contact,
            @Nullable SellerState seller) {
        this(maxPerBuyer, sellBack, sellBackMinutes, paused, returnUntil, contact, seller, null);
    }

    /** The terms of an event whose tickets stay valid whatever becomes of disputes, and that asks for no proof of work. */
    public SalesTerms(
            @Nullable Integer maxPerBuyer,
            boolean sellBack,
            @Nullable Integer sellBackMinutes,
            boolean paused,
            @Nullable Instant returnUntil,
            @Nullable String contact,
            @Nullable SellerState seller,
            @Nullable WaitingRoomState waitingRoom) {
        this(maxPerBuyer, sellBack, sellBackMinutes, paused, returnUntil, contact, seller, waitingRoom, null, null);
    }

    /** The same, with selling at rest. */
    SalesTerms atRest() {
        return new SalesTerms(
                maxPerBuyer,
                sellBack,
                sellBackMinutes,
                true,
                returnUntil,
                contact,
                seller,
                waitingRoom,
                lostDisputesStopTickets,
                proofOfWork);
    }

    /** Whether the tickets of an order admit no one once a dispute about its charge is lost. */
    public boolean stopTicketsOfLostDisputes() {
        return Boolean.TRUE.equals(lostDisputesStopTickets);
    }

    /** Whether a puzzle has to be solved before tickets are ordered, or before the waiting room is entered if there is one. */
    public boolean asksForProofOfWork() {
        return Boolean.TRUE.equals(proofOfWork);
    }
}
