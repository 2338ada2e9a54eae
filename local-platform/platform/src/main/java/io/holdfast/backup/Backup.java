package io.holdfast.backup;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import io.holdfast.check.CannotLook;
import io.holdfast.check.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bson.RawBsonDocument;

/**
 * Writes everything a stopped system knows: {@code SERVICE/COLLECTION.bson.gz} for each collection, {@code streams/STREAM.bson.gz}
 * for the messages that are nowhere else, with {@code streams/STREAM.json}, the settings of the stream; at last the manifest.
 *
 * <p>Streams are not kept whole. What all who listen have handled is in their documents, and every message of the last hours is in
 * the outbox of the document that said it, too.
 */
final class Backup {

    /** Hashes of passwords and the keys that sign sessions are in there. */
    private static final Set<PosixFilePermission> OURS_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Stores stores;
    private final Path directory;
    private final SortedMap<String, Long> counts = new TreeMap<>();

    private Backup(Stores stores, Path directory) {
        this.stores = stores;
        this.directory = directory;
    }

    /**
     * Refuses a directory with anything in it.
     *
     * @throws CannotLook then
     */
    static void requireNothing(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> there = Files.list(directory)) {
                if (there.findAny().isPresent()) {
                    throw new CannotLook(
                            "%s is not empty: a back-up goes to a directory of its own".formatted(directory));
                }
            }
        }
    }

    /** Writes it to an empty directory, or one that is not there yet, and says what it is. */
    static Manifest write(Stores stores, Path directory, Instant now) throws IOException {
        Files.createDirectories(directory);
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(directory, OURS_ONLY);
        }
        var backup = new Backup(stores, directory);
        for (String service : Systems.SERVICES) {
            backup.copy(service);
        }
        for (String stream : stores.messages().streams()) {
            backup.copyMessages(stream);
        }
        var manifest = new Manifest(now.toString(), backup.counts);
        manifest.write(directory);
        return manifest;
    }

    private void copy(String service) throws IOException {
        MongoDatabase database = stores.database(service);
        for (String name : Stores.collections(database)) {
            MongoCollection<RawBsonDocument> collection = database.getCollection(name, RawBsonDocument.class);
            String file = service + "/" + name + Manifest.SUFFIX;
            try (var out = new BsonFile.Writer(directory.resolve(file));
                    MongoCursor<RawBsonDocument> cursor = collection.find().iterator()) {
                while (cursor.hasNext()) {
                    out.add(cursor.next());
                }
                counts.put(file, out.count());
            }
        }
    }

    private void copyMessages(String stream) throws IOException {
        KeptMessages messages = stores.messages();
        String file = Manifest.STREAMS + "/" + stream + Manifest.SUFFIX;
        Path path = directory.resolve(file);
        try (var out = new BsonFile.Writer(path)) {
            messages.read(stream, out::add);
            counts.put(file, out.count());
        }
        Files.writeString(Manifest.settingsOf(path), messages.settings(stream) + "\n");
    }
}
