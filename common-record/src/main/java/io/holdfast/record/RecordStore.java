package io.holdfast.record;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.SortedBulkWrites;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * The record in the service's database. Entries are added, and deleted once they are old; nothing changes one but the erasure of a person.
 *
 * <pre>{ _id, at, kind, role, actor, accounts: [], event, address, device, details }</pre>
 *
 * {@code _id} is derived from the fact, so that there is one entry for each.
 */
final class RecordStore {

    static final String COLLECTION = "record";

    private static final String AT = "at";
    private static final String ACCOUNTS = "accounts";
    private static final String EVENT = "event";

    private final MongoDatabaseFactory database;
    private final GroupedInserts inserts;

    RecordStore(MongoDatabaseFactory database) {
        this.database = database;
        this.inserts = new GroupedInserts(collection());
    }

    static CollectionIndexes indexes() {
        return CollectionIndexes.of(
                COLLECTION,
                new IndexModel(Indexes.descending(AT, "_id"), new IndexOptions().name("by-time")),
                new IndexModel(
                        Indexes.compoundIndex(Indexes.ascending(ACCOUNTS), Indexes.descending(AT, "_id")),
                        new IndexOptions().name("by-account")),
                CollectionIndexes.partial(
                        Indexes.compoundIndex(Indexes.ascending(EVENT), Indexes.descending(AT, "_id")),
                        EVENT,
                        "by-event"));
    }

    /** Returns when the entry, or one about the same fact, is stored. Entries of many threads are stored together. */
    void insert(Entry entry, Origin origin, Instant now) {
        Document document = new Document("_id", Ids.derived("record", entry.fact()))
                .append(AT, Date.from(now))
                .append("kind", entry.kind())
                .append("role", entry.role().name())
                .append(ACCOUNTS, entry.accounts().stream().sorted().toList())
                .append("details", new Document(new TreeMap<>(entry.details())));
        append(document, "actor", entry.actor());
        append(document, EVENT, entry.event());
        append(document, "address", origin.address());
        append(document, "device", origin.device());
        inserts.insert(document);
    }

    /** At most {@code limit} entries, the newest first, from the beginning if {@code after} is null. */
    List<RecordEntry> find(RecordQuery which, int limit, @Nullable RecordCursor after) {
        List<Bson> filters = new ArrayList<>();
        if (which.account() != null) {
            filters.add(Filters.eq(ACCOUNTS, which.account()));
        }
        if (which.event() != null) {
            filters.add(CollectionIndexes.indexed(EVENT, "$eq", which.event()));
        }
        if (after != null) {
            Date at = Date.from(after.at());
            filters.add(Filters.lte(AT, at));
            filters.add(Filters.or(Filters.lt(AT, at), Filters.lt("_id", after.id())));
        }
        return collection()
                .find(filters.isEmpty() ? new Document() : Filters.and(filters))
                .sort(Sorts.descending(AT, "_id"))
                .limit(limit)
                .map(RecordStore::read)
                .into(new ArrayList<>());
    }

    /** Forgets entries from before {@code before}, with one command. True if there may be more. */
    boolean deleteOlder(Instant before) {
        return SortedBulkWrites.deleteSome(collection(), Filters.lt(AT, Date.from(before)));
    }

    /**
     * Removes from the entries of an account where it was used and with what, and from their details what was typed. That something was
     * done by an account stays.
     */
    void erase(String account) {
        SortedBulkWrites.updateFound(
                collection(),
                Filters.and(
                        Filters.eq(ACCOUNTS, account),
                        Filters.or(
                                Filters.exists("address"),
                                Filters.exists("device"),
                                Filters.ne("details", new Document()))),
                new Document("$unset", new Document("address", "").append("device", ""))
                        .append("$set", new Document("details", new Document())));
    }

    private MongoCollection<Document> collection() {
        return database.getMongoDatabase().getCollection(COLLECTION);
    }

    private static void append(Document document, String field, @Nullable String value) {
        if (value != null) {
            document.append(field, value);
        }
    }

    private static RecordEntry read(Document document) {
        Map<String, String> details = new TreeMap<>();
        document.get("details", new Document()).forEach((name, value) -> details.put(name, String.valueOf(value)));
        return new RecordEntry(
                document.getString("_id"),
                Objects.requireNonNull((@Nullable Date) document.getDate(AT)).toInstant(),
                document.getString("kind"),
                Role.valueOf(document.getString("role")),
                document.getString("actor"),
                document.getString(EVENT),
                document.getString("address"),
                document.getString("device"),
                details);
    }
}
