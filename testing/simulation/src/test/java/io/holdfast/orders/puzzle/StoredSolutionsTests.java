package io.holdfast.orders.puzzle;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import io.holdfast.orders.puzzle.Puzzles.Solved;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Failures;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What several replicas store of puzzles: one key, and for each solution one use. */
class StoredSolutionsTests {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final Solved SOLVED = new Solved("puzzle", NOON);

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private final List<Operation> late = new ArrayList<>();

    private MongoTemplate replica(Effects effects) {
        return new MongoTemplate(database.factory("orders", effects, "orders"));
    }

    private UsedSolutions used() {
        return new UsedSolutions(replica(Effects.NONE));
    }

    @Test
    void allReplicasSignWithTheKeyOfTheFirst() {
        String key = new PuzzleKey(replica(Effects.NONE)).value();

        assertThat(key).matches("[0-9a-f]{64}");
        assertThat(new PuzzleKey(replica(Effects.NONE)).value()).isEqualTo(key);
    }

    @Test
    void aSolutionIsUsedForOneThing() {
        assertThat(used().use(SOLVED, "order1")).isTrue();

        assertThat(used().use(SOLVED, "order2")).isFalse();
        assertThat(used().use(SOLVED, "order1")).as("repeated").isTrue();
        assertThat(used().use(new Solved("other", NOON), "order2")).isTrue();
    }

    @Test
    void aUseWithoutAnAnswerIsThatOfItsRepetition() {
        Effects effects = operation -> {
            if (late.isEmpty() && operation.name().equals("insert")) {
                late.add(operation);
                throw Failures.readTimeout();
            }
        };
        UsedSolutions interrupted = new UsedSolutions(replica(effects));
        assertThat(interrupted.use(SOLVED, "order1")).isTrue();
        late.forEach(Operation::perform);

        assertThat(used().use(SOLVED, "order1")).isTrue();
        assertThat(used().use(SOLVED, "order2")).isFalse();
    }

    @Test
    void whatWasUsedIsForgottenLongAfterItExpired() {
        assertThat(used().use(SOLVED, "order1")).isTrue();

        assertThat(used().deleteExpired(NOON.plus(Duration.ofMinutes(59)))).isFalse();
        assertThat(used().use(SOLVED, "order2")).isFalse();

        assertThat(used().deleteExpired(NOON.plus(Duration.ofMinutes(61)))).isFalse();
        assertThat(used().use(SOLVED, "order2")).isTrue();
    }

    /** A statement about all of them could take longer than the database allows. */
    @Test
    void thoseOfARushAreForgottenPartByPart() {
        MongoCollection<Document> solutions = replica(Effects.NONE).getCollection(UsedSolutions.COLLECTION);
        solutions.insertMany(IntStream.range(0, 2_500)
                .mapToObj(i -> new Document("_id", "puzzle%04d".formatted(i)).append("expires", Date.from(NOON)))
                .toList());
        Instant later = NOON.plus(Duration.ofMinutes(61));

        assertThat(used().deleteExpired(later)).isTrue();
        assertThat(solutions.countDocuments()).isEqualTo(1_500);
        assertThat(used().deleteExpired(later)).isTrue();
        assertThat(used().deleteExpired(later)).isFalse();
        assertThat(solutions.countDocuments()).isZero();
    }
}
