package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Makes guarded updates of many threads together, as {@link GroupedUpdates} does with repeatable ones, and tells each caller exactly whether
 * its own was made. So a collection has one such writer in a process.
 *
 * <p>A bulk write reports how many of its guards matched, not which. So each update leaves a mark in its document, the field
 * {@value #MARK}, by which it is found afterwards if not all have matched.
 */
public final class GuardedUpdates {

    /** Tells which update was the last in a document. */
    static final String MARK = "updatedBy";

    private static final int MAX_GROUP = 256;

    private record Update(Document filter, Document update, String mark) {

        String id() {
            return filter.getString("_id");
        }
    }

    private final MongoCollection<Document> collection;
    private final GroupedWork<Update, Boolean> work;
    private final String process = Ids.random();
    private final AtomicLong count = new AtomicLong();

    public GuardedUpdates(MongoCollection<Document> collection) {
        this.collection = collection;
        this.work = new GroupedWork<>(
                "updates-" + collection.getNamespace().getCollectionName(), MAX_GROUP, this::updateAll);
    }

    /**
     * Returns when the update is durably stored, or its guard was found false.
     *
     * @param filter with the {@code _id}, a text, and a guard that is false once the update is made
     * @param update with a {@code $set}, to which the mark is added
     * @return whether it was made; false also if it was made and another write of this kind followed before anyone looked, so that the
     *     document has changed since it was read in either case
     * @throws com.mongodb.MongoException when it is not known whether it was made
     */
    public boolean update(Document filter, Document update) {
        Update mine = marked(filter, update);
        try {
            return work.add(mine).join();
        } catch (CompletionException e) {
            // Another update of the group may be the cause. If this one was made nevertheless, its guard is false now.
            return updateAll(List.of(mine)).getFirst();
        }
    }

    /**
     * Makes updates of several documents together, each as {@link #update} does.
     *
     * @return which of them were made, in their order
     * @throws com.mongodb.MongoException when it is not known which of them were made
     */
    public List<Boolean> updateEach(List<UpdateOneModel<Document>> updates) {
        return updateAll(updates.stream().map(this::marked).toList());
    }

    private Update marked(UpdateOneModel<Document> model) {
        return marked((Document) model.getFilter(), (Document) Objects.requireNonNull(model.getUpdate()));
    }

    private Update marked(Document filter, Document update) {
        String mark = process + "-" + count.incrementAndGet();
        Document set = new Document(update.get("$set", Document.class)).append(MARK, mark);
        return new Update(filter, new Document(update).append("$set", set), mark);
    }

    private List<Boolean> updateAll(List<Update> updates) {
        List<UpdateOneModel<Document>> models = updates.stream()
                .map(each -> new UpdateOneModel<Document>(each.filter, each.update))
                .toList();
        if (SortedBulkWrites.update(collection, models) == updates.size()) {
            return Collections.nCopies(updates.size(), true);
        }
        Map<String, @Nullable String> marks = new HashMap<>();
        collection
                .find(Filters.in(
                        "_id", updates.stream().map(Update::id).distinct().toList()))
                .projection(Projections.include(MARK))
                .batchSize(updates.size() + 1)
                .forEach(document -> marks.put(document.getString("_id"), document.getString(MARK)));
        return updates.stream()
                .map(each -> Objects.equals(marks.get(each.id()), each.mark))
                .toList();
    }
}
