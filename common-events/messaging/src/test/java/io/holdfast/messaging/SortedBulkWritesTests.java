package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Updates are sent in the order of their ids, and those in conflict again, in smaller parts. */
@SuppressWarnings("unchecked")
class SortedBulkWritesTests {

    private static final int DEADLOCK = 16_908_292;
    private static final int BAD_VALUE = 2;

    private final MongoCollection<Document> collection = mock(MongoCollection.class);
    private final List<List<String>> sent = new ArrayList<>();

    @Test
    void sendsThemInTheOrderOfTheirIds() {
        answer(Integer.MAX_VALUE, DEADLOCK);
        assertThat(SortedBulkWrites.update(collection, updates("c", "a", "b"))).isEqualTo(3);
        assertThat(sent).containsExactly(List.of("a", "b", "c"));
    }

    @Test
    void sendsNothingForNothing() {
        assertThat(SortedBulkWrites.update(collection, List.of())).isZero();
        assertThat(sent).isEmpty();
    }

    @Test
    void sendsThoseInConflictAgainInSmallerParts() {
        answer(2, DEADLOCK);
        assertThat(SortedBulkWrites.update(collection, updates("e", "d", "c", "b", "a")))
                .isEqualTo(5);
        assertThat(sent).containsExactly(List.of("a", "b", "c", "d", "e"), List.of("b", "c"), List.of("d", "e"));
    }

    @Test
    void doesNotRepeatWhatIsWrong() {
        answer(2, BAD_VALUE);
        List<UpdateOneModel<Document>> updates = updates("a", "b", "c");
        assertThatThrownBy(() -> SortedBulkWrites.update(collection, updates))
                .isInstanceOf(MongoBulkWriteException.class);
        assertThat(sent).hasSize(1);
    }

    @Test
    void givesUpAConflictThatLasts() {
        answer(0, DEADLOCK);
        List<UpdateOneModel<Document>> updates = updates("a", "b");
        assertThatThrownBy(() -> SortedBulkWrites.update(collection, updates))
                .isInstanceOf(MongoBulkWriteException.class);
        assertThat(sent).hasSize(10);
    }

    /** Of more than {@code most} updates only the first is made, and none if {@code most} is 0. */
    private void answer(int most, int code) {
        when(collection.bulkWrite(anyList(), any(BulkWriteOptions.class))).thenAnswer(call -> {
            List<String> ids = call.<List<UpdateOneModel<Document>>>getArgument(0).stream()
                    .map(update -> ((Document) update.getFilter()).getString("_id"))
                    .toList();
            sent.add(ids);
            if (ids.size() <= most) {
                return made(ids.size());
            }
            int first = Math.min(1, most);
            List<BulkWriteError> errors = IntStream.range(first, ids.size())
                    .mapToObj(index -> new BulkWriteError(code, "not made", new BsonDocument(), index))
                    .toList();
            throw new MongoBulkWriteException(made(first), errors, null, new ServerAddress(), Set.of());
        });
    }

    private static BulkWriteResult made(int count) {
        return BulkWriteResult.acknowledged(0, count, 0, count, List.of(), List.of());
    }

    private static List<UpdateOneModel<Document>> updates(String... ids) {
        return List.of(ids).stream()
                .map(id -> new UpdateOneModel<Document>(
                        new Document("_id", id), new Document("$set", new Document("changed", true))))
                .toList();
    }
}
