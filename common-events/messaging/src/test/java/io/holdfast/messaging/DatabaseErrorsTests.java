package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcernResult;
import com.mongodb.WriteError;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.mongodb.UncategorizedMongoDbException;

class DatabaseErrorsTests {
    private static final ServerAddress SERVER = new ServerAddress();
    private static final WriteConcernError TOO_FEW =
            new WriteConcernError(64, "WriteConcernFailed", "waiting for replication timed out", new BsonDocument());

    /** InternalError, which DocumentDB answers for any error of its database; ShutdownInProgress; NotWritablePrimary; an unknown one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 91, 10107, 987_654})
    void errorsOfTheServerAreTransient(int code) {
        MongoException error = error(code);

        assertThat(DatabaseErrors.isTransient(error)).isTrue();
        assertThat(DatabaseErrors.isTransient(new UncategorizedMongoDbException("wrapped by Spring", error)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 14, 121, 10334, 17419, 11000})
    void errorsOfTheRequestAreNot(int code) {
        assertThat(DatabaseErrors.isTransient(error(code))).isFalse();
    }

    @Test
    void timeoutsAreTransient() {
        assertThat(DatabaseErrors.isTransient(new MongoTimeoutException("no server")))
                .isTrue();
        assertThat(DatabaseErrors.isTransient(new QueryTimeoutException("too slow")))
                .isTrue();
    }

    @Test
    void aWriteThatTooFewServersAcknowledgedIsTransient() {
        assertThat(DatabaseErrors.isTransient(new MongoWriteConcernException(
                        TOO_FEW, WriteConcernResult.acknowledged(1, true, null), SERVER, Set.of())))
                .isTrue();
        assertThat(DatabaseErrors.isTransient(bulk(List.of(), TOO_FEW))).isTrue();
    }

    /** What DocumentDB answers to inserts of one unique value at once, when it ends one of them. */
    @ParameterizedTest
    @CsvSource({"16908292, true", "112, true", "11000, false", "121, false"})
    void aWriteThatMetAnotherOneIsInConflict(int code, boolean conflict) {
        MongoWriteException error = new MongoWriteException(
                new WriteError(code, "deadlock detected", new BsonDocument()), SERVER, Set.of());

        assertThat(DatabaseErrors.isConflict(new DataIntegrityViolationException("wrapped by Spring", error)))
                .isEqualTo(conflict);
        assertThat(DatabaseErrors.isConflict(error(code))).isFalse();
    }

    @Test
    void errorsOfOurOwnAreNot() {
        BulkWriteError twice = new BulkWriteError(11000, "duplicate key", new BsonDocument(), 0);

        assertThat(DatabaseErrors.isTransient(bulk(List.of(twice), null))).isFalse();
        assertThat(DatabaseErrors.isTransient(new DuplicateKeyException("there is one")))
                .isFalse();
        assertThat(DatabaseErrors.isTransient(new DataIntegrityViolationException("no")))
                .isFalse();
        assertThat(DatabaseErrors.isTransient(new IllegalStateException("a fault of ours")))
                .isFalse();
    }

    private static MongoException error(int code) {
        return new MongoCommandException(
                BsonDocument.parse("{ok: 0, errmsg: 'so it is', code: %d, codeName: 'Name'}".formatted(code)), SERVER);
    }

    private static MongoException bulk(List<BulkWriteError> errors, WriteConcernError concern) {
        return new MongoBulkWriteException(
                BulkWriteResult.acknowledged(0, 0, 0, 0, List.of(), List.of()), errors, concern, SERVER, Set.of());
    }
}
