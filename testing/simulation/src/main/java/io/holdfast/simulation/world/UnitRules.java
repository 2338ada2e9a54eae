package io.holdfast.simulation.world;

import io.holdfast.simulation.documents.SimulatedDatabase;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What has to be true of orders and blocks after every single write, however far each request has come: units are claimed before an order
 * names them and released after it is over, and each plan changes a block once. A crash at this very moment must lose nothing, so that it
 * need not happen for a mistake to be found.
 */
final class UnitRules {

    private static final String ALLOWANCE = "/@";
    private static final Set<String> ALIVE = Set.of("AWAITING_PAYMENT", "COMPLETED");
    private static final BsonArray NONE = new BsonArray();

    private final History history;
    private final SimulatedDatabase database;
    private final SimulatedDatabase catalogue;
    private final Set<String> reported = new HashSet<>();
    private Map<String, BsonDocument> before = new HashMap<>();
    private ToIntFunction<String> highestLimits = tier -> 0;

    UnitRules(History history, SimulatedDatabase database, SimulatedDatabase catalogue) {
        this.history = history;
        this.database = database;
        this.catalogue = catalogue;
    }

    /** @param highest the highest limit that a tier ever had, also where it was only asked for; empty stands for the whole event */
    void limits(ToIntFunction<String> highest) {
        highestLimits = highest;
    }

    /** To be called when another primary takes over: what is there then was not changed by a write. */
    void forget() {
        before.clear();
    }

