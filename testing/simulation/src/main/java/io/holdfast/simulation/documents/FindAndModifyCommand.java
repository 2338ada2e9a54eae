package io.holdfast.simulation.documents;

import java.util.List;
import java.util.function.Supplier;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** {@code findAndModify}: changes one document and answers with it as it was before or is after that. */
final class FindAndModifyCommand implements Command {

    private final StoredCollection collection;
    private final BsonDocument command;
    private final Supplier<BsonDateTime> clock;
    private final BsonDocument outcome = new BsonDocument();
    private BsonValue value = BsonNull.VALUE;
    private boolean done;

    FindAndModifyCommand(StoredCollection collection, BsonDocument command, Supplier<BsonDateTime> clock) {
        this.collection = collection;
        this.command = command;
        this.clock = clock;
        WriteCommand.refuse(command, "arrayFilters", "collation");
    }

    @Override
    public boolean step() {
        if (done) {
            return false;
        }
        done = true;
        BsonDocument filter = command.getDocument("query", new BsonDocument());
        BsonDocument found = first(filter);
        if (isOn("remove")) {
            remove(found);
        } else {
            update(Update.of(Bson.required(command, "update")), filter, found);
        }
        return true;
    }

    private @Nullable BsonDocument first(BsonDocument filter) {
        List<BsonDocument> matching =
                collection.matching(filter).stream().map(collection::find).toList();
        BsonDocument sort = command.getDocument("sort", new BsonDocument());
        return matching.stream().min(new SortKey(sort)).orElse(null);
    }

    private void remove(@Nullable BsonDocument found) {
        outcome.append("n", new BsonInt32(found == null ? 0 : 1));
        if (found != null) {
            collection.delete(Bson.id(found));
            value = projected(found);
        }
    }

    private void update(Update update, BsonDocument filter, @Nullable BsonDocument found) {
        BsonDocument after;
        if (found != null) {
            BsonDocument changed = update.apply(found, false, clock.get());
            if (changed != null) {
                collection.replace(changed);
            }
            after = changed == null ? found : changed;
        } else if (isOn("upsert")) {
            after = update.insertion(filter, clock.get());
            if (!after.containsKey("_id")) {
                BsonDocument withId = new BsonDocument("_id", new BsonObjectId(new ObjectId()));
                withId.putAll(after);
                after = withId;
            }
            collection.insert(after);
            outcome.append("upserted", Bson.id(after));
        } else {
            after = null;
        }
        outcome.append("n", new BsonInt32(after == null ? 0 : 1))
                .append("updatedExisting", BsonBoolean.valueOf(found != null));
        value = projected(isOn("new") ? after : found);
    }

    private BsonValue projected(@Nullable BsonDocument document) {
        BsonDocument fields = command.getDocument("fields", new BsonDocument());
        if (document == null) {
            return BsonNull.VALUE;
        }
        return fields.isEmpty() ? document : Projection.of(fields).apply(document);
    }

    private boolean isOn(String option) {
        return command.getBoolean(option, BsonBoolean.FALSE).getValue();
    }

    @Override
    public BsonDocument reply() {
        return new BsonDocument("lastErrorObject", outcome).append("value", value);
    }
}
