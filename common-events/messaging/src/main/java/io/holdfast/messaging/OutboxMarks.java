package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOneModel;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Marks entries in the outboxes of a collection that were published, with as few updates as possible. */
final class OutboxMarks {

    /** Fewer are marked one by one, in one bulk with others. */
    private static final int SMALLEST_GROUP = 4;

    private final MongoCollection<Document> collection;
    private final Clock clock;

    OutboxMarks(MongoCollection<Document> collection, Clock clock) {
        this.collection = collection;
        this.clock = clock;
    }

    /**
     * Marks what was acknowledged; what was not stays pending.
     *
     * @param sentAt what was marked later than this, and than it was when it was read, was sent again since, and keeps that mark
     */
    void mark(List<PublishResult> results, Instant sentAt) {
        Instant time = clock.instant();
        Map<Kind, Group> groups = new HashMap<>();
        List<PublishResult> singles = new ArrayList<>();
        for (PublishResult result : results) {
            if (result.sequences().isEmpty()) {
                continue;
            }
            OutboxItem item = result.item();
            Set<Long> versions = result.sequences().keySet();
            if (result.isComplete()
                    && item.old().isEmpty()
                    && versions.contains(item.last())
                    && !item.markedAt().isAfter(sentAt)) {
                groups.computeIfAbsent(
                                new Kind(Set.copyOf(versions), item.isDelayed(time)), _ -> new Group(item.last()))
                        .add(result);
            } else {
                singles.add(result);
            }
        }
        Date now = Date.from(time);
        long expected =
                results.stream().filter(result -> !result.sequences().isEmpty()).count();
        long matched = write(groups, singles, sentAt, now, true);
        if (matched < expected) {
            singles.removeIf(result -> !result.isComplete());
            matched += write(groups, singles, sentAt, now, false);
        }
        if (matched < expected) {
            markAgain(results, sentAt, now);
        }
    }

    /**
     * Marks anew, each by itself, what was sent once more together with what has a newer mark by now: that keeps its mark, and must not keep
     * the others from theirs, or they would be looked for at an earlier place in the stream than they are at. What has no mark yet is left to
     * the sweep, which settles it.
     */
    private void markAgain(List<PublishResult> results, Instant sentAt, Date now) {
        List<UpdateOneModel<Document>> updates = new ArrayList<>();
        for (PublishResult result : results) {
            if (result.sequences().size() > 1) {
                result.sequences().forEach((version, sequence) -> {
                    Document marked = guard(
                                    null, List.of(version), result.item().unlessMarkedAfter(sentAt), false)
                            .append(Outbox.entryPath(version) + ".sequence", new Document("$exists", true));
                    Document set = new Document();
                    putMark(set, version, sequence, now);
                    updates.add(new UpdateOneModel<>(
                            withId(result.item().id(), marked), update(set, List.of(), false, null)));
                });
            }
        }
        SortedBulkWrites.update(collection, updates);
    }

    /**
     * Aggregates that are in the same phase publish the same versions: one update marks them, with the highest of their sequences. For most of them it is
     * too high, so that an entry may be published again without need, but none is missed.
     *
     * @param settled true to mark those without a newer entry, and to record that nothing of them is pending; false to mark the
     *     others
     * @return how many were marked
     */
    private long write(
            Map<Kind, Group> groups, List<PublishResult> singles, Instant sentAt, Date now, boolean settled) {
        List<UpdateOneModel<Document>> updates = new ArrayList<>();
        long matched = 0;
        for (Map.Entry<Kind, Group> entry : groups.entrySet()) {
            Set<Long> versions = entry.getKey().versions;
            Group group = entry.getValue();
            Document set = new Document();
            versions.forEach(version -> putMark(set, version, group.sequence, now));
            Document guard = guard(group.last, versions, sentAt, settled);
            Document update = update(set, List.of(), settled, entry.getKey().delayed ? now : null);
            if (group.ids.size() < SMALLEST_GROUP) {
                group.ids.forEach(id -> updates.add(new UpdateOneModel<>(withId(id, guard), update)));
            } else {
                // Not in one bulk with the others, which would have to be in the order of the ids.
                matched += SortedBulkWrites.updateAll(collection, group.ids, guard, update);
            }
        }
        for (PublishResult result : singles) {
            updates.add(single(result, sentAt, now, settled));
        }
        return matched + SortedBulkWrites.update(collection, updates);
    }

    private static UpdateOneModel<Document> single(PublishResult result, Instant sentAt, Date now, boolean settled) {
        boolean settles = settled && result.isComplete();
        Document set = new Document();
        result.sequences().forEach((version, sequence) -> putMark(set, version, sequence, now));
        Set<Long> versions = result.sequences().keySet();
        Instant unlessAfter = result.item().unlessMarkedAfter(sentAt);
        Document guard = settles || !settled
                ? guard(result.item().last(), versions, unlessAfter, settles)
                : guard(null, versions, unlessAfter, false);
        return new UpdateOneModel<>(
                withId(result.item().id(), guard),
                update(set, result.item().old(), settles, result.item().isDelayed(now.toInstant()) ? now : null));
    }

    /** One flat document: the embedded database does not find an {@code _id} inside an {@code $and}, and scans. */
    private static Document withId(String id, Document guard) {
        Document withId = new Document("_id", id);
        withId.putAll(guard);
        return withId;
    }

    static Document guard(@Nullable Long last, Collection<Long> versions, Instant sentAt, boolean settled) {
        Document guard = new Document();
        if (last != null) {
            guard.append(Outbox.FIELD + ".last", settled ? last : new Document("$ne", last));
        }
        // Without it a mark would restore a part of an entry that was trimmed.
        versions.forEach(version -> guard.append(Outbox.entryPath(version), new Document("$exists", true))
                .append(
                        Outbox.entryPath(version) + ".publishedAt",
                        new Document("$not", new Document("$gt", Date.from(sentAt)))));
        return guard;
    }

    /** @param delayed when what was written long before was published; null if it was published soon */
    private static Document update(Document set, List<Long> old, boolean settled, @Nullable Date delayed) {
        Document unset = new Document();
        old.forEach(version -> unset.append(Outbox.entryPath(version), ""));
        if (settled) {
            unset.append(Outbox.FIELD + ".pendingSince", "");
        }
        Document update = new Document("$set", set);
        if (delayed != null) {
            // What was published lately is looked for by this, and what was not is trimmed by it.
            update.append("$max", new Document(Outbox.LAST_AT, delayed));
        }
        return unset.isEmpty() ? update : update.append("$unset", unset);
    }

    static void putMark(Document set, long version, long sequence, Date now) {
        set.append(Outbox.entryPath(version) + ".sequence", sequence)
                .append(Outbox.entryPath(version) + ".publishedAt", now);
    }

    /** What one update marks. */
    private record Kind(Set<Long> versions, boolean delayed) {}

    private static final class Group {
        private final List<String> ids = new ArrayList<>();
        private final long last;
        private long sequence;

        /** @param last the newest version of each of them */
        Group(long last) {
            this.last = last;
        }

        void add(PublishResult result) {
            ids.add(result.item().id());
            sequence = Math.max(sequence, result.sequence());
        }
    }
}
