package io.holdfast.simulation.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Random documents, filters and updates over the same few fields, so that they meet. Left out is what databases are known to differ in, and
 * the services do not use; the simulation does there what MongoDB documents:
 *
 * <ul>
 *   <li>DocumentDB finds two operators for one path only where a document matches. It sorts an empty array as if the field were missing;
 *       lets {@code $all: []} match everything, and {@code $pop} of a missing field create the documents around it; counts documents as
 *       modified by {@code $inc} of 0 and by a {@code $push} or {@code $addToSet} of nothing; makes an equality of one in {@code $all} part of
 *       what is upserted; answers an upsert by {@code findAndModify} that meets an existing id with another code than 11000; adds to
 *       a boolean as if it were a number; and rolls all of an {@code updateMany} back after an error.
 *   <li>The embedded database, beside what its documentation says: a missing field is not {@code $gte} or {@code $lte} null; paths into
 *       arrays match null for elements that are no documents; a path through a value that is no document is ignored in an update instead
 *       of being refused; 0 and 0.0 are not told apart in an update; operators for arrays have error codes of their own; an insert with
 *       errors counts the documents that it refused; what is to be ordered goes on after an error.
 * </ul>
 */
final class RandomDocuments {

    /** How much of MongoDB's semantics a database has. */
    enum Reach {
        /** All that is listed here. */
        WHOLE,
        /** What the embedded database has. */
        COMMON
    }

    private static final List<String> PATHS = List.of(
            "a",
            "b",
            "free",
            "at",
            "n",
            "n.x",
            "n.y",
            "n.x.z",
            "list",
            "list.0",
            "list.x",
            "docs",
            "docs.x",
            "docs.1.x",
            "holders.o1.units",
            "holders.o2",
            "code");

    private static final List<String> UPDATED = List.of(
            "a",
            "b",
            "free",
            "at",
            "n",
            "n.x",
            "n.y",
            "n.x.z",
            "list",
            "list.0",
            "list.2",
            "docs",
            "docs.0.x",
            "m.k",
            "holders.o1",
            "holders.o1.sold",
            "code",
            "a.b");

    /** Fields that the embedded database finds, and changes, as others do. */
    private static final Set<String> COMMON_PATHS =
            Set.of("a", "b", "free", "at", "n", "n.y", "m.k", "holders.o1", "holders.o1.units", "holders.o2", "code");

    /** Fields that are never arrays or documents. */
    private static final List<String> SCALARS = List.of("free", "at", "code", "state");

    private static final List<String> OPERATORS =
            List.of("$set", "$set", "$set", "$unset", "$inc", "$min", "$max", "$setOnInsert");

    private final RandomGenerator random;
    private final boolean whole;

    RandomDocuments(RandomGenerator random, Reach reach) {
        this.random = random;
        this.whole = reach == Reach.WHOLE;
    }

    /** Whether all of MongoDB's semantics may be used. */
    boolean whole() {
        return whole;
    }

    private String path(List<String> paths) {
        String path = pick(paths);
        while (!whole && !COMMON_PATHS.contains(path)) {
            path = pick(paths);
        }
        return path;
    }

    BsonDocument document() {
        BsonDocument document = new BsonDocument("_id", id())
                .append("free", new BsonInt32(random.nextInt(5)))
                .append("state", new BsonString(pick(List.of("NEW", "PAID", "OVER"))));
        if (random.nextBoolean()) {
            document.append("a", value());
        }
        if (random.nextBoolean()) {
            document.append("at", date());
        }
        if (random.nextBoolean()) {
            document.append("n", new BsonDocument("x", scalar()).append("y", scalar()));
        }
        if (random.nextBoolean()) {
            document.append("list", list());
        }
        if (random.nextInt(3) == 0) {
            document.append(
                    "docs", new BsonArray(List.of(new BsonDocument("x", scalar()), new BsonDocument("x", scalar()))));
        }
        if (random.nextInt(3) == 0) {
            document.append("code", new BsonString(pick(List.of("P", "Q", "R", "S"))));
        }
        document.append("holders", random.nextBoolean() ? new BsonDocument("o1", holder()) : new BsonDocument());
        return document;
    }

    private BsonDocument holder() {
        return new BsonDocument("units", new BsonInt32(random.nextInt(1, 3))).append("since", date());
    }

    private BsonString id() {
        return new BsonString("d" + random.nextInt(6));
    }

