package io.holdfast.orders.inventory;

import io.holdfast.orders.inventory.Block.Holder;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The inventory as a lane sees it: blocks that change by guarded updates, each atomic and none together with another. */
interface Blocks {

    /**
     * Writes all updates, in any order.
     *
     * @return whether every one of them found its guard true
     * @throws com.mongodb.MongoException when it is not known which of them took effect, or still will
     */
    boolean write(List<BlockUpdate> updates);

    /** Those of the blocks that exist. */
    List<Block> read(Collection<String> blockIds);

    /** Units free by block, of the blocks of a general-admission tier that have any. */
    Map<String, Integer> free(String eventId, String tierId);

    /** Every block of a tier of numbered seats, without its holders. */
    List<Block> rows(String eventId, String tierId);

    /** How many units of a tier are held and not sold. */
    int held(String eventId, String tierId);

    /** Everyone who holds units of a tier without having bought them. */
    List<Holder> holders(String eventId, String tierId);

    /** The blocks of a tier from which units were taken since then, also if they are back. */
    List<Block> claimedSince(String eventId, String tierId, Instant since);

    /** Makes sure that there are these allowances, for buyers who have none yet. */
    void openAllowances(String eventId, Collection<String> blockIds);
}