    /** To be called after each change. */
    void look() {
        Map<String, BsonDocument> blocks = new HashMap<>();
        for (BsonDocument block : database.documents("orders", "blocks")) {
            blocks.put(id(block), block);
            BsonDocument earlier = before.get(id(block));
            // A document that is stored is never changed, only replaced.
            if (!isSame(earlier, block)) {
                checkCounts(block);
                if (isAllowance(block)) {
                    checkLimit(earlier, block);
                } else if (earlier != null) {
                    checkPlan(earlier, block);
                }
            }
        }
        before = blocks;
        for (BsonDocument decision : database.documents("orders", "changes")) {
            checkGranted(decision, blocks.values());
        }
        for (BsonDocument order : database.documents("orders", "orders")) {
            if (!order.containsKey("void")) {
                checkOrder(order, blocks);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(@Nullable BsonDocument before, BsonDocument now) {
        return before == now;
    }

    /** I1: what is free, held and sold is what there is. */
    private void checkCounts(BsonDocument block) {
        int free = number(block, "free");
        int taken = number(block, "held") + number(block, "sold");
        int held = block.getDocument("holders").values().stream()
                .mapToInt(holder -> number(holder.asDocument(), "units"))
                .sum();
        if (taken != held || free + taken != number(block, "capacity") || (free < 0 && !isAllowance(block))) {
            report(id(block), "I1 the counts of a block are wrong: " + block.toJson());
        }
    }

    /** I10: a claim takes no more than there ever was a limit. An order that is counted afterwards exists already. */
    private void checkLimit(@Nullable BsonDocument earlier, BsonDocument allowance) {
        String id = id(allowance);
        int start = id.indexOf(ALLOWANCE) + ALLOWANCE.length();
        int limit = highestLimits.applyAsInt(id.substring(start, id.indexOf('/', start)));
        if (limit > 0 && -number(allowance, "free") > limit) {
            Set<String> claiming =
                    new HashSet<>(allowance.getDocument("holders").keySet());
            if (earlier != null) {
                claiming.removeAll(earlier.getDocument("holders").keySet());
            }
            database.documents("orders", "orders").forEach(order -> claiming.remove(id(order)));
            if (!claiming.isEmpty()) {
                report(id, "I10 a claim exceeds the limit of %d: %s".formatted(limit, allowance.toJson()));
            }
        }
    }

    /** I1: a plan changes a block once; I6: what a proposal withdrew is there again once it is refused. */
    private void checkPlan(BsonDocument earlier, BsonDocument block) {
        int added = number(block, "capacity") - number(earlier, "capacity");
        boolean isSettled = earlier.containsKey("withdrawn") && !block.containsKey("withdrawn");
        if (isSettled && isRefused(earlier)) {
            int withdrawn = number(earlier.getDocument("withdrawn"), "units");
            if (added != withdrawn) {
                report(id(block), "I6 a refused change did not give back what it withdrew: " + earlier.toJson());
            }
        } else if (added != 0 && number(block, "plan") == number(earlier, "plan")) {
            report(id(block), "I1 a plan changed a block twice: " + earlier.toJson() + " -> " + block.toJson());
        }
    }

    /** I1: from the moment in which a change is granted nothing is on sale, or held, that it does not have. */
    private void checkGranted(BsonDocument decision, Collection<BsonDocument> blocks) {
        if (!decision.getBoolean("granted").getValue()) {
            return;
        }
        for (BsonDocument event : catalogue.documents("events", "events")) {
            BsonDocument proposal = event.getDocument("proposal", new BsonDocument());
            if (number(proposal, "version") == number(decision, "version")
                    && id(decision).equals("change-" + id(event))) {
                Map<String, Integer> left = new HashMap<>();
                for (BsonValue tier : proposal.getDocument("details").getArray("tiers")) {
                    left.put(id(tier.asDocument()), number(tier.asDocument(), "capacity"));
                }
                blocks.stream()
                        .filter(block -> !isAllowance(block))
                        .forEach(block -> left.merge(
                                block.getString("tier").getValue(), -number(block, "capacity"), Integer::sum));
                if (left.values().stream().anyMatch(units -> units < 0)) {
                    report(
                            id(decision),
                            "I1 a change was granted, and there is more than it has: " + proposal.toJson());
                }
            }
        }
    }

    /** Each version of an event has two plans, of which the first is what it proposes. */
    private boolean isRefused(BsonDocument block) {
        int plan = number(block.getDocument("withdrawn"), "plan");
        return database.documents("orders", "changes").stream()
                .anyMatch(decision ->
                        id(decision).equals("change-" + block.getString("event").getValue())
                                && 2 * number(decision, "version") == plan
                                && !decision.getBoolean("granted").getValue());
    }

    private void checkOrder(BsonDocument order, Map<String, BsonDocument> blocks) {
        boolean isAlive = ALIVE.contains(order.getString("status").getValue());
        boolean owes = order.containsKey("owesUnits");
        if (!isAlive && owes) {
            return;
        }
        for (BsonValue value : order.getArray("allocation", NONE)) {
            BsonDocument part = value.asDocument();
            BsonDocument block = blocks.get(part.getString("block").getValue());
            BsonDocument holder = holder(block, id(order));
            if (isAlive && order.containsKey("ended") && isAllowance(block)) {
                continue;
            }
            int left = number(part, "units") - ended(order, part);
            int holds = holder == null ? 0 : number(holder, "units");
            if (isAlive && (owes ? holds < left : holds != left)) {
                reportOrder(order, "does not hold", part, block);
            } else if (!isAlive && holder != null && holder.containsKey("sold") && !isAllowance(block)) {
                reportOrder(order, "is not marked to give back", part, block);
            }
        }
    }

    /** I2: an order that is alive holds what it names and did not give back; one that is over, and not marked, has nothing that is sold. */
    private void reportOrder(BsonDocument order, String what, BsonDocument part, @Nullable BsonDocument block) {
        report(
                id(order),
                "I2 order %s is %s and %s %s: %s"
                        .formatted(
                                id(order),
                                order.getString("status").getValue(),
                                what,
                                part.toJson(),
                                block == null ? "there is no such block" : block.toJson()));
    }

    /** How many units of a part were given back by themselves. */
    private static int ended(BsonDocument order, BsonDocument part) {
        return order.getArray("ended", NONE).stream()
                .map(ended -> ended.asDocument().getDocument("unit"))
                .filter(unit -> unit.getString("block").equals(part.getString("block")))
                .mapToInt(unit -> number(unit, "units"))
                .sum();
    }

    private static @Nullable BsonDocument holder(@Nullable BsonDocument block, String order) {
        BsonDocument holders = block == null ? null : block.getDocument("holders");
        return holders != null && holders.containsKey(order) ? holders.getDocument(order) : null;
    }

    private static boolean isAllowance(@Nullable BsonDocument block) {
        return block != null && id(block).contains(ALLOWANCE);
    }

    private void report(String what, String text) {
        if (reported.add(what)) {
            history.wrong(text);
        }
    }

    private static String id(BsonDocument document) {
        return document.getString("_id").getValue();
    }

    private static int number(BsonDocument document, String field) {
        return document.containsKey(field) ? document.getNumber(field).intValue() : 0;
    }
}
