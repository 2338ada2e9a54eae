package io.holdfast.simulation.documents;

import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/**
 * A MongoDB server in memory, for any number of clients. Each client is the real driver: only the connection ends here, so that filters,
 * updates and answers are encoded, decoded and turned into exceptions as they are with any server. What this server does not know it
 * refuses with an {@link UnsupportedOperationException}.
 *
 * <p>It is deterministic: documents are found in the order of their ids, and time is what {@code clock} tells. Indexes make nothing
 * faster, except the one of the ids; unique ones forbid what they should.
 */
public final class SimulatedDatabase {

    private final InstantSource clock;
    private final Map<Long, Cursor> cursors = new HashMap<>();
    private Map<String, StoredCollection> collections = new TreeMap<>();
    private @Nullable Map<String, StoredCollection> replicated;
    private long lastCursor;
    private long term;

    /** @param clock the clock of the server's machine */
    public SimulatedDatabase(InstantSource clock) {
        this.clock = clock;
    }

    /** The documents of all collections at some time. */
    public static final class Snapshot {

        private final Map<String, StoredCollection> collections;

        private Snapshot(Map<String, StoredCollection> collections) {
            this.collections = copy(collections);
        }
    }

    /**
     * A client, with the settings that the services have, except that a read is not sent again by the driver: what becomes of it is
     * decided by {@code effects}.
     *
     * @param name by which {@code effects} knows the client
     */
    public MongoClient client(String name, Effects effects) {
        return client(name, effects, MongoClientSettings.builder().build());
    }

    /** @param settings everything else than what the services set themselves, such as codecs */
    public MongoClient client(String name, Effects effects, MongoClientSettings settings) {
        MongoClientSettings complete = MongoClientSettings.builder(settings)
                .retryWrites(false)
                .retryReads(false)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .readConcern(ReadConcern.MAJORITY)
                // The driver measures real time, in which nothing may depend on here.
                .timeout(1, TimeUnit.DAYS)
                .build();
        return SimulatedCluster.client(this, name, effects, complete);
    }

    /** For a {@code MongoTemplate}: a new client, and its database of this name. */
    public MongoDatabaseFactory factory(String client, Effects effects, String database) {
        return new SimpleMongoClientDatabaseFactory(client(client, effects), database);
    }

    /** The documents as they are now. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(collections);
    }

    /** Makes everything as it was then. */
    public synchronized void restore(Snapshot snapshot) {
        collections = copy(snapshot.collections);
        replicated = null;
        cursors.clear();
    }

    /**
     * From now on the server is a primary that no majority follows: it performs writes but cannot acknowledge them, and reads with the
     * concern {@code majority} see what there is now.
     */
    public synchronized void stopReplication() {
        if (replicated == null) {
            replicated = copy(collections);
        }
    }

    /** A majority follows again, and gets what was written meanwhile. */
    public synchronized void resumeReplication() {
        replicated = null;
    }

    /**
     * Another server becomes primary: what was written since {@link #stopReplication} is rolled back, and cursors and what is under way are
     * gone.
     */
    public synchronized void failOver() {
        if (replicated != null) {
            collections = replicated;
            replicated = null;
        }
        cursors.clear();
        term++;
    }

    /** Which primary this is: what another one began it does not go on with. */
    long term() {
        return term;
    }

    /** The documents of a collection in the order of their ids, for a look from outside. They must not be changed. */
    public synchronized List<BsonDocument> documents(String database, String collection) {
        return documents(collections, database, collection);
    }

    /** As {@link #documents}, those that a majority has: empty while one follows, and has the same. */
    public synchronized Optional<List<BsonDocument>> replicatedDocuments(String database, String collection) {
        return Optional.ofNullable(replicated).map(all -> documents(all, database, collection));
    }

    private static List<BsonDocument> documents(
            Map<String, StoredCollection> collections, String database, String collection) {
        StoredCollection found = collections.get(database + "." + collection);
        return found == null ? List.of() : List.copyOf(found.all());
    }

    private static Map<String, StoredCollection> copy(Map<String, StoredCollection> collections) {
        Map<String, StoredCollection> copy = new TreeMap<>();
        collections.forEach((namespace, collection) -> copy.put(namespace, collection.copy()));
        return copy;
    }

    Command command(String database, BsonDocument request, boolean majorityRead) {
        String name = request.getFirstKey();
        return switch (name) {
            case "insert", "update", "delete" -> new WriteCommand(written(database, request), request, this::now);
            case "findAndModify" -> new FindAndModifyCommand(written(database, request), request, this::now);
            default -> new AtOnce(() -> answer(database, name, request, majorityRead));
        };
    }

    private BsonDocument answer(String database, String name, BsonDocument request, boolean majorityRead) {
        return switch (name) {
            case "find" -> find(database, request, majorityRead);
            case "aggregate" -> aggregate(database, request, majorityRead);
            case "count" -> {
                StoredCollection collection = read(database, request, majorityRead);
                int count = collection
                        .matching(request.getDocument("query", new BsonDocument()))
                        .size();
                yield new BsonDocument("n", new BsonInt32(count));
            }
            case "getMore" -> getMore(request);
            case "killCursors" -> {
                request.getArray("cursors")
                        .forEach(id -> cursors.remove(id.asInt64().getValue()));
                yield new BsonDocument();
            }
            case "createIndexes" -> createIndexes(database, request);
            case "listIndexes" -> listIndexes(database, request);
            case "dropIndexes" -> {
                written(database, request).dropIndex(request.getString("index").getValue());
                yield new BsonDocument();
            }
            case "drop" -> {
                collections.remove(namespace(database, request));
                yield new BsonDocument();
            }
            case "ping" -> new BsonDocument();
            case "listCollections" -> listCollections(database);
            case "hello" ->
                new BsonDocument("isWritablePrimary", BsonBoolean.TRUE)
                        .append("localTime", now())
                        .append("maxWireVersion", new BsonInt32(SimulatedCluster.WIRE_VERSION));
            default -> throw new UnsupportedOperationException("The command " + name + ": " + request.toJson());
        };
    }

