package io.holdfast.orders.inventory;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Stores the blocks, as {@link BlockDocuments} describes them. Every update is guarded by what it relies on, so that repeating it, or
 * doing it beside another replica, is harmless.
 *
 * <p>All blocks of a tier are read by the index of their ids, which never change: a scan meets each block once. With an index of
 * anything that a claim changes, it could miss blocks, or meet them twice, while the tier is being sold.
 */
@Component
class BlockStore implements Blocks {

    static final String COLLECTION = "blocks";

    /** The index that every scan uses whose result must be complete. */
    static final Document BY_ID = new Document("_id", 1);

    /** The index of blocks that have free units. */
    static final Document BY_TIER = new Document("event", 1).append("tier", 1);

    /** The index of blocks of which something is held. */
    static final Document BY_OLDEST = new Document(BY_TIER).append("oldest", 1);

    static final Document HAS_SOME = new Document("$gt", 0);

    private static final int INSERTED_TOGETHER = 1_000;
    private static final int READ_TOGETHER = 10_000;

    /** With their holders, so that these are a megabyte at most. */
    private static final int VISITED_TOGETHER = 100;

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
        Map<String, Integer> free = new HashMap<>();
        withFree(eventId, tierId).forEach(block -> free.put(block.getString("_id"), block.getInteger("free")));
        return free;
    }

    /**
     * The blocks of a tier that have free units, by an index that has no others: of a tier that is full almost nothing is read. A claim
     * moves no block in it. Where more than {@link #READ_TOGETHER} have free units, one that changes meanwhile may be missed, or met twice:
     * then there are enough for any claim.
     */
    FindIterable<Document> withFree(String eventId, String tierId) {
        return collection
                .find(ofTier(eventId, tierId).append("free", HAS_SOME))
                .hint(BY_TIER)
                .projection(new Document("free", 1))
                .batchSize(READ_TOGETHER)
                .timeoutMode(TimeoutMode.ITERATION);
    }

    @Override
    public int held(String eventId, String tierId, int most) {
        int held = 0;
        for (Document block : withHeld(eventId, tierId, most)) {
            held += block.getInteger("held");
        }
        return Math.min(held, most);
    }

    /** So many blocks of a tier of which something is held. A block that is claimed meanwhile moves ahead in the index, if at all. */
    FindIterable<Document> withHeld(String eventId, String tierId, int most) {
        return collection
                .find(ofTier(eventId, tierId).append("oldest", exists()).append("held", HAS_SOME))
                .hint(BY_OLDEST)
                .limit(most)
                .projection(new Document("held", 1));
    }

    @Override
    public List<Block> freeRows(String eventId, String tierId) {
        return withFree(eventId, tierId)
                .projection(new Document("holders", 0))
                .map(BlockDocuments::read)
                .into(new ArrayList<>());
    }

    /** What is withdrawn is looked for first: a block that is restored in between was claimed just now. */
    @Override
    public List<Block> claimedSince(String eventId, String tierId, Instant since) {
        List<Block> found = new ArrayList<>();
        collection
                .find(ofTier(eventId, tierId).append("withdrawn", exists()))
                .timeoutMode(TimeoutMode.ITERATION)
                .map(BlockDocuments::read)
                .into(found);
        // In ascending order a block that is claimed meanwhile only moves ahead.
        collection
                .find(ofTier(eventId, tierId).append("taken", exists().append("$gte", Date.from(since))))
                .sort(new Document("taken", 1))
                .batchSize(READ_TOGETHER)
                .timeoutMode(TimeoutMode.ITERATION)
                .map(BlockDocuments::read)
                .into(found);
        return found;
    }

    @Override
    public List<Block> heldSince(String eventId, String tierId, Instant time, Collection<String> without, int most) {
        Document filter = ofTier(eventId, tierId).append("oldest", exists().append("$lte", Date.from(time)));
        if (!without.isEmpty()) {
            filter.append("_id", new Document("$nin", List.copyOf(without)));
        }
        return collection
                .find(filter)
                .sort(new Document("oldest", 1))
                .limit(most)
                .batchSize(most)
                .map(BlockDocuments::read)
                .into(new ArrayList<>());
    }

    @Override
    public Optional<Instant> oldestHold(String eventId, String tierId) {
        return Optional.ofNullable(collection
                        .find(ofTier(eventId, tierId).append("oldest", exists()))
                        .sort(new Document("oldest", 1))
                        .projection(new Document("oldest", 1))
                        .first())
                .map(block -> block.getDate("oldest").toInstant());
    }

    @Override
    public void noteOldest(Collection<String> blockIds) {
        List<UpdateOneModel<Document>> updates = new ArrayList<>();
        collection
                .find(Filters.in("_id", blockIds))
                .projection(new Document("holders", 1).append("version", 1))
                .forEach(block -> {
                    // A claim that came meanwhile changed the version, and its holder is younger.
                    Document guard =
                            new Document("_id", block.getString("_id")).append("version", block.get("version"));
                    Optional<Date> oldest = unsold(block)
                            .map(Holder::since)
                            .min(Instant::compareTo)
                            .map(Date::from);
                    updates.add(new UpdateOneModel<>(
                            guard,
                            oldest.map(since -> new Document("$set", new Document("oldest", since)))
                                    .orElseGet(() -> new Document("$unset", new Document("oldest", "")))));
                });
        SortedBulkWrites.update(collection, updates);
    }

    @Override
    public void noteNothingHeld(Collection<String> blockIds) {
        SortedBulkWrites.updateAll(
                collection,
                blockIds,
                new Document("held", 0).append("oldest", exists()),
                new Document("$unset", new Document("oldest", "")));
    }

    private static Stream<Holder> unsold(Document block) {
        return BlockDocuments.holders(block).values().stream().filter(holder -> !holder.sold());
    }

    /** One flat document, by whose fields the partial indexes are found. */
    private static Document ofTier(String eventId, String tierId) {
        return new Document("event", eventId).append("tier", tierId);
    }

    private static Document exists() {
        return new Document("$exists", true);
    }

    /** Looks at blocks, one after the other. */
    interface Visitor {

        /**
         * @param holders of units that are held and not sold
         * @param isDated whether the block says since when its oldest unit is held; blocks of earlier versions do not
         */
        void visit(String blockId, List<Holder> holders, boolean isDated) throws InterruptedException;
    }

    /**
     * Visits the blocks of all events that have held units, with few of them in memory at a time. Read by an index of what claims change,
     * it may miss a block that changes meanwhile: nothing may follow from a holder not being found.
     *
     * @param claimedSince leaves out blocks of which nothing was claimed since; null for none
     */
    void visitHeld(@Nullable Instant claimedSince, Visitor visitor) throws InterruptedException {
        Document filter = new Document("held", new Document("$gt", 0));
        if (claimedSince != null) {
            filter.append("taken", exists().append("$gte", Date.from(claimedSince)));
        }
        try (MongoCursor<Document> found = collection
                .find(filter)
                .projection(new Document("holders", 1).append("oldest", 1))
                .batchSize(VISITED_TOGETHER)
                .timeoutMode(TimeoutMode.ITERATION)
                .cursor()) {
            while (found.hasNext()) {
                Document block = found.next();
                visitor.visit(block.getString("_id"), unsold(block).toList(), block.containsKey("oldest"));
            }
        }
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
