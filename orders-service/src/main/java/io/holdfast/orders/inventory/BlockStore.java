package io.holdfast.orders.inventory;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.orders.inventory.Block.Holder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Stores the blocks, as {@link BlockDocuments} describes them. Every update is guarded by what it relies on, so that repeating it, or
 * doing it beside another replica, is harmless.
 *
 * <p>The blocks of a tier are read by the index of their ids, which never change: a scan meets each block once. With an index of
 * anything that a claim changes, it could miss blocks, or meet them twice, while the tier is being sold.
 */
@Component
class BlockStore implements Blocks {

    static final String COLLECTION = "blocks";

    /** The index that every scan uses whose result must be complete. */
    static final Document BY_ID = new Document("_id", 1);

    private static final int INSERTED_TOGETHER = 1_000;
    private static final int READ_TOGETHER = 10_000;

    private final MongoCollection<Document> collection;

    BlockStore(MongoTemplate mongo) {
        this.collection = mongo.getCollection(COLLECTION);
    }

    @Override
    public boolean write(List<BlockUpdate> updates) {
        if (updates.isEmpty()) {
            return true;
        }
        List<UpdateOneModel<Document>> models =
                updates.stream().map(BlockUpdateModels::of).toList();
        return SortedBulkWrites.update(collection, models) == models.size();
    }

    @Override
    public List<Block> read(Collection<String> blockIds) {
        return collection
                .find(Filters.in("_id", blockIds))
                .map(BlockDocuments::read)
                .into(new ArrayList<>());
    }

    @Override
    public Map<String, Integer> free(String eventId, String tierId) {
        return counts(eventId, tierId, "free");
    }

    @Override
    public int held(String eventId, String tierId) {
        return counts(eventId, tierId, "held").values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** A count of each block of a tier that is more than zero there. */
    private Map<String, Integer> counts(String eventId, String tierId, String field) {
        Map<String, Integer> counts = new HashMap<>();
        ofTier(eventId, tierId, Filters.gt(field, 0))
                .projection(new Document(field, 1))
                .forEach(block -> counts.put(block.getString("_id"), block.getInteger(field)));
        return counts;
    }

    @Override
    public List<Block> rows(String eventId, String tierId) {
        return ofTier(eventId, tierId, Filters.empty())
                .projection(new Document("holders", 0))
                .map(BlockDocuments::read)
                .into(new ArrayList<>());
    }

    @Override
    public List<Block> claimedSince(String eventId, String tierId, Instant since) {
        return ofTier(eventId, tierId, Filters.or(Filters.gte("taken", Date.from(since)), Filters.exists("withdrawn")))
                .map(BlockDocuments::read)
                .into(new ArrayList<>());
    }

    @Override
    public List<Holder> holders(String eventId, String tierId) {
        return holders(ofTier(eventId, tierId, Filters.gt("held", 0)));
    }

    /**
     * The holders of units that are held and not sold, of all events. Read by the index of what is held, it may miss a block that changes
     * meanwhile: nothing may follow from a holder not being found.
     */
    List<Holder> holders() {
        return holders(collection.find(Filters.gt("held", 0)).timeoutMode(TimeoutMode.ITERATION));
    }

    private static List<Holder> holders(FindIterable<Document> blocks) {
        List<Holder> found = new ArrayList<>();
        blocks.projection(new Document("holders", 1))
                .forEach(block -> BlockDocuments.holders(block).values().stream()
                        .filter(holder -> !holder.sold())
                        .forEach(found::add));
        return found;
    }

    /** The blocks of a tier that match the filter, each once. */
    FindIterable<Document> ofTier(String eventId, String tierId, Bson filter) {
        return collection
                .find(Filters.and(withPrefix(BlockId.prefix(eventId, tierId)), filter))
                .hint(BY_ID)
                .sort(BY_ID)
                .batchSize(READ_TOGETHER)
                .timeoutMode(TimeoutMode.ITERATION);
    }

    /** The blocks of all tiers of an event, each once: between them are the ids of the allowances. */
    List<FindIterable<Document>> ofEvent(String eventId) {
        return ofEventFilters(eventId).stream()
                .map(filter -> collection
                        .find(filter)
                        .hint(BY_ID)
                        .sort(BY_ID)
                        .batchSize(READ_TOGETHER)
                        .timeoutMode(TimeoutMode.ITERATION))
                .toList();
    }

    /** Two ranges of ids that have the blocks of all tiers of an event. */
    static List<Bson> ofEventFilters(String eventId) {
        String all = eventId + "/";
        String allowances = BlockId.allowancesOf(eventId);
        return List.of(
                Filters.and(Filters.gte("_id", all), Filters.lt("_id", allowances)),
                Filters.and(Filters.gte("_id", endOf(allowances)), Filters.lt("_id", endOf(all))));
    }

    private static Bson withPrefix(String prefix) {
        return Filters.and(Filters.gte("_id", prefix), Filters.lt("_id", endOf(prefix)));
    }

    /** The first id after all that begin with the prefix. */
    private static String endOf(String prefix) {
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }

    @Override
    public void openAllowances(String eventId, Collection<String> blockIds) {
        insertMissing(blockIds.stream()
                .map(id -> BlockDocuments.empty(id, BlockId.allowancesOf(eventId), BlockId.tierOf(id), 0))
                .toList());
    }

    /** Inserts those of the blocks that do not exist; leaves the others as they are. */
    void insertMissing(List<Document> blocks) {
        for (int start = 0; start < blocks.size(); start += INSERTED_TOGETHER) {
            List<Document> some = blocks.subList(start, Math.min(start + INSERTED_TOGETHER, blocks.size()));
            GroupedInserts.insertAll(collection, some);
        }
    }
}
