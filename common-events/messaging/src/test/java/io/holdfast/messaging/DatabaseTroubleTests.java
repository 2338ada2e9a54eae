package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcernResult;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.mongodb.UncategorizedMongoDbException;

class DatabaseTroubleTests {
    private static final ServerAddress SERVER = new ServerAddress();
    private static final WriteConcernError TOO_FEW =
            new WriteConcernError(64, "WriteConcernFailed", "waiting for replication timed out", new BsonDocument());

    /** InternalError is DocumentDB's word for anything that its database says; ShutdownInProgress, NotWritablePrimary, and one we do not know. */
    @ParameterizedTest
    @ValueSource(ints = {1, 91, 10107, 987_654})
    void whatAServerSaysOfItselfPasses(int code) {
        MongoException said = said(code);

        assertThat(DatabaseTrouble.passes(said)).isTrue();
        assertThat(DatabaseTrouble.passes(new UncategorizedMongoDbException("wrapped by Spring", said)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 14, 121, 10334, 17419, 11000})
    void whatAServerSaysOfARequestDoesNot(int code) {
        assertThat(DatabaseTrouble.passes(said(code))).isFalse();
    }

    @Test
    void silenceAndLateAnswersPass() {
        assertThat(DatabaseTrouble.passes(new MongoTimeoutException("nobody there")))
                .isTrue();
        assertThat(DatabaseTrouble.passes(new QueryTimeoutException("too slow")))
                .isTrue();
    }

    @Test
    void aWriteThatTooFewHaveTakenPasses() {
        assertThat(DatabaseTrouble.passes(new MongoWriteConcernException(
                        TOO_FEW, WriteConcernResult.acknowledged(1, true, null), SERVER, Set.of())))
                .isTrue();
        assertThat(DatabaseTrouble.passes(bulk(List.of(), TOO_FEW))).isTrue();
    }

    @Test
    void whatWeDidWrongDoesNot() {
        BulkWriteError twice = new BulkWriteError(11000, "duplicate key", new BsonDocument(), 0);

        assertThat(DatabaseTrouble.passes(bulk(List.of(twice), null))).isFalse();
        assertThat(DatabaseTrouble.passes(new DuplicateKeyException("there is one")))
                .isFalse();
        assertThat(DatabaseTrouble.passes(new DataIntegrityViolationException("no")))
                .isFalse();
        assertThat(DatabaseTrouble.passes(new IllegalStateException("a fault of ours")))
                .isFalse();
    }

    private static MongoException said(int code) {
        return new MongoCommandException(
                BsonDocument.parse("{ok: 0, errmsg: 'so it is', code: %d, codeName: 'Name'}".formatted(code)), SERVER);
    }

    private static MongoException bulk(List<BulkWriteError> errors, WriteConcernError concern) {
        return new MongoBulkWriteException(
                BulkWriteResult.acknowledged(0, 0, 0, 0, List.of(), List.of()), errors, concern, SERVER, Set.of());
    }
}
