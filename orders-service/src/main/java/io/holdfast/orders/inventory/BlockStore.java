package io.holdfast.orders.inventory;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.UpdateOneModel;
import io.holdfast.orders.Indexed;
import io.holdfast.orders.inventory.Block.Holder;
import io.holdfast.orders.inventory.Block.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * The inventory as it is stored: a tier's units in blocks of at most 64, one small document each.
 *
 * <pre>
 * { _id, event, tier, capacity, free, held, sold, holders: { orderId: { units, since, attempt?, sold?, seats? } }, taken, version, plan,
 *   row, first, upTo, seats: { number: orderId or "-" } }
 * </pre>
 *
 * The second line is for numbered seats: {@code "-"} is a number without a seat. A buyer's allowance is a block without capacity, whose
 * {@code free} is minus what the buyer has. {@code taken} is when units were last taken, {@code plan} is {@link CapacityChanger}'s.
 *
 * <p>Every change is guarded by what it relies on, so that doing it twice, or beside another replica, is harmless.
 */
@Component
class BlockStore implements Blocks, Indexed {

    /** Marks a number where there is no seat. */
    static final String NO_SEAT = "-";

    private static final int INSERTED_TOGETHER = 1_000;

    private final MongoCollection<Document> collection;

    BlockStore(MongoTemplate mongo) {
        this.collection = mongo.getCollection("blocks");
    }

    @Override
    public void createIndexes() {
        collection.createIndex(Indexes.ascending("event", "tier", "free"), new IndexOptions().name("free"));
        collection.createIndex(Indexes.ascending("held"), new IndexOptions().name("held"));
    }

    MongoCollection<Document> collection() {
        return collection;
    }

    /** A block that nobody holds anything of. */
    static Document empty(String id, String eventId, String tierId, int capacity) {
        return new Document("_id", id)
                .append("event", eventId)
                .append("tier", tierId)
                .append("capacity", capacity)
                .append("free", capacity)
                .append("held", 0)
                .append("sold", 0)
                .append("holders", new Document())
                .append("version", 1L);
    }

