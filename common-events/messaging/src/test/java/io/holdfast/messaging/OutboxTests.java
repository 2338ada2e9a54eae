package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.HoldExpired;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions;
import org.springframework.data.mongodb.core.convert.NoOpDbRefResolver;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

class OutboxTests {
    private static final Instant NOW = Instant.parse("2026-11-22T18:00:00.123Z");

    @AfterEach
    void forgetTrace() {
        MDC.clear();
    }

    @Test
    void anEmptyOneHasNothingUnpublished() {
        assertThat(Outbox.empty().isPending()).isFalse();
        assertThat(Outbox.empty().unpublished("a")).isEmpty();
        assertThat(Outbox.fromDocument(null).isPending()).isFalse();
    }

    @Test
    void returnsWhatWasAddedInVersionOrder() {
        Outbox outbox =
                Outbox.empty().add(message(10), NOW).add(message(9), NOW).add(message(11), NOW);
        assertThat(outbox.isPending()).isTrue();
        assertThat(outbox.last()).isEqualTo(11);
        assertThat(outbox.unpublished("a")).extracting(OutboxMessage::version).containsExactly(9L, 10L, 11L);
        assertThat(outbox.unpublished("a").getFirst().messageId()).isEqualTo("a:9");
        assertThat(outbox.unpublished("a").getFirst().stream()).isEqualTo("expirations");
    }

    @Test
    void isReadFromItsDocumentAsItWasWritten() {
        MDC.put("traceparent", "00-1-2-01");
        Outbox outbox = Outbox.of(message(1), NOW).add(message(2), NOW.plusMillis(5));
        Outbox read = Outbox.fromDocument(outbox.toDocument());
        assertThat(read.toDocument()).isEqualTo(outbox.toDocument());
        assertThat(read.unpublished("a")).isEqualTo(outbox.unpublished("a"));
        assertThat(read.unpublished("a").getFirst().trace()).isEqualTo("00-1-2-01");
    }

    @Test
    void aRawUpdateWritesTheSameAsAdding() {
        Document written = new Document();
        Outbox.announcing(message(1), NOW).forEach((path, value) -> put(written, path.split("\\."), value));
        assertThat(written.get("outbox", Document.class))
                .isEqualTo(Outbox.of(message(1), NOW).toDocument());
    }

    @Test
    void aRawUpdateThatTakesThePlaceOfAllOthersLeavesNoneOfThemPending() {
        Document written = new Document();
        Outbox.announcing(message(1), NOW).forEach((path, value) -> put(written, path.split("\\."), value));
        Outbox.announcingOnly(message(2), NOW).forEach((path, value) -> put(written, path.split("\\."), value));
        assertThat(written.get("outbox", Document.class))
                .isEqualTo(Outbox.of(message(2), NOW).toDocument());
    }

    @Test
    void springDataMapsItToTheSameDocument() {
        MongoCustomConversions conversions = MongoCustomConversions.create(configuration -> {});
        MongoMappingContext context = new MongoMappingContext();
        context.setSimpleTypeHolder(conversions.getSimpleTypeHolder());
        MappingMongoConverter converter = new MappingMongoConverter(NoOpDbRefResolver.INSTANCE, context);
        converter.setCustomConversions(conversions);
        converter.afterPropertiesSet();
        Thing thing = new Thing("a", Outbox.of(message(1), NOW));
        Document document = new Document();
        converter.write(thing, document);
        assertThat(document.get("outbox", Document.class)).isEqualTo(thing.outbox.toDocument());

        document.get("outbox", Document.class)
                .get("entries", Document.class)
                .get("1", Document.class)
                .append("sequence", 7L)
                .append("publishedAt", Date.from(NOW));
        assertThat(converter.read(Thing.class, document).outbox.unpublished("a"))
                .isEmpty();

        Document trimmed = new Document("_id", "a").append("outbox", new Document("last", 1L));
        Outbox read = converter.read(Thing.class, trimmed).outbox;
        assertThat(read.add(message(2), NOW).unpublished("a"))
                .extracting(OutboxMessage::version)
                .containsExactly(2L);
    }

    @Test
    void returnsWhatTheStreamLost() {
        Document document = Outbox.of(message(1), NOW)
                .add(message(2), NOW)
                .add(message(3), NOW)
                .toDocument();
        Document entries = document.get("entries", Document.class);
        entries.get("1", Document.class).append("sequence", 5L).append("publishedAt", Date.from(NOW));
        entries.get("2", Document.class).append("sequence", 9L).append("publishedAt", Date.from(NOW));
        Outbox outbox = Outbox.fromDocument(document);
        assertThat(outbox.unpublished("a")).extracting(OutboxMessage::version).containsExactly(3L);
        assertThat(outbox.lost("a", "expirations", (sequence, at) -> sequence > 7))
                .extracting(OutboxMessage::version)
                .containsExactly(2L, 3L);
        assertThat(outbox.lost("a", "expirations", (sequence, at) -> sequence > 9))
                .isEmpty();
        assertThat(outbox.lost("a", "orders", (sequence, at) -> true)).isEmpty();
        assertThat(outbox.publishedBefore(NOW.plusSeconds(1))).containsExactlyInAnyOrderElementsOf(List.of(1L, 2L));
    }

    private static HoldExpired message(long version) {
        return new HoldExpired("a", "order", NOW, version);
    }

    private static void put(Document document, String[] path, Object value) {
        Document at = document;
        for (int i = 0; i < path.length - 1; i++) {
            at = (Document) at.computeIfAbsent(path[i], key -> new Document());
        }
        at.put(path[path.length - 1], value);
    }

    record Thing(String id, Outbox outbox) {}
}
