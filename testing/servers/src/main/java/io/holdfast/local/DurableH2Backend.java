package io.holdfast.local;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.MVStore;

/**
 * The embedded backend, made durable: whatever a command wrote is in the file before its reply is sent. The original writes up to a
 * second later, and a {@code kill -9} loses what was acknowledged meanwhile.
 */
final class DurableH2Backend extends H2Backend {

    private static final Set<String> READS = Set.of(
            "find",
            "aggregate",
            "count",
            "distinct",
            "getMore",
            "killCursors",
            "ping",
            "hello",
            "isMaster",
            "ismaster",
            "buildInfo",
            "buildinfo",
            "listCollections",
            "listIndexes",
            "listDatabases",
            "endSessions",
            "serverStatus");

    private final MVStore store;
    private final AtomicLong written = new AtomicLong();
    private final Object committing = new Object();
    private long committed;

    DurableH2Backend(MVStore store) {
        super(store);
        this.store = store;
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        // Called by the constructor of the superclass: this field is not set yet.
        return new GuardedH2Database(name, getMvStore(), getCursorRegistry());
    }

    @Override
    public Document handleMessage(MongoMessage message) {
        String command = message.getDocument().keySet().iterator().next();
        if (READS.contains(command)) {
            return super.handleMessage(message);
        }
        try {
            return super.handleMessage(message);
        } finally {
            // Also after an error: an ordered bulk may have written its first half.
            commitUpTo(written.incrementAndGet());
        }
    }

    /** One commit is enough for all commands that wrote before it began. */
    private void commitUpTo(long write) {
        synchronized (committing) {
            if (committed < write) {
                long served = written.get();
                store.commit();
                committed = served;
            }
        }
    }

    /** Frees the space of overwritten data, which nothing else does; between two commits. */
    void compact() {
        synchronized (committing) {
            store.compact(50, 4 * 1024 * 1024);
        }
    }

    /** Answers {@code hello}, which the newest clients send instead of {@code isMaster}. */
    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        if (command.equals("hello")) {
            return super.handleCommand(channel, database, "isMaster", query).append("isWritablePrimary", true);
        }
        return super.handleCommand(channel, database, command, query);
    }
}
