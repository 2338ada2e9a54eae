package io.holdfast.check;

import io.holdfast.local.BrokerUrls;
import io.holdfast.local.DatabaseKind;
import io.holdfast.local.DatabaseServer;
import io.holdfast.local.DatabaseUris;
import io.holdfast.local.NatsServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the system is that was asked about: the one that runs on a data directory, servers that the environment names, or one
 * that has stopped. What has stopped is started for as long as one looks, with the directory locked so that nobody else starts
 * it meanwhile.
 */
public final class Place implements AutoCloseable {

    private final Path directory;
    private final Map<String, String> environment;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private final boolean mayBeNew;

    private Place(Path directory, Map<String, String> environment, boolean mayBeNew) {
        this.directory = directory;
        this.environment = environment;
        this.mayBeNew = mayBeNew;
    }

    /**
     * Opens what is to be looked at.
     *
     * @param named whether the environment names everything there is to look at, so that the directory does not matter
     */
    public static Found find(Path directory, Map<String, String> environment, boolean named) {
        return new Place(directory, environment, false).open(named);
    }

    /**
     * Opens a system that has stopped. Where servers are named it is for the caller to know that.
     *
     * @param mayBeNew whether there need be none yet: for who is about to bring data
     * @throws CannotLook when one runs there
     */
    public static Found findStopped(Path directory, Map<String, String> environment, boolean named, boolean mayBeNew) {
        if (!named && Systems.runningIn(directory, environment).isPresent()) {
            throw new CannotLook("Holdfast runs with its data in %s: stop it first".formatted(directory));
        }
        return new Place(directory, environment, mayBeNew).open(named);
    }

    /** The systems, for as long as this is not closed. */
    public record Found(Systems systems, Place place) implements AutoCloseable {
        @Override
        public void close() {
            place.close();
        }
    }

    private Found open(boolean named) {
        try {
            return new Found(systems(named), this);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Systems systems(boolean named) {
        Map<String, String> databases = Systems.named(environment);
        if (named) {
            return at(databases, broker().orElse(null), true);
        }
        return Systems.runningIn(directory, environment)
                .or(() -> databases.size() < Systems.SERVICES.size()
                        ? Optional.empty()
                        : broker().map(servers -> at(databases, servers, true)))
                .orElseGet(() -> stopped(databases));
    }

    private Systems at(Map<String, String> databases, @Nullable String broker, boolean running) {
        return new Systems(databases, broker, running, Systems.authorities(environment));
    }

    private Optional<String> broker() {
        return BrokerUrls.ofOperator(environment);
    }

    private Systems stopped(Map<String, String> databases) {
        DatabaseKind kind = DatabaseKind.best(environment);
        String name = DatabaseUris.base(environment).isPresent() ? "external" : kind.name();
        if (!mayBeNew
                && !Files.isDirectory(directory.resolve("data").resolve(name))
                && Files.isDirectory(directory.resolve("data").resolve("embedded"))) {
            kind = new DatabaseKind.Embedded();
            name = kind.name();
        }
        Path data = directory.resolve("data").resolve(name);
        if (mayBeNew) {
            make(data);
        } else if (!Files.isDirectory(data)) {
            throw new CannotLook("No Holdfast runs with its data in %s, and none has left any there (%s is not there)"
                    .formatted(directory, data));
        }
        lock();
        startDatabases(kind, data.resolve("database"), databases);
        return at(databases, broker().orElseGet(() -> startBroker(data.resolve("nats"))), false);
    }

    private void make(Path data) {
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new CannotLook("Cannot use %s: %s".formatted(directory, e.getMessage()), e);
        }
    }

    private void lock() {
        try {
            var file = new RandomAccessFile(directory.resolve("lock").toFile(), "rw");
            started.push(file);
            FileLock lock = tryLock(file);
            if (lock == null) {
                throw new CannotLook("Holdfast is starting or stopping with its data in %s; look again in a moment"
                        .formatted(directory));
            }
        } catch (IOException e) {
            throw new CannotLook("Cannot use %s: %s".formatted(directory, e.getMessage()), e);
        }
    }

    private static @Nullable FileLock tryLock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private void startDatabases(DatabaseKind kind, Path data, Map<String, String> databases) {
        try {
            DatabaseServer shared = null;
            for (String service : Systems.SERVICES) {
                if (databases.containsKey(service)) {
                    continue;
                }
                DatabaseServer server = shared;
                if (server == null) {
                    boolean one = kind instanceof DatabaseKind.Program;
                    server = kind.start(data.resolve(one ? "server" : service), 0);
                    started.push(server);
                    shared = one ? server : null;
                }
                databases.put(service, server.uri(service));
            }
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new CannotLook("The database in %s does not start: %s".formatted(data, e.getMessage()), e);
        }
    }

    private String startBroker(Path data) {
        try {
            NatsServer server = NatsServer.start(data, 0);
            started.push(server);
            return server.url();
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new CannotLook("The broker in %s does not start: %s".formatted(data, e.getMessage()), e);
        }
    }

    /** Stops what was started. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                // It ends with this process.
            }
        }
    }
}