    private BsonDocument find(String database, BsonDocument request, boolean majorityRead) {
        Cursor cursor = Query.open(namespace(database, request), read(database, request, majorityRead), request);
        int size = request.getNumber("batchSize", new BsonInt32(Cursor.FIRST_BATCH))
                .intValue();
        boolean single = request.getBoolean("singleBatch", BsonBoolean.FALSE).getValue();
        return first(cursor, size, single);
    }

    private BsonDocument aggregate(String database, BsonDocument request, boolean majorityRead) {
        WriteCommand.refuse(request, "collation", "let");
        List<BsonDocument> results = Pipeline.run(request.getArray("pipeline"), read(database, request, majorityRead));
        Iterator<BsonValue> all = List.<BsonValue>copyOf(results).iterator();
        Cursor cursor = new Cursor(namespace(database, request), all, BsonValue::asDocument);
        BsonDocument options = request.getDocument("cursor", new BsonDocument());
        return first(
                cursor,
                options.getNumber("batchSize", new BsonInt32(Cursor.FIRST_BATCH))
                        .intValue(),
                false);
    }

    private BsonDocument first(Cursor cursor, int size, boolean single) {
        BsonArray batch = cursor.batch(size);
        long id = 0;
        if (!single && cursor.isOpen()) {
            id = ++lastCursor;
            cursors.put(id, cursor);
        }
        return cursor.reply("firstBatch", batch, id);
    }

    private BsonDocument getMore(BsonDocument request) {
        long id = request.getInt64("getMore").getValue();
        Cursor cursor = cursors.get(id);
        if (cursor == null) {
            throw ServerError.cursorNotFound(id);
        }
        BsonArray batch = cursor.batch(
                request.getNumber("batchSize", new BsonInt32(Integer.MAX_VALUE)).intValue());
        if (!cursor.isOpen()) {
            cursors.remove(id);
        }
        return cursor.reply("nextBatch", batch, cursor.isOpen() ? id : 0);
    }

    private BsonDocument createIndexes(String database, BsonDocument request) {
        StoredCollection collection = written(database, request);
        request.getArray("indexes").forEach(index -> collection.createIndex(index.asDocument()));
        return new BsonDocument();
    }

    private BsonDocument listIndexes(String database, BsonDocument request) {
        List<BsonValue> definitions = new ArrayList<>();
        written(database, request).indexes().forEach(index -> definitions.add(index.definition()));
        Cursor cursor = new Cursor(namespace(database, request), definitions.iterator(), BsonValue::asDocument);
        return first(cursor, Integer.MAX_VALUE, true);
    }

    private BsonDocument listCollections(String database) {
        List<BsonValue> found = new ArrayList<>();
        String prefix = database + ".";
        collections.keySet().stream()
                .filter(namespace -> namespace.startsWith(prefix))
                .forEach(namespace ->
                        found.add(new BsonDocument("name", new BsonString(namespace.substring(prefix.length())))
                                .append("type", new BsonString("collection"))));
        return first(
                new Cursor(prefix + "$cmd.listCollections", found.iterator(), BsonValue::asDocument),
                Integer.MAX_VALUE,
                true);
    }

    private static String namespace(String database, BsonDocument request) {
        return database + "." + request.getString(request.getFirstKey()).getValue();
    }

    private StoredCollection written(String database, BsonDocument request) {
        return collections.computeIfAbsent(namespace(database, request), StoredCollection::new);
    }

    private StoredCollection read(String database, BsonDocument request, boolean majority) {
        String namespace = namespace(database, request);
        Map<String, StoredCollection> visible = majority && replicated != null ? replicated : collections;
        StoredCollection found = visible.get(namespace);
        return found == null ? new StoredCollection(namespace) : found;
    }

    private BsonDateTime now() {
        return new BsonDateTime(clock.instant().toEpochMilli());
    }

    /** A write that no majority has is not acknowledged, if it asks for that. */
    void addReplication(BsonDocument request, BsonDocument reply) {
        BsonDocument concern = request.getDocument("writeConcern", new BsonDocument());
        BsonValue wanted = concern.get("w");
        if (replicated != null && wanted != null && wanted.isString()) {
            reply.append(
                    "writeConcernError",
                    new BsonDocument("code", new BsonInt32(64))
                            .append("codeName", new BsonString("WriteConcernTimeout"))
                            .append("errmsg", new BsonString("waiting for replication timed out")));
        }
    }

    /** A command of one step. */
    private static final class AtOnce implements Command {

        private final Supplier<BsonDocument> work;
        private @Nullable BsonDocument reply;

        AtOnce(Supplier<BsonDocument> work) {
            this.work = work;
        }

        @Override
        public boolean step() {
            if (reply != null) {
                return false;
            }
            reply = work.get();
            return true;
        }

        @Override
        public BsonDocument reply() {
            return Objects.requireNonNull(reply);
        }
    }
}
