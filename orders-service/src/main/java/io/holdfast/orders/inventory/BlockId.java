package io.holdfast.orders.inventory;

import org.jspecify.annotations.Nullable;

/**
 * The ids of blocks: {@code event/tier/n} for general admission, {@code event/tier/row.first} for up to 64 seats of a row from number
 * {@code first} on, and {@code event/@/buyer} or {@code event/@tier/buyer} for a buyer's allowance.
 */
final class BlockId {

    /** Units in a block at most. */
    static final int SIZE = 64;

    private static final char ALLOWANCE = '@';

    private BlockId() {}

    static String general(String eventId, String tierId, int number) {
        return eventId + "/" + tierId + "/" + number;
    }

    static String of(String eventId, String tierId, Seat seat) {
        return row(eventId, tierId, seat.row(), firstOf(seat.number()));
    }

    static String row(String eventId, String tierId, String row, int first) {
        return eventId + "/" + tierId + "/" + row + "." + first;
    }

    /** The first number of the block that a seat belongs to. */
    static int firstOf(int number) {
        return (number - 1) / SIZE * SIZE + 1;
    }

    /** @param tierId null for the limit of the whole event */
    static String allowance(String eventId, @Nullable String tierId, String buyerId) {
        return eventId + "/" + ALLOWANCE + (tierId == null ? "" : tierId) + "/" + buyerId;
    }

    /** What allowances have in place of the event's id, so that they are never found as blocks of its tiers. */
    static String allowancesOf(String eventId) {
        return eventId + "/" + ALLOWANCE;
    }

    /** What the ids of all blocks of a tier begin with. */
    static String prefix(String eventId, String tierId) {
        return eventId + "/" + tierId + "/";
    }

    static String eventOf(String blockId) {
        return blockId.substring(0, blockId.indexOf('/'));
    }

    static String tierOf(String blockId) {
        return blockId.substring(blockId.indexOf('/') + 1, blockId.lastIndexOf('/'));
    }

    static boolean isAllowance(String blockId) {
        return blockId.charAt(blockId.indexOf('/') + 1) == ALLOWANCE;
    }

    /** The tier that an allowance is about; null for the whole event. */
    static @Nullable String limitedTier(String allowanceId) {
        String tier = tierOf(allowanceId).substring(1);
        return tier.isEmpty() ? null : tier;
    }

    /** The first number of a row's block. */
    static int firstOf(String blockId) {
        return Integer.parseInt(blockId.substring(blockId.lastIndexOf('.') + 1));
    }

    /** The number of a general-admission block. */
    static int numberOf(String blockId) {
        return Integer.parseInt(blockId.substring(blockId.lastIndexOf('/') + 1));
    }

    /** A seat of a row's block. */
    static Seat seat(String blockId, int number) {
        return new Seat(blockId.substring(blockId.lastIndexOf('/') + 1, blockId.lastIndexOf('.')), number);
    }
}
