package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What earlier releases stored is mended, all of it, and once for a database. */
class StoredMigrationsTests {

    private static final String NAME = "mended-things";

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> Instant.EPOCH).factory("things", Effects.NONE, "things"));
    private final MongoCollection<Document> things = mongo.getCollection("things");
    private final List<String> mended = new ArrayList<>();
    private boolean fails;

    private Migration migration() {
        return new Migration(NAME, mongo, "things", Projections.include("_id"), UnaryOperator.identity(), this::mend);
    }

    private void mend(List<Document> found) {
        if (fails) {
            throw new IllegalStateException("away");
        }
        found.forEach(thing -> mended.add(thing.getString("_id")));
    }

    private void insert(String id) {
        things.insertOne(new Document("_id", id));
    }

    @Test
    void whatCouldNotBeMendedIsMendedTheNextTime() {
        insert("a");
        Migration migration = migration();
        fails = true;
        assertThatIllegalStateException().isThrownBy(migration::next);
        fails = false;

        migration.next();

        assertThat(mended).containsExactly("a");
    }

    @Test
    void whatAReplicaOfTheReleaseBeforeStoresMeanwhileIsMended() {
        insert("b");
        Migration migration = migration();
        migration.next();
        assertThat(migration.next()).isEqualTo(Migration.UPDATED_WITHIN);
        assertThat(Migration.isDone(mongo, NAME)).isFalse();

        insert("a");
        migration.next();
        assertThat(migration.next()).isEqualTo(BackgroundLoop.DONE);

        assertThat(mended).containsExactly("b", "a", "b");
        assertThat(Migration.isDone(mongo, NAME)).isTrue();
        assertThat(migration().next()).as("another process").isEqualTo(BackgroundLoop.DONE);
        assertThat(mended).hasSize(3);
    }

    @Test
    void aNewDatabaseHasNothingToMend() {
        assertThat(migration().next()).isEqualTo(BackgroundLoop.DONE);
    }
}
