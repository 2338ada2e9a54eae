package io.holdfast.messaging;

import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Marks entries in the outboxes of a collection that were published, with as few updates as possible. */
final class OutboxMarks {

    private final MongoCollection<Document> collection;
    private final Clock clock;

    OutboxMarks(MongoCollection<Document> collection, Clock clock) {
        this.collection = collection;
        this.clock = clock;
    }

    /** Marks what was acknowledged; what was not stays pending. */
    void mark(List<PublishResult> results) {
        Map<Long, Group> groups = new HashMap<>();
        List<PublishResult> singles = new ArrayList<>();
        for (PublishResult result : results) {
            if (result.sequences().isEmpty()) {
                continue;
            }
            OutboxItem item = result.item();
            if (result.isComplete()
                    && result.sequences().size() == 1
                    && item.old().isEmpty()) {
                long version = item.messages().getFirst().version();
                if (version == item.last()) {
                    groups.computeIfAbsent(version, key -> new Group()).add(result);
                    continue;
                }
            }
            singles.add(result);
        }
        write(groups, singles, Date.from(clock.instant()), true);
    }

    /**
     * New aggregates all publish the same version: one update marks them, with the highest of their sequences. For most of them it is
     * too high, so that an entry may be published again without need, but none is missed.
     *
     * @param settled true to mark those without a newer entry, and to record that nothing of them is pending; false to mark the
     *     others
     */
    private void write(Map<Long, Group> groups, List<PublishResult> singles, Date now, boolean settled) {
        List<WriteModel<Document>> updates = new ArrayList<>();
        int expected = 0;
        for (Map.Entry<Long, Group> entry : groups.entrySet()) {
            long version = entry.getKey();
            Group group = entry.getValue();
            Document set = new Document();
            putMark(set, version, group.sequence, now);
            updates.add(new UpdateManyModel<>(
                    guard(new Document("$in", group.ids), version, List.of(version), settled),
                    update(set, List.of(), settled)));
            expected += group.ids.size();
        }
        for (PublishResult result : singles) {
            boolean settles = settled && result.isComplete();
            Document set = new Document();
            result.sequences().forEach((version, sequence) -> putMark(set, version, sequence, now));
            String one = result.item().id();
            updates.add(new UpdateOneModel<>(
                    settles || !settled
                            ? guard(
                                    one,
                                    result.item().last(),
                                    result.sequences().keySet(),
                                    settles)
                            : guard(one, null, result.sequences().keySet(), false),
                    update(set, result.item().old(), settles)));
            expected++;
        }
        if (updates.isEmpty()) {
            return;
        }
        BulkWriteResult done = collection.bulkWrite(updates, new BulkWriteOptions().ordered(false));
        if (settled && done.getMatchedCount() < expected) {
            write(groups, singles, now, false);
        }
    }

    /** One flat document: the embedded database does not find an {@code _id} inside an {@code $and}, and scans. */
    private static Document guard(Object which, @Nullable Long last, Collection<Long> versions, boolean settled) {
        Document guard = new Document("_id", which);
        if (last != null) {
            guard.append(Outbox.FIELD + ".last", settled ? last : new Document("$ne", last));
        }
        // Without it a mark would restore a part of an entry that was trimmed.
        versions.forEach(version -> guard.append(Outbox.entryPath(version), new Document("$exists", true)));
        return guard;
    }

    private static Document update(Document set, List<Long> old, boolean settled) {
        Document unset = new Document();
        old.forEach(version -> unset.append(Outbox.entryPath(version), ""));
        if (settled) {
            unset.append(Outbox.FIELD + ".pendingSince", "");
        }
        Document update = new Document("$set", set);
        return unset.isEmpty() ? update : update.append("$unset", unset);
    }

    private static void putMark(Document set, long version, long sequence, Date now) {
        set.append(Outbox.entryPath(version) + ".sequence", sequence)
                .append(Outbox.entryPath(version) + ".publishedAt", now);
    }

    private static final class Group {
        private final List<String> ids = new ArrayList<>();
        private long sequence;

        void add(PublishResult result) {
            ids.add(result.item().id());
            sequence = Math.max(sequence, result.sequence());
        }
    }
}
