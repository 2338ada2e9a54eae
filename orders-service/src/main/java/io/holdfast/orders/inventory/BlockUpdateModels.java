package io.holdfast.orders.inventory;

import com.mongodb.client.model.UpdateOneModel;
import java.util.Date;
import org.bson.Document;

/** The guarded updates of blocks as the database takes them: the filter is the guard. */
final class BlockUpdateModels {

    private BlockUpdateModels() {}

    static UpdateOneModel<Document> of(BlockUpdate update) {
        return switch (update) {
            case BlockUpdate.Hold hold -> hold(hold);
            case BlockUpdate.Count count -> count(count);
            case BlockUpdate.Adopt adopt -> adopt(adopt);
            case BlockUpdate.Sell sell -> sell(sell);
            case BlockUpdate.Release release -> release(release);
            case BlockUpdate.GiveBack part -> giveBack(part);
        };
    }

    private static UpdateOneModel<Document> hold(BlockUpdate.Hold hold) {
        Document guard = new Document("_id", hold.blockId());
        Date since = Date.from(hold.since());
        Document set = new Document();
        for (OrderUnits change : hold.changes()) {
            Document holder = new Document("units", change.units()).append("since", since);
            if (hold.repeatable().contains(change.orderId())) {
                guard.append(holder(change), new Document("$exists", false));
                holder.append("attempt", hold.attempt());
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
        int units = hold.units();
        Integer mostHeld = hold.mostHeld();
        if (mostHeld == null) {
            guard.append("free", new Document("$gte", units + hold.floor()));
        } else {
            guard.append("held", new Document("$lte", mostHeld - units));
        }
        return new UpdateOneModel<>(
                guard,
                counts(-units, units, 0)
                        .append("$set", set)
                        .append("$max", new Document("taken", since))
                        .append("$min", new Document("oldest", since)));
    }

    private static UpdateOneModel<Document> count(BlockUpdate.Count count) {
        Document guard = new Document("_id", count.blockId());
        Document set = new Document();
        for (OrderUnits change : count.changes()) {
            guard.append(holder(change), new Document("$exists", false));
            set.append(holder(change), new Document("units", change.units()).append("since", Date.from(count.since())));
        }
        int units = count.units();
        return new UpdateOneModel<>(guard, counts(-units, units, 0).append("$set", set));
    }

    private static UpdateOneModel<Document> adopt(BlockUpdate.Adopt adopt) {
        Document guard = holding(adopt, false);
        Document set = new Document();
        for (OrderUnits change : adopt.changes()) {
            guard.append(attempt(change), adopt.from() == 0 ? new Document("$exists", false) : adopt.from());
            set.append(attempt(change), adopt.to());
        }
        return new UpdateOneModel<>(guard, counts(0, 0, 0).append("$set", set));
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
        Document guard = holding(release, sold);
        for (OrderUnits change : release.changes()) {
            Long attempt = release.attempts().get(change.orderId());
            if (attempt != null) {
                guard.append(attempt(change), attempt);
            }
        }
        return new UpdateOneModel<>(
                guard, counts(units, sold ? 0 : -units, sold ? -units : 0).append("$unset", unset));
    }

    private static UpdateOneModel<Document> giveBack(BlockUpdate.GiveBack part) {
        OrderUnits given = part.given();
        Document set = new Document(holder(given) + ".units", part.left().units());
        Document changes = counts(given.units(), part.sold() ? 0 : -given.units(), part.sold() ? -given.units() : 0);
        if (!given.seats().isEmpty()) {
            set.append(holder(given) + ".seats", part.left().seats());
            Document unset = new Document();
            given.seats().forEach(seat -> unset.append("seats." + seat, ""));
            changes.append("$unset", unset);
        }
        return new UpdateOneModel<>(holding(part, part.sold()), changes.append("$set", set));
    }

    /** A guard that is true if each order has exactly these units of the block. */
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

    private static String attempt(OrderUnits change) {
        return holder(change) + ".attempt";
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
