package io.holdfast.backup;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import io.holdfast.check.CommandFailed;
import io.holdfast.check.SystemAddresses;
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
 * Writes the data of a stopped system: {@code SERVICE/COLLECTION.bson.gz} for each collection, {@code streams/STREAM.bson.gz} for the
 * messages that are stored nowhere else, with {@code streams/STREAM.json}, the settings of the stream; and the manifest last.
 *
 * <p>Streams are not copied whole. What all consumers have handled is in their documents, and every message of the last hours is in
 * the outbox of the document that published it, too.
 */
final class Backup {

    /** The files contain password hashes and the keys that sign sessions. */
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Stores stores;
    private final Path directory;
    private final SortedMap<String, Long> counts = new TreeMap<>();

    private Backup(Stores stores, Path directory) {
        this.stores = stores;
        this.directory = directory;
    }

    /**
     * Requires a directory that is empty or does not exist.
     *
     * @throws CommandFailed when there is something in it
     */
    static void requireEmpty(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> there = Files.list(directory)) {
                if (there.findAny().isPresent()) {
                    throw new CommandFailed(
                            "%s is not empty: a back-up goes to a directory of its own".formatted(directory));
                }
            }
        }
    }

    /** Writes a back-up to a directory that is empty or does not exist, and returns its manifest. */
    static Manifest write(Stores stores, Path directory, Instant now) throws IOException {
        Files.createDirectories(directory);
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(directory, OWNER_ONLY);
        }
        Backup backup = new Backup(stores, directory);
        for (String service : SystemAddresses.SERVICES) {
            backup.copy(service);
        }
        for (String stream : stores.streams().names()) {
            backup.copyMessages(stream);
        }
        Manifest manifest = new Manifest(now.toString(), backup.counts);
        manifest.write(directory);
        return manifest;
    }

    private void copy(String service) throws IOException {
        MongoDatabase database = stores.database(service);
        for (String name : Stores.collections(database)) {
            MongoCollection<RawBsonDocument> collection = database.getCollection(name, RawBsonDocument.class);
            String file = service + "/" + name + Manifest.SUFFIX;
            try (BsonFile.Writer out = new BsonFile.Writer(directory.resolve(file));
                    MongoCursor<RawBsonDocument> cursor = collection.find().iterator()) {
                while (cursor.hasNext()) {
                    out.add(cursor.next());
                }
                counts.put(file, out.count());
            }
        }
    }

    private void copyMessages(String stream) throws IOException {
        BrokerStreams streams = stores.streams();
        String file = Manifest.STREAMS + "/" + stream + Manifest.SUFFIX;
        Path path = directory.resolve(file);
        try (BsonFile.Writer out = new BsonFile.Writer(path)) {
            streams.read(stream, out::add);
            counts.put(file, out.count());
        }
        Files.writeString(Manifest.settingsOf(path), streams.settings(stream) + "\n");
    }
}
