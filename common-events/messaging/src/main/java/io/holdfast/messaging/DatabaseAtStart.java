package io.holdfast.messaging;

import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Waits for the database: where everything is started at once it is not always there first. A database that answers and refuses us, for
 * a wrong password, is not waited for.
 */
final class DatabaseAtStart {

    private static final Logger log = LoggerFactory.getLogger(DatabaseAtStart.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Unauthorized, AuthenticationFailed. */
    private static final Set<Integer> REFUSALS = Set.of(13, 18);

    private final MongoDatabaseFactory database;
    private final Duration patience;

    /** @param patience how long to wait */
    DatabaseAtStart(MongoDatabaseFactory database, Duration patience) {
        this.database = database;
        this.patience = patience;
    }

    /**
     * Returns when it answers.
     *
     * @throws IllegalStateException if it has not answered within {@code patience}
     * @throws MongoException if it refuses us
     */
    void await() {
        Instant end = Instant.now().plus(patience);
        while (!answers(end)) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Stopped while waiting for the database", e);
            }
        }
    }

    private boolean answers(Instant end) {
        try {
            DatabaseHealth.read(database);
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
     * Whether it answers and refuses us. Every other error may pass: a server that is starting up has many codes for it, its own and, in
     * DocumentDB, those of the database beneath it.
     */
    static boolean isRefusal(MongoException e) {
        return e instanceof MongoSecurityException || REFUSALS.contains(e.getCode());
    }
}
