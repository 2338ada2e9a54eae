package io.holdfast.backup;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.holdfast.check.CannotLook;
import io.holdfast.check.Systems;
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
 * Makes a stopped system know what a back-up knows, and nothing else. The streams are made anew; a service that finds its own so says
 * all again that its outboxes have, and whoever has heard it before knows it by its version.
 */
final class Restore {

    /** What a stream was like, which it is no more. */
    private static final String STREAM_MARKS = "outbox_streams";

    /** Of lists of what was announced together. */
    private static final String BATCHES = "_batches";

    private static final int TOGETHER = 500;

    private final Path directory;
    private final Stores stores;
    private final Instant now;

    private Restore(Path directory, Stores stores, Instant now) {
        this.directory = directory;
        this.stores = stores;
        this.now = now;
    }

    /**
     * Refuses a system that knows something.
     *
     * @throws CannotLook then
     */
    static void requireNothing(Stores stores) throws IOException {
        for (String service : Systems.SERVICES) {
            List<String> collections = Stores.collections(stores.database(service));
            if (!collections.isEmpty()) {
                throw new CannotLook("The database of %s has something in it (%s): --replace, if that may be lost"
                        .formatted(service, collections.getFirst()));
            }
        }
        List<String> streams = stores.messages().streams();
        if (!streams.isEmpty()) {
            throw new CannotLook(
                    "The broker has a stream %s: --replace, if that may be lost".formatted(streams.getFirst()));
        }
    }

    /** @param manifest of the back-up in this directory */
    static void read(Path directory, Manifest manifest, Stores stores, Instant now) throws IOException {
        for (String service : Systems.SERVICES) {
            MongoDatabase database = stores.database(service);
            Stores.collections(database)
                    .forEach(name -> database.getCollection(name).drop());
        }
        stores.messages().forget();
        var restore = new Restore(directory, stores, now);
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
        List<BsonDocument> together = new ArrayList<>(TOGETHER);
        BsonFile.read(directory.resolve(file), document -> {
            together.add(batches ? writtenNow(document, "at") : toBeSaidAgain(document));
            if (together.size() == TOGETHER) {
                collection.insertMany(together);
                together.clear();
            }
        });
        if (!together.isEmpty()) {
            collection.insertMany(together);
        }
    }

    private void loadMessages(Path file) throws IOException {
        KeptMessages messages = stores.messages();
        messages.make(Files.readString(Manifest.settingsOf(file)));
        BsonFile.read(file, messages::write);
    }

    /** A relay looks for what a new stream lacks only in outboxes that were written to lately. */
    private BsonDocument toBeSaidAgain(RawBsonDocument stored) {
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
