package io.holdfast.local;

import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * A replacement for MongoDB inside this JVM, for machines without a server: the same protocol, one H2 file. It keeps every
 * acknowledged write when the process dies, but not when the machine loses power.
 */
public final class EmbeddedDatabase implements DatabaseServer {

    private final Path directory;
    private final int port;
    private @Nullable Running running;

    private EmbeddedDatabase(Path directory, int port) {
        this.directory = directory;
        this.port = port;
        this.running = Running.open(directory, port);
        EndOfProcess.stop(this::stop);
    }

    /**
     * Starts one and returns when it answers.
     *
     * @param directory holds its file; made if missing
     * @param port 0 for any free one
     */
    public static EmbeddedDatabase start(Path directory, int port) {
        return new EmbeddedDatabase(directory.toAbsolutePath(), port == 0 ? Ports.free() : port);
    }

    @Override
    public String description() {
        return "embedded";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.stop();
            running = null;
        }
    }

    /** Closes the connections and the file without saving anything more. */
    @Override
    public synchronized void kill() {
        if (running != null) {
            running.kill();
            running = null;
        }
    }

    @Override
    public synchronized void restart() {
        stop();
        running = Running.open(directory, port);
    }

    private record Running(MVStore store, MongoServer server, ScheduledExecutorService housekeeping) {

        static Running open(Path directory, int port) {
            try {
                Files.createDirectories(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("Could not make " + directory, e);
            }
            // Without auto-commit nothing but our commits writes to the file, so that a commit is in it when it
            // returns.
            MVStore store = new MVStore.Builder()
                    .fileName(directory.resolve("holdfast.mv.db").toString())
                    .autoCommitDisabled()
                    .open();
            // Otherwise the file keeps every old page for 45 s and grows without bound under load.
            store.setRetentionTime(0);
            DurableH2Backend backend = new DurableH2Backend(store);
            MongoServer server = new MongoServer(backend);
            server.bind("127.0.0.1", port);
            ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                    .name("embedded-database-housekeeping")
                    .daemon()
                    .factory());
            ScheduledFuture<?> _ = housekeeping.scheduleWithFixedDelay(backend::compact, 2, 2, TimeUnit.SECONDS);
            return new Running(store, server, housekeeping);
        }

        void stop() {
            endHousekeeping();
            server.shutdownNow();
            if (!store.isClosed()) {
                store.close();
            }
        }

        void kill() {
            endHousekeeping();
            store.closeImmediately();
            server.shutdownNow();
        }

        /** Does not interrupt: that would close the file while another thread writes. */
        private void endHousekeeping() {
            housekeeping.shutdown();
            try {
                housekeeping.awaitTermination(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
