package io.holdfast.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class IndexRulesTests {

    private static final List<BsonDocument> INDEXES = List.of(
            BsonDocument.parse("{key: {_id: 1}}"),
            BsonDocument.parse("{key: {since: 1}, partialFilterExpression: {since: {$exists: true}}}"));

    @Test
    void aPartialIndexServesWhatHasItsField() {
        assertThat(isServed("{since: {$exists: true}}")).isTrue();
        assertThat(isServed("{since: {$exists: true, $lt: 1}}")).isTrue();
        assertThat(isServed("{since: {$exists: false}, _id: 'one'}")).isTrue();
    }

    @Test
    void aPartialIndexServesNothingThatMayLackItsField() {
        assertThat(isServed("{since: {$exists: false}}")).isFalse();
        assertThat(isServed("{since: {$lt: 1}}")).isFalse();
        assertThat(isServed("{other: 1}")).isFalse();
    }

    private static boolean isServed(String filter) {
        return IndexRules.isServed(BsonDocument.parse(filter), INDEXES);
    }
}
