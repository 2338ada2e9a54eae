package io.holdfast.messaging;

import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Waits for the database before anything else runs: where everything is started at once it is not always there first. One that is
 * there and refuses us, for a wrong password, is not waited for.
 */
final class DatabaseAtStart implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(DatabaseAtStart.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Unauthorized, AuthenticationFailed. */
    private static final Set<Integer> REFUSALS = Set.of(13, 18);

    private final MongoDatabaseFactory database;
    private final Duration patience;
    private volatile boolean running;

    DatabaseAtStart(MongoDatabaseFactory database, Duration patience) {
        this.database = database;
        this.patience = patience;
    }

    /** @throws IllegalStateException if it has not answered when patience is at an end */
    @Override
    public void start() {
        Instant end = Instant.now().plus(patience);
        while (!answers(end)) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Stopped while waiting for the database", e);
            }
        }
        running = true;
    }

    private boolean answers(Instant end) {
        try {
            DatabaseHealth.look(database);
            return true;
        } catch (MongoException e) {
            if (isRefusal(e)) {
                throw e;
            }
            if (!Instant.now().isBefore(end)) {
                throw new IllegalStateException("The database has not answered for " + patience, e);
            }
            log.warn("Waiting for the database: {}", e.getMessage());
            return false;
        }
    }

    /**
     * Whether it is there, and will not have us. Everything else may pass: a server that is starting up has many words for it, of its
     * own and, with DocumentDB, those of the database beneath it.
     */
    static boolean isRefusal(MongoException e) {
        return e instanceof MongoSecurityException || REFUSALS.contains(e.getCode());
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Below everything that reads or writes. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 20_000;
    }
}