    /** As an update of a block is guarded. */
    BsonDocument guard() {
        String holder = "holders." + pick(List.of("o1", "o2"));
        BsonDocument guard = new BsonDocument("_id", id());
        return switch (random.nextInt(3)) {
            case 0 ->
                guard.append("free", new BsonDocument("$gte", new BsonInt32(random.nextInt(3))))
                        .append(holder, new BsonDocument("$exists", BsonBoolean.FALSE));
            case 1 ->
                guard.append(holder + ".units", new BsonInt32(random.nextInt(1, 3)))
                        .append(holder + ".sold", new BsonDocument("$exists", BsonBoolean.FALSE));
            default ->
                guard.append(
                                "plan",
                                new BsonDocument("$not", new BsonDocument("$gte", new BsonInt64(random.nextInt(4)))))
                        .append("free", new BsonDocument("$gte", new BsonInt32(random.nextInt(3))));
        };
    }

    BsonDocument holderUpdate() {
        String holder = "holders." + pick(List.of("o1", "o2"));
        int units = random.nextInt(1, 3);
        BsonDocument counts = new BsonDocument("free", new BsonInt32(-units)).append("version", new BsonInt64(1));
        return switch (random.nextInt(4)) {
            case 0 ->
                new BsonDocument("$inc", counts)
                        .append("$set", new BsonDocument(holder, holder()).append("taken", date()));
            case 1 -> new BsonDocument("$set", new BsonDocument(holder + ".sold", BsonBoolean.TRUE));
            case 2 ->
                new BsonDocument("$inc", new BsonDocument("free", new BsonInt32(units)))
                        .append("$unset", new BsonDocument(holder, new BsonString("")));
            default -> new BsonDocument("$set", new BsonDocument("plan", new BsonInt64(random.nextInt(4))));
        };
    }

    /** The filter of one document. */
    BsonDocument withId(BsonDocument filter) {
        BsonDocument withId = new BsonDocument("_id", id());
        filter.remove("_id");
        withId.putAll(filter);
        return withId;
    }

    /** The filter of an upsert: a document that is older, or not there. */
    BsonDocument older() {
        BsonDocument older = new BsonDocument("_id", id());
        return switch (random.nextInt(3)) {
            case 0 -> older;
            case 1 -> older.append("version", new BsonDocument("$lt", new BsonInt64(random.nextInt(3))));
            default -> older.append("state", new BsonString("NEW"));
        };
    }

    BsonDocument filter() {
        BsonDocument filter = new BsonDocument();
        for (int i = random.nextInt(3); i > 0; i--) {
            filter.append(path(PATHS), condition());
        }
        if (random.nextInt(5) == 0) {
            BsonArray alternatives = new BsonArray();
            for (int i = random.nextInt(1, 3); i > 0; i--) {
                alternatives.add(new BsonDocument(path(PATHS), condition()));
            }
            filter.append(pick(List.of("$or", "$and", "$nor")), alternatives);
        }
        if (random.nextInt(6) == 0) {
            filter.append(
                    "_id",
                    new BsonDocument(pick(List.of("$gte", "$gt")), id()).append(pick(List.of("$lt", "$lte")), id()));
        }
        return filter;
    }

