package io.holdfast.events.event;

import io.holdfast.contracts.SalesTerms;
import io.holdfast.events.seller.Seller;
import io.holdfast.money.Fee;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The terms on which the tickets of an event are sold.
 *
 * @param maxPerBuyer most units in all orders of one buyer together; null for no limit
 * @param sellBack whether tickets may be sold back
 * @param sellBackMinutes until how many minutes before the start; null for the setting of orders-service
 * @param paused whether nothing is sold for now
 * @param returnUntil until when buyers may return what they ordered before date or place changed; null while neither did
 * @param fee for the sale of each ticket; null for none
 * @param waitingRoom null while anyone may order
 * @param roomOpened when a waiting room opened that was removed since, whose places stay drawn; null if there is none
 * @param lostDisputesStopTickets whether the tickets of an order admit no one once a dispute about its charge is lost; null for no
 * @param proofOfWork whether a puzzle has to be solved before tickets are ordered, or the waiting room is entered; null for no
 */
record TermsOfSale(
        @Nullable Integer maxPerBuyer,
        boolean sellBack,
        @Nullable Integer sellBackMinutes,
        boolean paused,
        @Nullable Instant returnUntil,
        @Nullable Fee fee,
        @Nullable WaitingRoom waitingRoom,
        @Nullable Instant roomOpened,
        @Nullable Boolean lostDisputesStopTickets,
        @Nullable Boolean proofOfWork) {

    /** The terms of an event whose organizer set none. */
    static final TermsOfSale DEFAULT = new TermsOfSale(null, true, null, false, null, null, null, null, null, null);

    /** From then on a waiting room opens when it was to: the edit has to arrive at orders-service before, and clocks may differ. */
    private static final Duration FIXED_BEFORE_OPENING = Duration.ofMinutes(1);

    /** The opening that cannot change any more at {@code now}, of the waiting room that there is or that was removed; null if none. */
    @Nullable
    Instant fixedOpening(Instant now) {
        if (waitingRoom == null) {
            return roomOpened;
        }
        Instant opensAt = waitingRoom.opensAt();
        return now.isBefore(opensAt.minus(FIXED_BEFORE_OPENING)) ? null : opensAt;
    }

    /** These terms in place of {@code present} from {@code now} on: an opening that cannot change any more stays what it is. */
    TermsOfSale after(TermsOfSale present, Instant now) {
        Instant fixed = present.fixedOpening(now);
        if (fixed == null) {
            return this;
        }
        WaitingRoom room = waitingRoom == null ? null : waitingRoom.openingAt(fixed);
        return new TermsOfSale(
                maxPerBuyer,
                sellBack,
                sellBackMinutes,
                paused,
                returnUntil,
                fee,
                room,
                room == null ? fixed : null,
                lostDisputesStopTickets,
                proofOfWork);
    }

    /** @param seller null while the organizer has not named a seller */
    SalesTerms state(@Nullable Seller seller) {
        return new SalesTerms(
                maxPerBuyer,
                sellBack,
                sellBackMinutes,
                paused,
                returnUntil,
                seller == null ? null : seller.email(),
                seller == null ? null : seller.state(),
                waitingRoom == null ? null : waitingRoom.state(),
                lostDisputesStopTickets,
                proofOfWork);
    }
}
