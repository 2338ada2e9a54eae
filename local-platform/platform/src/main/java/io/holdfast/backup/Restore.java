package io.holdfast.backup;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.holdfast.check.CommandFailed;
import io.holdfast.check.SystemAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Replaces the data of a stopped system by a back-up. The streams are created anew: when a service finds its stream new, it republishes
 * what its outboxes have, and consumers recognize by its version what they have handled before.
 */
final class Restore {

    /** What services know of their streams. The restored streams are others, so it is left out. */
    private static final String STREAM_MARKS = "outbox_streams";

    /** Ends the names of collections that list what was announced together. */
    private static final String BATCHES = "_batches";

    private static final int BATCH = 500;

    private final Path directory;
    private final Stores stores;
    private final Instant now;

    private Restore(Path directory, Stores stores, Instant now) {
        this.directory = directory;
        this.stores = stores;
        this.now = now;
    }

    /**
     * Requires a system without data.
     *
     * @throws CommandFailed when a database or the broker has some
     */
    static void requireEmpty(Stores stores) throws IOException {
        for (String service : SystemAddresses.SERVICES) {
            List<String> collections = Stores.collections(stores.database(service));
            if (!collections.isEmpty()) {
                throw new CommandFailed("The database of %s has something in it (%s): --replace, if that may be lost"
                        .formatted(service, collections.getFirst()));
            }
        }
        List<String> streams = stores.streams().names();
        if (!streams.isEmpty()) {
            throw new CommandFailed(
                    "The broker has a stream %s: --replace, if that may be lost".formatted(streams.getFirst()));
        }
    }

    /**
     * Deletes all data of the system and loads the back-up.
     *
     * @param manifest of the back-up in this directory
     */
    static void load(Path directory, Manifest manifest, Stores stores, Instant now) throws IOException {
        for (String service : SystemAddresses.SERVICES) {
            MongoDatabase database = stores.database(service);
            Stores.collections(database)
                    .forEach(name -> database.getCollection(name).drop());
        }
        stores.streams().deleteAll();
        Restore restore = new Restore(directory, stores, now);
        for (Map.Entry<String, Long> file : manifest.counts().entrySet()) {
            String path = file.getKey();
            if (!Manifest.isOfStream(path)) {
                restore.load(path);
            } else if (file.getValue() > 0) {
                restore.loadMessages(directory.resolve(path));
            }
        }
    }

    private void load(String file) throws IOException {
        int slash = file.indexOf('/');
        String name = file.substring(slash + 1, file.length() - Manifest.SUFFIX.length());
        MongoCollection<BsonDocument> collection =
                stores.database(file.substring(0, slash)).getCollection(name, BsonDocument.class);
        if (name.equals(STREAM_MARKS)) {
            return;
        }
        boolean batches = name.endsWith(BATCHES);
        List<BsonDocument> batch = new ArrayList<>(BATCH);
        BsonFile.read(directory.resolve(file), document -> {
            batch.add(batches ? writtenNow(document, "at") : toBeRepublished(document));
            if (batch.size() == BATCH) {
                collection.insertMany(batch);
                batch.clear();
            }
        });
        if (!batch.isEmpty()) {
            collection.insertMany(batch);
        }
    }

    private void loadMessages(Path file) throws IOException {
        BrokerStreams streams = stores.streams();
        streams.create(Files.readString(Manifest.settingsOf(file)));
        BsonFile.read(file, streams::publish);
    }

    /** Marks an outbox as written just now: the relay republishes to a new stream only from outboxes that were written recently. */
    private BsonDocument toBeRepublished(RawBsonDocument stored) {
        BsonValue outbox = stored.get("outbox");
        if (outbox == null
                || !outbox.isDocument()
                || !outbox.asDocument().containsKey("entries")
                || outbox.asDocument().getDocument("entries").isEmpty()) {
            return stored;
        }
        BsonDocument document = new BsonDocument();
        document.putAll(stored);
        document.put("outbox", writtenNow(outbox.asDocument(), "lastAt"));
        return document;
    }

    private BsonDocument writtenNow(BsonDocument stored, String field) {
        BsonDocument document = new BsonDocument();
        document.putAll(stored);
        document.put(field, new BsonDateTime(now.toEpochMilli()));
        return document;
    }
}
