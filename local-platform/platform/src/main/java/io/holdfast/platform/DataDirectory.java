package io.holdfast.platform;

import io.holdfast.local.Directories;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a run, locked, so that only one run at a time uses it:
 *
 * <pre>
 * .holdfast/lock                 held by the run
 * .holdfast/running.properties   where the run can be reached; the keys are in docs/running.md
 * .holdfast/logs/                all log files
 * .holdfast/data/KIND/           data of broker and database, for each kind of database
 * </pre>
 */
final class DataDirectory {

    private final Path directory;

    @SuppressWarnings("UnusedVariable") // held until the process ends
    private final FileLock lock;

    private DataDirectory(Path directory, FileLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** @throws AlreadyRunning if another run uses it */
    static DataDirectory open(Path directory) {
        try {
            Files.createDirectories(directory);
            RandomAccessFile file =
                    new RandomAccessFile(directory.resolve("lock").toFile(), "rw");
            FileLock lock = tryLock(file);
            if (lock == null) {
                file.close();
                throw new AlreadyRunning(directory, running(directory));
            }
            return new DataDirectory(directory, lock);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use %s: %s".formatted(directory, e.getMessage()), e);
        }
    }

    private static @Nullable FileLock tryLock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static Properties running(Path directory) {
        Properties properties = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(directory.resolve("running.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            // It is starting and has not written the file yet.
        }
        return properties;
    }

    /** Deletes the data of earlier runs, and nothing else that may be in the directory. */
    void empty() {
        Directories.delete(directory.resolve("data"));
    }

    Path data(String kind) {
        return directory.resolve("data").resolve(kind);
    }

    Path logs() {
        return directory.resolve("logs");
    }

    /** Writes where this run can be reached, for a second run, other commands and tests. */
    synchronized void announce(Map<String, String> where) {
        try {
            Path temporary = directory.resolve("running.properties.new");
            Files.deleteIfExists(temporary);
            // Readable by the owner only: addresses may have passwords in them.
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            StringBuilder lines = new StringBuilder();
            new TreeMap<>(where)
                    .forEach((key, value) ->
                            lines.append(key).append('=').append(value).append('\n'));
            Files.writeString(temporary, lines);
            Files.move(
                    temporary,
                    directory.resolve("running.properties"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void forget() {
        try {
            Files.deleteIfExists(directory.resolve("running.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another run uses the same directory. */
    static final class AlreadyRunning extends RuntimeException {
        AlreadyRunning(Path directory, Properties where) {
            super(
                    "Holdfast is running already%s%s, with its data in %s. Stop it there (Ctrl-C), or give this run a directory of its own: --data DIR"
                            .formatted(
                                    where.containsKey("url") ? " at " + where.getProperty("url") : "",
                                    where.containsKey("pid") ? " (process %s)".formatted(where.getProperty("pid")) : "",
                                    directory));
        }
    }
}
