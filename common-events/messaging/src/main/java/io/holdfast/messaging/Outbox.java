package io.holdfast.messaging;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import io.holdfast.contracts.Message;
import io.holdfast.contracts.Subjects;
import io.holdfast.telemetry.LogContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The messages of an aggregate, embedded in its document under the field {@code outbox} so that a change and its message are one
 * write:
 *
 * <pre>
 * { entries: { "&lt;version>": {subject, body, at, trace?, sequence?, publishedAt?, inBatch?} }, last?, pendingSince?, lastAt? }
 * </pre>
 *
 * <p>Entries are keyed by version, so marking one is a plain {@code $set}. Spring Data maps this class by its fields;
 * {@link #toDocument()} and {@link #fromDocument(Document)} do the same for users of the raw driver. Not thread-safe.
 */
public final class Outbox {
    static final String FIELD = "outbox";

    static final String PENDING = FIELD + ".pendingSince";

    static final String LAST_AT = FIELD + ".lastAt";

    private Map<String, Entry> entries = new HashMap<>();

    /** Version of the newest entry: the guard of the write that marks the outbox as having nothing pending. */
    private @Nullable Long last;

    private @Nullable Instant pendingSince;

    /** When the newest entry was written; when it was marked, if that was long after. */
    private @Nullable Instant lastAt;

    private Outbox() {}

    /** The index that finds what is pending. Not sparse: in some databases that has an entry for what is not pending, too. */
    static IndexModel pendingIndex() {
        return CollectionIndexes.partial(PENDING, "outbox-pending");
    }

    /** The index that finds what was published in the last hours, and what of it is kept no longer: only that has a time. */
    static IndexModel keptIndex() {
        return CollectionIndexes.partial(LAST_AT, "outbox-kept");
    }

    /**
     * Outboxes by when they were last written, or published long after that; repeats the condition of the index, which would not be used without it.
     *
     * @param comparison {@code $lt} or {@code $gte}
     */
    static Bson lastAt(String comparison, Instant time) {
        return new Document(LAST_AT, new Document("$exists", true).append(comparison, Date.from(time)));
    }

    /** What has been pending since before {@code time}; repeats the condition of the index, which would not be used without it. */
    static Bson pendingSinceBefore(Instant time) {
        return new Document(PENDING, new Document("$exists", true).append("$lt", Date.from(time)));
    }

    /** Matches aggregates without pending messages. */
    public static Bson nothingPending() {
        return Filters.exists(PENDING, false);
    }

    /** An outbox without messages. */
    public static Outbox empty() {
        return new Outbox();
    }

    /** The outbox of a new aggregate. */
    public static Outbox of(Message first, Instant now) {
        return empty().add(first, now);
    }

    /** Adds the message of the aggregate's present change, keyed by its version, and returns this. */
    public Outbox add(Message message, Instant now) {
        entries.put(key(message), Entry.of(message, now));
        last = last == null ? message.version() : Math.max(last, message.version());
        lastAt = now;
        if (pendingSince == null) {
            pendingSince = now;
        }
        return this;
    }

    /** An outbox with these messages and {@code message}; this one stays as it is. */
    public Outbox with(Message message, Instant now) {
        Outbox copy = new Outbox();
        copy.entries = new HashMap<>(entries);
        copy.last = last;
        copy.pendingSince = pendingSince;
        return copy.add(message, now);
    }

    /** An outbox whose messages of these versions are marked; this one stays as it is. */
    Outbox marked(Map<Long, Long> sequences, Instant at) {
        Outbox copy = new Outbox();
        copy.entries = new HashMap<>(entries);
        copy.last = last;
        copy.pendingSince = pendingSince;
        copy.lastAt = lastAt;
        sequences.forEach((version, sequence) ->
                copy.entries.computeIfPresent(Long.toString(version), (_, entry) -> entry.published(sequence, at)));
        return copy;
    }

    /** Leaves publishing what was added so far to the batch that this aggregate is written in; see {@link OutboxBatches}. */
    public void leaveToBatch() {
        entries.replaceAll((version, entry) -> entry.batched());
        pendingSince = null;
    }

    /** Whether this may have unpublished messages that are not left to a batch. */
    public boolean isPending() {
        return pendingSince != null;
    }

    /** As it stands in the aggregate's document. */
    public Document toDocument() {
        Document versions = new Document();
        entries.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> Long.parseLong(entry.getKey())))
                .forEach(entry ->
                        versions.append(entry.getKey(), entry.getValue().toDocument()));
        Document document = new Document("entries", versions);
        append(document, "last", last);
        append(document, "pendingSince", date(pendingSince));
        append(document, "lastAt", date(lastAt));
        return document;
    }

    /**
     * The fields that store what is unpublished of this in a raw guarded update of the aggregate, for its {@code $set}. They are paths below
     * {@code outbox}: what was published when this was read stays as it is in the document, since it may have been published again, and
     * marked anew, since then.
     */
    public Document unpublishedFields() {
        Document fields = new Document();
        entries.forEach((version, entry) -> {
            if (entry.isUnpublished()) {
                fields.append(entryPath(Long.parseLong(version)), entry.toDocument());
            }
        });
        append(fields, FIELD + ".last", last);
        append(fields, PENDING, date(pendingSince));
        append(fields, LAST_AT, date(lastAt));
        return fields;
    }

    /** From an aggregate's document; null stands for an outbox without messages. */
    public static Outbox fromDocument(@Nullable Document document) {
        Outbox outbox = new Outbox();
        if (document == null) {
            return outbox;
        }
        Document versions = document.get("entries", Document.class);
        if (versions != null) {
            versions.forEach((version, entry) -> outbox.entries.put(version, Entry.from((Document) entry)));
        }
        outbox.last = document.get("last") instanceof Number number ? number.longValue() : null;
        outbox.pendingSince = instant(document.get("pendingSince", Date.class));
        outbox.lastAt = instant(document.get("lastAt", Date.class));
        return outbox;
    }

    /**
     * The fields that add {@code message} to an outbox in a raw guarded update, for its {@code $set}. They are paths below
     * {@code outbox}, so that the entries of other writers stay.
     */
    public static Document announcing(Message message, Instant now) {
        return new Document(entryPath(message.version()), Entry.of(message, now).toDocument())
                .append(FIELD + ".last", message.version())
                .append(FIELD + ".pendingSince", Date.from(now))
                .append(FIELD + ".lastAt", Date.from(now));
    }

    /**
     * As {@link #announcing}, in place of all earlier messages: for one that is sent only after its receivers have got those before it. An
     * earlier one that was published, but not marked, would otherwise stay as if it were pending.
     */
    public static Document announcingOnly(Message message, Instant now) {
        Document fields = announcing(message, now);
        Object entry = fields.remove(entryPath(message.version()));
        return fields.append(FIELD + ".entries", new Document(Long.toString(message.version()), entry));
    }

    /** What was not acknowledged yet, oldest version first. */
    List<OutboxMessage> unpublished(String aggregateId) {
        return messages(aggregateId, Entry::isUnpublished);
    }

    /** What was left to the aggregate's batch, oldest version first. */
    List<OutboxMessage> ofBatch(String aggregateId) {
        return messages(aggregateId, Entry::isBatched);
    }

    /**
     * If {@code stream} lost anything of this: that and what was not acknowledged yet, oldest version first. Empty if it
     * lost nothing.
     *
     * @param lost whether an entry that was acknowledged at this sequence and time is lost
     */
    List<OutboxMessage> lost(String aggregateId, String stream, BiPredicate<Long, Instant> lost) {
        Predicate<Entry> isLost = entry -> entry.sequence() != null
                && entry.subject().startsWith(stream + ".")
                && lost.test(entry.sequence(), entry.publishedAt() == null ? entry.at() : entry.publishedAt());
        return entries.values().stream().anyMatch(isLost)
                ? messages(aggregateId, isLost.or(Entry::isUnpublished))
                : List.of();
    }

    /** The version of the newest entry; -1 if there is none. */
    long last() {
        if (last != null) {
            return last;
        }
        return entries.keySet().stream().mapToLong(Long::parseLong).max().orElse(-1);
    }

    /** The latest time with which one of these messages is marked; {@link Instant#EPOCH} if none is. */
    Instant markedAt(List<OutboxMessage> messages) {
        return messages.stream()
                .map(message -> entries.get(Long.toString(message.version())))
                .filter(entry -> entry != null && entry.publishedAt() != null)
                .map(Entry::publishedAt)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    /** Versions acknowledged before {@code cutoff}: kept long enough. */
    List<Long> publishedBefore(Instant cutoff) {
        List<Long> versions = new ArrayList<>();
        entries.forEach((version, entry) -> {
            if (entry.publishedAt() != null && entry.publishedAt().isBefore(cutoff)) {
                versions.add(Long.parseLong(version));
            }
        });
        return versions;
    }

    static String entryPath(long version) {
        return FIELD + ".entries." + version;
    }

    private List<OutboxMessage> messages(String aggregateId, Predicate<Entry> which) {
        List<OutboxMessage> found = new ArrayList<>(1);
        entries.forEach((version, entry) -> {
            if (which.test(entry)) {
                found.add(new OutboxMessage(
                        aggregateId,
                        Long.parseLong(version),
                        entry.subject(),
                        entry.body(),
                        entry.at(),
                        entry.trace()));
            }
        });
        if (found.size() > 1) {
            found.sort(Comparator.comparingLong(OutboxMessage::version));
        }
        return found;
    }

    private static String key(Message message) {
        return Long.toString(message.version());
    }

    private static void append(Document document, String field, @Nullable Object value) {
        if (value != null) {
            document.append(field, value);
        }
    }

    private static @Nullable Date date(@Nullable Instant instant) {
        return instant == null ? null : Date.from(instant);
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    /**
     * One message.
     *
     * @param body the message as JSON, kept as it was written so that it is republished without a change
     * @param trace W3C {@code traceparent} of the request that caused it; null for none
     * @param sequence its sequence in the stream, or a higher one; null while it is unpublished
     * @param publishedAt when it was marked; null while it is unpublished
     * @param inBatch true if the aggregate's batch is marked instead of this entry
     */
    record Entry(
            String subject,
            String body,
            Instant at,
            @Nullable String trace,
            @Nullable Long sequence,
            @Nullable Instant publishedAt,
            @Nullable Boolean inBatch) {
        static Entry of(Message message, Instant now) {
            return new Entry(
                    Subjects.of(message),
                    MessageJson.writeString(message),
                    now,
                    LogContext.traceparent(),
                    null,
                    null,
                    null);
        }

        static Entry from(Document document) {
            Object sequence = document.get("sequence");
            Instant at = instant(document.get("at", Date.class));
            return new Entry(
                    document.getString("subject"),
                    document.getString("body"),
                    at == null ? Instant.EPOCH : at,
                    document.getString("trace"),
                    sequence instanceof Number number ? number.longValue() : null,
                    instant(document.get("publishedAt", Date.class)),
                    document.getBoolean("inBatch"));
        }

        Entry batched() {
            return new Entry(subject, body, at, trace, sequence, publishedAt, true);
        }

        Entry published(long acknowledgedAs, Instant now) {
            return new Entry(subject, body, at, trace, acknowledgedAs, now, inBatch);
        }

        boolean isBatched() {
            return Boolean.TRUE.equals(inBatch);
        }

        boolean isUnpublished() {
            return sequence == null && !isBatched();
        }

        Document toDocument() {
            Document document =
                    new Document("subject", subject).append("body", body).append("at", Date.from(at));
            append(document, "trace", trace);
            append(document, "sequence", sequence);
            append(document, "publishedAt", date(publishedAt));
            append(document, "inBatch", inBatch);
            return document;
        }
    }
}
