package io.holdfast.orders.inventory;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierAvailability;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Counts the units of an event's tiers in the database: all, free, held and sold. Each block is counted once, also while it is being
 * claimed from; see {@link BlockStore}.
 */
@Component
class TierCounter {

    private static final SeatPlan NO_SEATS = new SeatPlan(new SeatingState(List.of()));

    private final BlockStore store;
    private final EventPlans plans;
    private final MongoCollection<Document> blocks;

    TierCounter(BlockStore store, EventPlans plans, MongoTemplate mongo) {
        this.store = store;
        this.plans = plans;
        this.blocks = mongo.getCollection(BlockStore.COLLECTION);
    }

    /**
     * The counts of an event's tiers.
     *
     * @param version the sum of the versions of all its blocks: later counts have a higher one
     */
    record Counts(List<TierAvailability> tiers, long version) {}

    Counts count(String eventId) {
        List<TierAvailability> tiers = new ArrayList<>();
        long version = 0;
        for (Bson some : BlockStore.ofEventFilters(eventId)) {
            for (Document sums : blocks.aggregate(sumsByTier(some)).hint(BlockStore.BY_ID)) {
                tiers.add(tier(eventId, sums));
                version += number(sums, "version").longValue();
            }
        }
        return new Counts(tiers, version);
    }

    /** The same without the seats that are taken, of which there may be many. */
    List<TierAvailability> countUnits(String eventId) {
        List<TierAvailability> tiers = new ArrayList<>();
        for (Bson some : BlockStore.ofEventFilters(eventId)) {
            for (Document sums : blocks.aggregate(sumsByTier(some)).hint(BlockStore.BY_ID)) {
                tiers.add(tier(sums, null));
            }
        }
        return tiers;
    }

    private static List<Bson> sumsByTier(Bson filter) {
        return List.of(
                Aggregates.match(filter),
                new Document(
                        "$group",
                        new Document("_id", "$tier")
                                .append("capacity", sum("capacity"))
                                .append("free", sum("free"))
                                .append("held", sum("held"))
                                .append("sold", sum("sold"))
                                .append("version", sum("version"))
                                .append("seated", sum("first"))),
                new Document("$sort", new Document("_id", 1)));
    }

    private static Document sum(String field) {
        return new Document("$sum", "$" + field);
    }

    private TierAvailability tier(String eventId, Document sums) {
        String tierId = sums.getString("_id");
        boolean seated = number(sums, "seated").intValue() > 0;
        return tier(sums, seated ? takenSeats(eventId, tierId) : null);
    }

    private static TierAvailability tier(Document sums, @Nullable Map<String, String> takenSeats) {
        return new TierAvailability(
                sums.getString("_id"),
                number(sums, "capacity").intValue(),
                number(sums, "free").intValue(),
                number(sums, "held").intValue(),
                number(sums, "sold").intValue(),
                takenSeats);
    }

    private static Number number(Document document, String field) {
        return document.get(field, Number.class);
    }

    /**
     * Hexadecimal bits by row: the bit of each seat that is held, sold or missing is set. Blocks stay when their seats are removed. Those that
     * the plan does not have any more are left out, since all that an event ever had would fit into no message.
     */
    private Map<String, String> takenSeats(String eventId, String tierId) {
        Map<String, BitSet> taken = new TreeMap<>();
        Supplier<Optional<SeatPlan>> plan = SingletonSupplier.of(() -> plan(eventId, tierId));
        store.ofTier(eventId, tierId, Filters.empty())
                .projection(new Document("row", 1)
                        .append("first", 1)
                        .append("capacity", 1)
                        .append("seats", 1))
                .forEach(block -> {
                    if (block.getInteger("capacity") == 0 && isGone(block, plan.get())) {
                        return;
                    }
                    BitSet row = taken.computeIfAbsent(block.getString("row"), unseen -> new BitSet());
                    block.get("seats", Document.class)
                            .keySet()
                            .forEach(number -> row.set(Integer.parseInt(number) - 1));
                });
        taken.values().removeIf(BitSet::isEmpty);
        Map<String, String> hex = new TreeMap<>();
        taken.forEach((row, seats) -> hex.put(row, HexFormat.of().formatHex(seats.toByteArray())));
        return hex;
    }

    /** As the tier is on sale: a proposal without a decision has taken seats away that are still shown. */
    private Optional<SeatPlan> plan(String eventId, String tierId) {
        return plans.tiers(eventId)
                .map(tiers -> tiers.stream()
                        .filter(tier -> tier.id().equals(tierId))
                        .flatMap(tier -> Stream.ofNullable(tier.seating()))
                        .map(SeatPlan::new)
                        .findFirst()
                        .orElse(NO_SEATS));
    }

    private static boolean isGone(Document block, Optional<SeatPlan> plan) {
        return plan.filter(known -> known.seatsOf(block.getString("row"), block.getInteger("first"))
                        .isEmpty())
                .isPresent();
    }
}
