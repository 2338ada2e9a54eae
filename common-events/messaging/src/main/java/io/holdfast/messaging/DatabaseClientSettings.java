package io.holdfast.messaging;

import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.core.Ordered;

/**
 * How every service uses its database, whatever its address adds.
 *
 * <p>An acknowledged write is on disk. The driver never repeats a write, since not every server would recognise the repetition. While the
 * database is away, requests fail after {@link #SERVER_SELECTION} instead of the driver's half a minute.
 *
 * <p>What is read has been stored by a majority, like what is acknowledged as written: a primary that is replaced cannot have shown
 * what is then rolled back. A guarded write that finds its guard false is acknowledged once a majority has what made it false, so
 * reading again after it shows that.
 *
 * <p>A statement takes {@link #STATEMENT} at most. The driver sends this limit along, so that the server ends what nothing waits for any
 * more: otherwise it would go on, with its locks, while the same is sent again. A server that froze, or whose machine was lost, does not
 * keep a caller waiting longer either. The limit covers all batches of a cursor, unless it was opened with
 * {@link com.mongodb.client.cursor.TimeoutMode#ITERATION}.
 */
final class DatabaseClientSettings implements MongoClientSettingsBuilderCustomizer, Ordered {

    static final Duration SERVER_SELECTION = Duration.ofSeconds(5);

    /** Shorter than the time after which a claim without an order counts as abandoned. */
    static final Duration STATEMENT = Duration.ofSeconds(20);

    @Override
    public void customize(MongoClientSettings.Builder settings) {
        settings.retryWrites(false)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .readConcern(ReadConcern.MAJORITY)
                .readPreference(ReadPreference.primary())
                .timeout(STATEMENT.toMillis(), TimeUnit.MILLISECONDS)
                .applyToClusterSettings(
                        cluster -> cluster.serverSelectionTimeout(SERVER_SELECTION.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** After that of the address. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
