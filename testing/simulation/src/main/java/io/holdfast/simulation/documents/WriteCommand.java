package io.holdfast.simulation.documents;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * {@code insert}, {@code update} and {@code delete}: a list of statements. One that fails is listed in the answer; those after it are
 * carried out only if they need not be in order.
 */
final class WriteCommand implements Command {

    private final StoredCollection collection;
    private final String name;
    private final List<BsonDocument> statements;
    private final boolean ordered;
    private final Supplier<BsonDateTime> clock;
    private final BsonArray errors = new BsonArray();
    private final BsonArray upserted = new BsonArray();

    /** The documents that the present statement has yet to look at; null before it has begun. */
    private @Nullable Queue<BsonValue> left;

    private int at;
    private int matched;
    private int modified;

    WriteCommand(StoredCollection collection, BsonDocument command, Supplier<BsonDateTime> clock) {
        this.collection = collection;
        this.name = command.getFirstKey();
        this.statements = command
                .getArray(
                        switch (name) {
                            case "insert" -> "documents";
                            case "update" -> "updates";
                            default -> "deletes";
                        })
                .stream()
                .map(BsonValue::asDocument)
                .toList();
        this.ordered = command.getBoolean("ordered", BsonBoolean.TRUE).getValue();
        this.clock = clock;
    }

    @Override
    public boolean step() {
        while (at < statements.size()) {
            try {
                boolean changed = changeNext(statements.get(at));
                if (left == null || left.isEmpty()) {
                    next();
                }
                if (changed) {
                    return true;
                }
            } catch (ServerError e) {
                errors.add(e.toWriteError(at));
                next();
                if (ordered) {
                    at = statements.size();
                }
                return true;
            }
        }
        return false;
    }

    private void next() {
        at++;
        left = null;
    }

    private boolean changeNext(BsonDocument statement) {
        return switch (name) {
            case "insert" -> insert(statement);
            case "update" -> update(statement);
            default -> delete(statement);
        };
    }

    private boolean insert(BsonDocument document) {
        collection.insert(withIdFirst(document));
        matched++;
        return true;
    }

    private static BsonDocument withIdFirst(BsonDocument document) {
        BsonDocument result = new BsonDocument(document.size() + 1);
        result.put("_id", document.get("_id", new BsonObjectId(new ObjectId())));
        result.putAll(document);
        return result;
    }

    private boolean update(BsonDocument statement) {
        refuse(statement, "arrayFilters", "collation", "c");
        BsonDocument filter = statement.getDocument("q");
        Update update = Update.of(Bson.required(statement, "u"));
        boolean begun = left != null;
        BsonValue id = nextMatching(filter, isOn(statement, "multi"));
        if (id == null) {
            return !begun && isOn(statement, "upsert") && upsert(update, filter);
        }
        BsonDocument before = collection.find(id);
        BsonDocument after = before == null ? null : update.apply(before, false, clock.get());
        if (after != null) {
            collection.replace(after);
        }
        matched++;
        if (after == null) {
            return false;
        }
        modified++;
        return true;
    }

    private boolean upsert(Update update, BsonDocument filter) {
        BsonDocument inserted = withIdFirst(update.insertion(filter, clock.get()));
        collection.insert(inserted);
        matched++;
        upserted.add(new BsonDocument("index", new BsonInt32(at)).append("_id", Bson.id(inserted)));
        return true;
    }

    private boolean delete(BsonDocument statement) {
        refuse(statement, "collation");
        BsonValue id = nextMatching(
                statement.getDocument("q"), statement.getNumber("limit").intValue() == 0);
        if (id == null) {
            return false;
        }
        collection.delete(id);
        matched++;
        return true;
    }

    /** What matched at first and still does: a statement about many documents is not atomic. */
    private @Nullable BsonValue nextMatching(BsonDocument filter, boolean multi) {
        if (left == null) {
            List<BsonValue> matching = collection.matching(filter);
            left = new ArrayDeque<>(multi || matching.isEmpty() ? matching : matching.subList(0, 1));
            return left.poll();
        }
        Filter compiled = Filter.of(filter);
        BsonValue id;
        do {
            id = left.poll();
        } while (id != null && !matches(compiled, collection.find(id)));
        return id;
    }

    private static boolean matches(Filter filter, @Nullable BsonDocument document) {
        return document != null && filter.matches(document);
    }

    static void refuse(BsonDocument statement, String... fields) {
        for (String field : fields) {
            if (statement.containsKey(field)) {
                throw new UnsupportedOperationException("A write with " + field);
            }
        }
    }

    private static boolean isOn(BsonDocument statement, String option) {
        return statement.getBoolean(option, BsonBoolean.FALSE).getValue();
    }

    @Override
    public BsonDocument reply() {
        BsonDocument reply = new BsonDocument("n", new BsonInt32(matched));
        if (name.equals("update")) {
            reply.append("nModified", new BsonInt32(modified));
        }
        if (!upserted.isEmpty()) {
            reply.append("upserted", upserted);
        }
        if (!errors.isEmpty()) {
            reply.append("writeErrors", errors);
        }
        return reply;
    }
}