    /** Inserts those that are not there yet. */
    void insertMissing(List<Document> blocks) {
        for (int start = 0; start < blocks.size(); start += INSERTED_TOGETHER) {
            List<Document> some = blocks.subList(start, Math.min(start + INSERTED_TOGETHER, blocks.size()));
            try {
                collection.insertMany(some, new InsertManyOptions().ordered(false));
            } catch (MongoBulkWriteException e) {
                if (e.getWriteErrors().stream().anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void openAllowances(String eventId, Collection<String> blockIds) {
        insertMissing(blockIds.stream()
                .map(id -> empty(id, BlockId.allowancesOf(eventId), BlockId.tierOf(id), 0))
                .toList());
    }

    @Override
    public Map<String, Integer> free(String eventId, String tierId) {
        return counts(Filters.and(ofTier(eventId, tierId), Filters.gt("free", 0)), "free");
    }

    @Override
    public int held(String eventId, String tierId) {
        return counts(Filters.and(ofTier(eventId, tierId), Filters.gt("held", 0)), "held").values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private static Bson ofTier(String eventId, String tierId) {
        return Filters.and(Filters.eq("event", eventId), Filters.eq("tier", tierId));
    }

    private Map<String, Integer> counts(Bson filter, String field) {
        Map<String, Integer> counts = new HashMap<>();
        collection
                .find(filter)
                .projection(new Document(field, 1))
                .batchSize(10_000)
                .forEach(block -> counts.put(block.getString("_id"), block.getInteger(field)));
        return counts;
    }

    @Override
    public List<Block> read(Collection<String> blockIds) {
        return collection
                .find(Filters.in("_id", blockIds))
                .map(BlockStore::block)
                .into(new ArrayList<>());
    }

    @Override
    public List<Block> rows(String eventId, String tierId) {
        return collection
                .find(ofTier(eventId, tierId))
                .projection(new Document("holders", 0))
                .map(BlockStore::block)
                .into(new ArrayList<>());
    }

    @Override
    public List<Block> claimedSince(String eventId, String tierId, Instant since) {
        return collection
                .find(Filters.and(ofTier(eventId, tierId), Filters.gte("taken", Date.from(since))))
                .map(BlockStore::block)
                .into(new ArrayList<>());
    }

    @Override
    public List<Holder> holders(String eventId, String tierId) {
        return holders(Filters.and(ofTier(eventId, tierId), Filters.gt("held", 0)));
    }

    /** Everyone who holds units of anything without having bought them. */
    List<Holder> holders() {
        return holders(Filters.gt("held", 0));
    }

    private List<Holder> holders(Bson filter) {
        List<Holder> found = new ArrayList<>();
        collection
                .find(filter)
                .projection(new Document("holders", 1))
                .forEach(block -> holders(block).values().stream()
                        .filter(held -> !held.sold())
                        .forEach(found::add));
        return found;
    }

    private static Block block(Document document) {
        return new Block(document.getString("_id"), document.getInteger("free", 0), holders(document), row(document));
    }

    private static Map<String, Holder> holders(Document block) {
        Map<String, Holder> holders = new LinkedHashMap<>();
        Document entries = block.get("holders", new Document());
        entries.forEach(
                (orderId, holder) -> holders.put(orderId, held(orderId, block.getString("_id"), (Document) holder)));
        return holders;
    }

    private static Holder held(String orderId, String blockId, Document holder) {
        return new Holder(
                orderId,
                blockId,
                holder.getInteger("units"),
                holder.getList("seats", Integer.class, List.of()),
                holder.getDate("since").toInstant(),
                holder.getBoolean("sold", false),
                holder.get("attempt", 0L));
    }

    private static @Nullable Row row(Document block) {
        String label = block.getString("row");
        Document seats = block.get("seats", Document.class);
        return label == null || seats == null ? null : new Row(label, freeSeats(block, seats));
    }

    private static List<Integer> freeSeats(Document block, Document seats) {
        return IntStream.rangeClosed(block.getInteger("first"), block.getInteger("upTo"))
                .filter(number -> !seats.containsKey(Integer.toString(number)))
                .boxed()
                .toList();
    }

    @Override
    public boolean write(List<BlockUpdate> updates) {
        if (updates.isEmpty()) {
            return true;
        }
        List<UpdateOneModel<Document>> models =
                updates.stream().map(BlockStore::model).toList();
        return collection
                        .bulkWrite(models, new BulkWriteOptions().ordered(false))
                        .getMatchedCount()
                == models.size();
    }

    private static UpdateOneModel<Document> model(BlockUpdate update) {
        return switch (update) {
            case BlockUpdate.Hold take -> take(take);
            case BlockUpdate.Sell sell -> sell(sell);
            case BlockUpdate.Release release -> release(release);
        };
    }

    private static UpdateOneModel<Document> take(BlockUpdate.Hold take) {
        Document guard = new Document("_id", take.blockId());
        Date since = Date.from(take.since());
        Document set = new Document("taken", since);
        for (OrderUnits change : take.changes()) {
            Document holder = new Document("units", change.units()).append("since", since);
            if (take.repeatable().contains(change.orderId())) {
                guard.append(holder(change), new Document("$exists", false));
                holder.append("attempt", take.attempt());
            }
            if (!change.seats().isEmpty()) {
                holder.append("seats", change.seats());
            }
            for (int seat : change.seats()) {
                guard.append("seats." + seat, new Document("$exists", false));
                set.append("seats." + seat, change.orderId());
            }
            set.append(holder(change), holder);
        }
        int units = take.units();
        guard.append("free", new Document("$gte", units + take.floor()));
        return new UpdateOneModel<>(guard, counts(-units, units, 0).append("$set", set));
    }

    private static UpdateOneModel<Document> sell(BlockUpdate.Sell sell) {
        Document set = new Document();
        sell.changes().forEach(change -> set.append(holder(change) + ".sold", true));
        int units = sell.units();
        return new UpdateOneModel<>(
                holding(sell, false), counts(0, -units, units).append("$set", set));
    }

    private static UpdateOneModel<Document> release(BlockUpdate.Release release) {
        Document unset = new Document();
        for (OrderUnits change : release.changes()) {
            unset.append(holder(change), "");
            change.seats().forEach(seat -> unset.append("seats." + seat, ""));
        }
        int units = release.units();
        boolean sold = release.sold();
        return new UpdateOneModel<>(
                holding(release, sold),
                counts(units, sold ? 0 : -units, sold ? -units : 0).append("$unset", unset));
    }

    private static Document holding(BlockUpdate update, boolean sold) {
        Document guard = new Document("_id", update.blockId());
        for (OrderUnits change : update.changes()) {
            guard.append(holder(change) + ".units", change.units());
            guard.append(holder(change) + ".sold", sold ? true : new Document("$exists", false));
            change.seats().forEach(seat -> guard.append("seats." + seat, change.orderId()));
        }
        return guard;
    }

    private static String holder(OrderUnits change) {
        return "holders." + change.orderId();
    }

    private static Document counts(int free, int held, int sold) {
        return new Document(
                "$inc",
                new Document("free", free)
                        .append("held", held)
                        .append("sold", sold)
                        .append("version", 1L));
    }
}
