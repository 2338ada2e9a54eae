package io.holdfast.orders.inventory;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The blocks as the allocation needs them. Each guarded update is atomic by itself; several are not atomic together. */
interface Blocks {

    /**
     * Writes all updates, in any order.
     *
     * @return whether the guard of each of them was true
     * @throws com.mongodb.MongoException when it is not known which of them took effect, or still will
     */
    boolean write(List<BlockUpdate> updates);

    /** Those of the blocks that exist. */
    List<Block> read(Collection<String> blockIds);

    /** The free units of a general-admission tier, by block; only blocks that have any. */
    Map<String, Integer> free(String eventId, String tierId);

    /** The blocks of a tier of numbered seats that have free ones, without their holders. */
    List<Block> freeRows(String eventId, String tierId);

    /**
     * How many units of a tier are held and not sold, as far as that matters: it reads no more blocks than that.
     *
     * @param most the answer if there are more, at least one
     */
    int held(String eventId, String tierId, int most);

    /**
     * Blocks of a tier whose oldest hold may be from {@code time} or before, the oldest first, at most {@code most}. Of such a block all may
     * be sold or released since, until {@link #noteOldest} is called with it.
     *
     * @param without ids of blocks to leave out
     */
    List<Block> heldSince(String eventId, String tierId, Instant time, Collection<String> without, int most);

    /** A time before which no unit of a tier was claimed that is still held; empty if none is held. */
    Optional<Instant> oldestHold(String eventId, String tierId);

    /** Notes in these blocks since when the oldest of their units is held that is still held and not sold. */
    void noteOldest(Collection<String> blockIds);

    /** Notes in those of these blocks of which nothing is held that this is so. */
    void noteNothingHeld(Collection<String> blockIds);

    /**
     * The blocks of a tier whose free units may have become more: units were claimed at {@code since} or later, also if they were released
     * again; or a proposal removed units and has no decision, or was refused at {@code since} or later.
     */
    List<Block> claimedSince(String eventId, String tierId, Instant since);

    /** Makes those of these allowances that do not exist. */
    void openAllowances(String eventId, Collection<String> blockIds);
}
