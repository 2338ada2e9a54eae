package io.holdfast.orders.inventory;

import io.holdfast.orders.inventory.Block.Holder;
import io.holdfast.orders.inventory.Block.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Blocks as they are stored: up to 64 units of a tier in one small document.
 *
 * <pre>
 * { _id, event, tier, capacity, free, held, sold, holders: { orderId: { units, since, attempt?, sold?, seats? } }, taken, oldest, version,
 *   plan, latestPlan, withdrawn: { plan, units, seats? },
 *   row, first, upTo, seats: { number: orderId or "-" } }
 * </pre>
 *
 * The last line is for numbered seats: {@code "-"} stands for a number without a seat. A buyer's allowance is a block without capacity,
 * whose {@code free} is minus what the buyer has. {@code taken} is when units were last claimed, or restored after a refused proposal.
 * {@code oldest} is there while units are held: none of them was claimed earlier; those that were may be sold or released by now. The
 * second line is for changes of the capacity (see {@code CapacityChanger}): {@code plan} is the number of the plan that last changed the
 * block, {@code latestPlan} that of the latest plan for its tier, and {@code withdrawn} is what a proposal without a decision removed.
 */
final class BlockDocuments {

    /** Stands for a number without a seat. */
    static final String NO_SEAT = "-";

    private BlockDocuments() {}

    /** A block of which all units are free. */
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

    /** A block of numbered seats, all of them free. */
    static Document emptyRow(String eventId, String tierId, String row, int first, List<Integer> seats) {
        Document missing = new Document();
        for (int number = first; number < first + BlockId.SIZE; number++) {
            if (!seats.contains(number)) {
                missing.append(Integer.toString(number), NO_SEAT);
            }
        }
        return empty(BlockId.row(eventId, tierId, row, first), eventId, tierId, seats.size())
                .append("row", row)
                .append("first", first)
                .append("upTo", first + BlockId.SIZE - 1)
                .append("seats", missing);
    }

    static Block read(Document document) {
        return new Block(
                document.getString("_id"),
                document.getInteger("free", 0),
                holders(document),
                row(document),
                document.containsKey("withdrawn"));
    }

    /** The holders of a block by order id. */
    static Map<String, Holder> holders(Document block) {
        Map<String, Holder> holders = new LinkedHashMap<>();
        Document entries = block.get("holders", new Document());
        entries.forEach(
                (orderId, entry) -> holders.put(orderId, holder(orderId, block.getString("_id"), (Document) entry)));
        return holders;
    }

    private static Holder holder(String orderId, String blockId, Document entry) {
        return new Holder(
                orderId,
                blockId,
                entry.getInteger("units"),
                entry.getList("seats", Integer.class, List.of()),
                entry.getDate("since").toInstant(),
                entry.getBoolean("sold", false),
                entry.get("attempt", 0L));
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
}
