package io.holdfast.simulation.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/** What the services do with a database, through the driver and through Spring, and what a simulation does to it. */
class SimulatedDatabaseTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
    private final AtomicReference<Effects> effects = new AtomicReference<>(Effects.NONE);
    private final MongoCollection<Document> things = database.client(
                    "test", operation -> effects.get().perform(operation))
            .getDatabase("db")
            .getCollection("things");

    @Test
    void guardedBulksTellHowManyGuardsWereTrue() {
        things.insertMany(List.of(block("a", 3), block("b", 1)));
        BulkWriteResult result = things.bulkWrite(List.of(take("a", 2), take("b", 2)), UNORDERED);
        assertThat(result.getMatchedCount()).isEqualTo(1);
        assertThat(things.find().into(new ArrayList<>())).containsExactly(block("a", 1), block("b", 1));
    }

    private static Document block(String id, int free) {
        return new Document("_id", id).append("free", free);
    }

    private static UpdateOneModel<Document> take(String id, int units) {
        return new UpdateOneModel<>(
                new Document("_id", id).append("free", new Document("$gte", units)),
                new Document("$inc", new Document("free", -units)));
    }

    @Test
    void anUnorderedInsertGoesOnAfterADuplicate() {
        things.insertOne(block("b", 1));
        assertThatExceptionOfType(MongoBulkWriteException.class)
                .isThrownBy(() -> things.insertMany(
                        List.of(block("a", 1), block("b", 2), block("c", 3)), new InsertManyOptions().ordered(false)))
                .satisfies(e -> assertThat(e.getWriteErrors()).singleElement().satisfies(error -> {
                    assertThat(error.getIndex()).isEqualTo(1);
                    assertThat(error.getCode()).isEqualTo(11000);
                }));
        assertThat(things.countDocuments()).isEqualTo(3);
    }

    @Test
    void twoOperatorsForOnePathAreRefused() {
        things.insertOne(new Document("_id", "a").append("entries", new Document("1", new Document("x", 1))));
        assertThatExceptionOfType(MongoWriteException.class)
                .isThrownBy(() -> things.updateOne(
                        Filters.eq("_id", "a"),
                        Updates.combine(Updates.set("entries.1.sequence", 7), Updates.unset("entries.1"))))
                .satisfies(e -> assertThat(e.getError().getCode()).isEqualTo(40));
    }

    @Test
    void aPartialUniqueIndexForbidsOnlyWhatItHas() {
        things.createIndex(
                Indexes.ascending("code"),
                new IndexOptions().unique(true).partialFilterExpression(Filters.exists("code")));
        things.insertMany(List.of(block("a", 1), block("b", 1), block("c", 1).append("code", "X")));
        assertThatExceptionOfType(MongoWriteException.class)
                .isThrownBy(() -> things.updateOne(Filters.eq("_id", "a"), Updates.set("code", "X")))
                .satisfies(e -> assertThat(e.getError().getCode()).isEqualTo(11000));
        assertThat(things.listIndexes().map(index -> index.getString("name")).into(new ArrayList<>()))
                .containsExactly("_id_", "code_1");
    }

    @Test
    void anUpsertInsertsWhatTheFilterDemands() {
        things.updateOne(
                new Document("_id", "a").append("version", new Document("$lt", 5)),
                Updates.set("version", 5),
                new UpdateOptions().upsert(true));
        assertThat(things.find().first()).isEqualTo(new Document("_id", "a").append("version", 5));
        assertThatExceptionOfType(MongoWriteException.class)
                .isThrownBy(() -> things.updateOne(
                        new Document("_id", "a").append("version", new Document("$lt", 5)),
                        Updates.set("version", 5),
                        new UpdateOptions().upsert(true)));
    }

    record Thing(@Id String id, String state, long version) {}

    @Test
    void springFindsChangesAndTranslatesErrors() {
        MongoTemplate mongo = new MongoTemplate(database.factory("spring", Effects.NONE, "db"));
        mongo.insert(new Thing("a", "NEW", 1), "things");
        assertThatExceptionOfType(DuplicateKeyException.class)
                .isThrownBy(() -> mongo.insert(new Thing("a", "NEW", 1), "things"));
        Thing changed = mongo.findAndModify(
                Query.query(Criteria.where("_id").is("a").and("version").lt(2)),
                Update.update("state", "OLD").set("version", 2),
                FindAndModifyOptions.options().returnNew(true),
                Thing.class,
                "things");
        assertThat(changed).isEqualTo(new Thing("a", "OLD", 2));
        assertThat(mongo.findById("a", Thing.class, "things")).isEqualTo(changed);
        assertThat(mongo.count(new Query(), "things")).isEqualTo(1);
    }

    @Test
    void whatIsReadIsACopy() {
        things.insertOne(block("a", 1));
        Document read = things.find().first();
        assertThat(read).isNotNull();
        read.put("free", 7);
        assertThat(things.find().first()).isEqualTo(block("a", 1));
    }

    @Test
    void batchesOfACursorAreReadWhenTheyAreAskedFor() {
        for (int i = 0; i < 250; i++) {
            things.insertOne(block("%03d".formatted(i), i));
        }
        List<String> commands = new ArrayList<>();
        effects.set(operation -> commands.add(operation.name()));
        assertThat(things.find().batchSize(100).into(new ArrayList<>())).hasSize(250);
        assertThat(commands).containsExactly("find", "getMore", "getMore");
    }

    @Test
    void theServerTellsItsTime() {
        Document hello = database.client("test", Effects.NONE).getDatabase("db").runCommand(new Document("hello", 1));
        assertThat(hello.getDate("localTime")).isEqualTo(Date.from(NOW));
    }

    @Test
    void whatIsUnknownIsRefused() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> things.find(Filters.text("x")).first());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> things.distinct("free", Integer.class).first());
        things.insertOne(block("a", 1));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> things.updateOne(Filters.eq("_id", "a"), Updates.mul("free", 2)));
    }

    @Test
    void aWriteIsLost() {
        effects.set(operation -> {
            throw Failures.readTimeout();
        });
        assertThatExceptionOfType(MongoSocketReadTimeoutException.class)
                .isThrownBy(() -> things.insertOne(block("a", 1)));
        effects.set(Effects.NONE);
        assertThat(things.countDocuments()).isZero();
    }

    @Test
    void anAnswerIsLost() {
        effects.set(operation -> {
            operation.perform();
            throw Failures.readTimeout();
        });
        assertThatExceptionOfType(MongoException.class).isThrownBy(() -> things.insertOne(block("a", 1)));
        effects.set(Effects.NONE);
        assertThat(things.countDocuments()).isEqualTo(1);
    }

    @Test
    void aWriteTakesEffectLate() {
        List<Operation> kept = new ArrayList<>();
        Document document = block("a", 1);
        effects.set(operation -> {
            kept.add(operation);
            throw Failures.connectionReset();
        });
        assertThatExceptionOfType(MongoException.class).isThrownBy(() -> things.insertOne(document));
        document.put("free", 9);
        effects.set(Effects.NONE);
        assertThat(things.find().first()).isNull();
        kept.getFirst().perform();
        assertThat(things.find().first()).isEqualTo(block("a", 1));
    }

    @Test
    void aBulkIsDoneInPart() {
        things.insertMany(List.of(block("a", 1), block("b", 1), block("c", 1)));
        effects.set(operation -> {
            operation.step();
            operation.step();
            throw Failures.notPrimary();
        });
        assertThatExceptionOfType(MongoException.class)
                .isThrownBy(() -> things.bulkWrite(List.of(take("a", 1), take("b", 1), take("c", 1)), UNORDERED));
        effects.set(Effects.NONE);
        assertThat(things.countDocuments(Filters.eq("free", 0))).isEqualTo(2);
    }

    @Test
    void stepsOfTwoOperationsInterleave() {
        things.insertMany(List.of(block("a", 1), block("b", 1)));
        List<Operation> kept = new ArrayList<>();
        effects.set(operation -> {
            operation.step();
            kept.add(operation);
            throw Failures.readTimeout();
        });
        assertThatExceptionOfType(MongoException.class)
                .isThrownBy(() -> things.updateMany(Filters.eq("free", 1), Updates.inc("free", 10)));
        effects.set(Effects.NONE);
        things.updateOne(Filters.eq("_id", "b"), Updates.set("free", 2));
        kept.getFirst().perform();
        assertThat(things.find().into(new ArrayList<>())).containsExactly(block("a", 11), block("b", 2));
    }

    @Test
    void whatNoMajorityHasIsNotAcknowledgedNotReadAndRolledBack() {
        things.insertOne(block("a", 1));
        database.stopReplication();
        assertThatExceptionOfType(MongoWriteConcernException.class).isThrownBy(() -> things.insertOne(block("b", 1)));
        assertThat(things.countDocuments()).isEqualTo(1);
        assertThat(things.withReadConcern(com.mongodb.ReadConcern.LOCAL).countDocuments())
                .isEqualTo(2);
        database.failOver();
        assertThat(things.withReadConcern(com.mongodb.ReadConcern.LOCAL).countDocuments())
                .isEqualTo(1);
        things.insertOne(block("c", 1));
        assertThat(things.countDocuments()).isEqualTo(2);
    }

    /** It would be acknowledged otherwise, although what it did is rolled back. */
    @Test
    void aWriteThatOnePrimaryBeganIsNotAcknowledgedByTheNext() {
        MongoCollection<Document> interrupted = database.client("interrupted", operation -> {
                    database.stopReplication();
                    assertThat(operation.step()).isTrue();
                    database.failOver();
                    operation.perform();
                })
                .getDatabase("db")
                .getCollection("things");

        assertThatExceptionOfType(MongoNodeIsRecoveringException.class)
                .isThrownBy(() -> interrupted.insertOne(block("a", 1)));

        assertThat(things.countDocuments()).isZero();
    }

    @Test
    void anEarlierStateIsRestored() {
        things.insertOne(block("a", 1));
        SimulatedDatabase.Snapshot snapshot = database.snapshot();
        things.updateOne(Filters.eq("_id", "a"), Updates.set("free", 5));
        database.restore(snapshot);
        assertThat(things.find().first()).isEqualTo(block("a", 1));
    }

    @Test
    void aCursorDoesNotSurviveAFailOver() {
        for (int i = 0; i < 150; i++) {
            things.insertOne(block("%03d".formatted(i), i));
        }
        List<Document> read = new ArrayList<>();
        assertThatExceptionOfType(MongoCommandException.class)
                .isThrownBy(() -> things.find().batchSize(100).forEach(document -> {
                    read.add(document);
                    database.failOver();
                }));
        assertThat(read).hasSize(100);
    }
}