    private BsonValue condition() {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> value();
            case 3 -> new BsonDocument("$exists", BsonBoolean.valueOf(random.nextBoolean()));
            case 4 -> new BsonDocument("$ne", value());
            case 5 -> new BsonDocument(pick(List.of("$in", "$nin")), list());
            case 6, 7 -> new BsonDocument(pick(List.of("$gt", "$gte", "$lt", "$lte")), value());
            case 8 -> new BsonDocument("$gte", scalar()).append("$lt", scalar());
            case 9 -> new BsonDocument("$not", new BsonDocument(pick(List.of("$gt", "$gte", "$lt")), scalar()));
            case 10 ->
                random.nextBoolean()
                        ? new BsonDocument("$size", new BsonInt32(random.nextInt(3)))
                        : new BsonDocument("$all", new BsonArray(List.of(scalar(), scalar())));
            default ->
                new BsonDocument(
                        "$elemMatch",
                        random.nextBoolean()
                                ? new BsonDocument("x", scalar())
                                : new BsonDocument("$gte", scalar()).append("$lte", scalar()));
        };
    }

    /** An update without two operators for one path. */
    BsonDocument update() {
        BsonDocument update = new BsonDocument();
        List<String> paths = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            boolean ofList = random.nextInt(3) == 0;
            String path = ofList ? "list" : path(UPDATED);
            String operator = ofList ? listOperator() : pick(OPERATORS);
            if (paths.stream().noneMatch(other -> overlap(other, path))) {
                paths.add(path);
                add(update, path.equals("holders.o1.sold") && operator.equals("$inc") ? "$set" : operator, path);
            }
        }
        return update;
    }

    /** An update that no server may make. */
    BsonDocument conflict() {
        BsonDocument update = new BsonDocument("$set", new BsonDocument("n.x", scalar()));
        return random.nextBoolean()
                ? update.append("$unset", new BsonDocument("n", new BsonString("")))
                : update.append("$inc", new BsonDocument("n.x", number()));
    }

    private static boolean overlap(String path, String other) {
        return (path + ".").startsWith(other + ".") || (other + ".").startsWith(path + ".");
    }

    private BsonValue set(String path) {
        if (path.equals("list")) {
            return list();
        }
        return SCALARS.contains(path) ? scalar() : settable(path);
    }

    /** What has fields that are updated stays a document, except where that is refused as it should be. */
    private BsonValue settable(String path) {
        return !whole && path.startsWith("n") ? new BsonDocument("y", scalar()) : value();
    }

    private String listOperator() {
        return pick(List.of("$push", "$push", "$addToSet", "$pull", "$pop", "$set", "$unset"));
    }

    private void add(BsonDocument update, String operator, String path) {
        BsonValue argument = switch (operator) {
            case "$set" -> set(path);
            case "$unset" -> new BsonString("");
            case "$inc" -> number();
            case "$push" -> pushed();
            case "$addToSet" ->
                random.nextBoolean() ? scalar() : new BsonDocument("$each", new BsonArray(List.of(scalar(), scalar())));
            case "$pull" -> random.nextBoolean() ? scalar() : new BsonDocument("$gte", scalar());
            case "$pop" -> new BsonInt32(random.nextBoolean() ? 1 : -1);
            default -> scalar();
        };
        if (!update.containsKey(operator)) {
            update.append(operator, new BsonDocument());
        }
        update.getDocument(operator).append(path, argument);
    }

    private BsonValue pushed() {
        if (random.nextBoolean()) {
            return scalar();
        }
        BsonDocument pushed = new BsonDocument("$each", new BsonArray(List.of(scalar(), scalar())));
        if (random.nextBoolean()) {
            pushed.append("$position", new BsonInt32(random.nextInt(3)));
        }
        return pushed;
    }

    /** By fields that are never arrays. */
    BsonDocument sort() {
        BsonDocument sort = new BsonDocument(pick(SCALARS), new BsonInt32(random.nextBoolean() ? 1 : -1));
        return sort.append("_id", new BsonInt32(random.nextBoolean() ? 1 : -1));
    }

    BsonDocument projection() {
        BsonInt32 wanted = new BsonInt32(random.nextInt(2));
        List<String> fields = List.of("a", "n.x", "holders", "docs.x", "list", "holders.o1.units");
        BsonDocument projection = new BsonDocument();
        for (int i = random.nextInt(1, 3); i > 0; i--) {
            projection.append(pick(fields), wanted);
        }
        if (projection.containsKey("holders")) {
            projection.remove("holders.o1.units");
        }
        if (random.nextInt(3) == 0) {
            projection.append("_id", new BsonInt32(0));
        }
        return projection;
    }

    private BsonValue value() {
        return switch (random.nextInt(8)) {
            case 0 -> list();
            case 1 -> new BsonDocument("x", scalar());
            default -> scalar();
        };
    }

    private BsonArray list() {
        List<BsonValue> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(random.nextInt(5) == 0 ? new BsonDocument("x", scalar()) : scalar());
        }
        return new BsonArray(elements);
    }

    private BsonValue scalar() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> number();
            case 3 -> new BsonString(pick(List.of("", "a", "b", "P")));
            case 4 -> new BsonString("c");
            case 5 -> whole ? BsonNull.VALUE : new BsonString("d");
            case 6 -> date();
            default -> new BsonInt32(random.nextInt(3));
        };
    }

    private BsonValue number() {
        return switch (random.nextInt(4)) {
            case 0 -> whole ? new BsonInt64(random.nextInt(1, 5)) : new BsonInt32(4);
            case 1 -> whole ? new BsonDouble(random.nextInt(4) / 2.0) : new BsonInt32(2);
            default -> new BsonInt32(random.nextInt(1, 4));
        };
    }

    private BsonDateTime date() {
        return new BsonDateTime(1_790_000_000_000L + random.nextInt(4));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
