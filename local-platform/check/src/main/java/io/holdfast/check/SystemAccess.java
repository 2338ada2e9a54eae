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
 * Access to the system that a command is about: the one that runs on a data directory, servers that the environment names, or one
 * that has stopped. The servers of a stopped system are started until this is closed, with its directory locked, so that no run
 * starts meanwhile.
 */
public final class SystemAccess implements AutoCloseable {

    private final Path directory;
    private final Map<String, String> environment;
    private final boolean mayBeNew;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final SystemAddresses addresses;

    private SystemAccess(Path directory, Map<String, String> environment, boolean named, boolean mayBeNew) {
        this.directory = directory;
        this.environment = environment;
        this.mayBeNew = mayBeNew;
        try {
            this.addresses = find(named);
        } catch (RuntimeException e) {
            stopStarted();
            throw e;
        }
    }

    /**
     * Opens a system, whether it runs or has stopped.
     *
     * @param named whether the environment names everything to be opened, so that the directory does not matter
     * @throws CommandFailed when there is none, or its servers do not start
     */
    public static SystemAccess open(Path directory, Map<String, String> environment, boolean named) {
        return new SystemAccess(directory, environment, named, false);
    }

    /**
     * Opens a system that has stopped. Of servers that are named, it is the caller who must know that no service uses them.
     *
     * @param mayBeNew whether an empty directory is opened, too, for a command that is about to fill it
     * @throws CommandFailed when a system runs there
     */
    public static SystemAccess openStopped(
            Path directory, Map<String, String> environment, boolean named, boolean mayBeNew) {
        if (!named && SystemAddresses.runningIn(directory, environment).isPresent()) {
            throw new CommandFailed("Holdfast runs with its data in %s: stop it first".formatted(directory));
        }
        return new SystemAccess(directory, environment, named, mayBeNew);
    }

    /** Where everything can be reached until this is closed. */
    public SystemAddresses addresses() {
        return addresses;
    }

    /** Stops what was started. */
    @Override
    public void close() {
        stopStarted();
    }

    private SystemAddresses find(boolean named) {
        Map<String, String> databases = SystemAddresses.named(environment);
        if (named) {
            return at(databases, broker().orElse(null), true);
        }
        return SystemAddresses.runningIn(directory, environment)
                .or(() -> databases.size() < SystemAddresses.SERVICES.size()
                        ? Optional.empty()
                        : broker().map(servers -> at(databases, servers, true)))
                .orElseGet(() -> start(databases));
    }

    private SystemAddresses at(Map<String, String> databases, @Nullable String broker, boolean running) {
        return new SystemAddresses(databases, broker, running, SystemAddresses.authorities(environment));
    }

    private Optional<String> broker() {
        return BrokerUrls.ofOperator(environment);
    }

    private SystemAddresses start(Map<String, String> databases) {
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
            create(data);
        } else if (!Files.isDirectory(data)) {
            throw new CommandFailed(
                    "No Holdfast runs with its data in %s, and none has left any there (%s is not there)"
                            .formatted(directory, data));
        }
        lock();
        startDatabases(kind, data.resolve("database"), databases);
        return at(databases, broker().orElseGet(() -> startBroker(data.resolve("nats"))), false);
    }

    private void create(Path data) {
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new CommandFailed("Cannot use %s: %s".formatted(directory, e.getMessage()), e);
        }
    }

    private void lock() {
        try {
            RandomAccessFile file =
                    new RandomAccessFile(directory.resolve("lock").toFile(), "rw");
            started.push(file);
            FileLock lock = tryLock(file);
            if (lock == null) {
                throw new CommandFailed("Holdfast is starting or stopping with its data in %s; look again in a moment"
                        .formatted(directory));
            }
        } catch (IOException e) {
            throw new CommandFailed("Cannot use %s: %s".formatted(directory, e.getMessage()), e);
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
            for (String service : SystemAddresses.SERVICES) {
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
            throw new CommandFailed("The database in %s does not start: %s".formatted(data, e.getMessage()), e);
        }
    }

    private String startBroker(Path data) {
        try {
            NatsServer server = NatsServer.start(data, 0);
            started.push(server);
            return server.url();
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new CommandFailed("The broker in %s does not start: %s".formatted(data, e.getMessage()), e);
        }
    }

    private void stopStarted() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                // It ends with this process.
            }
        }
    }
}
