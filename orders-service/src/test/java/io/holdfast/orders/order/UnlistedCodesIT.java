package io.holdfast.orders.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Migration;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.RunningOrders;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.testkit.TestBroker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tickets of orders that were written before orders listed the codes of their tickets. */
@Tag("storage")
class UnlistedCodesIT {

    private static RunningOrders orders;

    @BeforeAll
    static void start() {
        orders = new RunningOrders(TestBroker.shared(), 1);
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
    }

    @Test
    void areFoundInAllOrdersOfTheEventUntilTheyAreListed() {
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        String id = orders.order("ada", event.id(), Map.of("hall", 2)).id();
        MongoCollection<Document> stored = orders.mongo().getCollection("orders");
        List<String> codes = codes(stored, id);
        stored.updateOne(new Document("_id", id), new Document("$unset", new Document("codes", "")));
        // The running service listed the codes of its new database when it started.
        orders.mongo().getCollection(Migration.MARKS).drop();

        UnlistedCodes unlisted = new UnlistedCodes(orders.mongo(), new BuyersFirst());
        OrderStore store = new OrderStore(orders.mongo(), unlisted);
        assertThat(store.findByTicketCode(event.id(), codes.getLast())).isPresent();
        assertThat(codes(stored, id)).isEmpty();

        listUntil(unlisted, Migration.UPDATED_WITHIN);
        assertThat(codes(stored, id)).isEqualTo(codes);

        // A replica that is not updated yet writes it anew.
        stored.updateOne(new Document("_id", id), new Document("$unset", new Document("codes", "")));
        assertThat(unlisted.codesMayBeMissing()).isTrue();
        listUntil(unlisted, BackgroundLoop.DONE);

        assertThat(unlisted.codesMayBeMissing()).isFalse();
        assertThat(codes(stored, id)).isEqualTo(codes);
        assertThat(store.findByTicketCode(event.id(), codes.getLast())).isPresent();
        assertThat(new UnlistedCodes(orders.mongo(), new BuyersFirst()).listNext())
                .as("done once for a database")
                .isEqualTo(BackgroundLoop.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {UnlistedCodes.CODES_LISTED, UnlistedCodes.FORMS_LISTED})
    void wordsOfEarlierReleasesGetAllTheirFormsWhileCodesAreFoundByTheirList(String mark) {
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        String id = orders.order("jürgen", event.id(), Map.of("hall", 1)).id();
        String forgotten = orders.order("sören", event.id(), Map.of("hall", 1)).id();
        MongoCollection<Document> stored = orders.mongo().getCollection("orders");
        stored.updateOne(
                new Document("_id", id), new Document("$set", new Document("names", List.of("jurgen", "name"))));
        stored.updateOne(
                new Document("_id", forgotten),
                new Document("$set", new Document("names", List.of()).append("holder", PersonalData.ERASED))
                        .append("$unset", new Document("email", "")));
        MongoCollection<Document> marks = orders.mongo().getCollection(Migration.MARKS);
        marks.drop();
        marks.insertOne(new Document("_id", mark).append("done", true));

        UnlistedCodes unlisted = new UnlistedCodes(orders.mongo(), new BuyersFirst());
        listUntil(unlisted, Migration.UPDATED_WITHIN);

        assertThat(unlisted.codesMayBeMissing()).isFalse();
        assertThat(unlisted.wordsMayBeMissing()).isTrue();
        assertThat(words(stored, id)).contains("jurgen", "juergen");
        assertThat(words(stored, forgotten)).isEmpty();
        listUntil(unlisted, BackgroundLoop.DONE);
        assertThat(unlisted.wordsMayBeMissing()).isFalse();
    }

    @Test
    void wordsAreLookedForInTheListsFirstAndInAllOrdersOnlyIfThoseFillNoPage() {
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 10, 10));
        String listed = orders.order("jürgen", event.id(), Map.of("hall", 1)).id();
        String unlisted = orders.order("jürgens", event.id(), Map.of("hall", 1)).id();
        MongoCollection<Document> stored = orders.mongo().getCollection("orders");
        stored.updateOne(
                new Document("_id", listed),
                new Document("$set", new Document("names", List.of("jurgen", "onlylisted"))));
        stored.updateOne(
                new Document("_id", unlisted), new Document("$set", new Document("names", List.of("jurgens"))));
        UnlistedCodes missing = new UnlistedCodes(orders.mongo(), new BuyersFirst());
        OrderSearch search = new OrderSearch(
                orders.mongo(),
                new OrderStore(orders.mongo(), missing),
                missing,
                orders.bean(OrdersProperties.class),
                orders.bean(Clock.class));

        assertThat(search.find(event.id(), "onlylisted", null, 1, null))
                .extracting(Order::id)
                .containsExactly(listed);
        assertThat(search.find(event.id(), "juergen", null, 2, null))
                .extracting(Order::id)
                .containsExactlyInAnyOrder(unlisted, listed);
    }

    private static List<String> words(MongoCollection<Document> orders, String id) {
        return Objects.requireNonNull(orders.find(new Document("_id", id)).first())
                .getList("names", String.class, List.of());
    }

    private static void listUntil(UnlistedCodes unlisted, Duration pause) {
        Duration next = unlisted.listNext();
        while (!next.equals(pause)) {
            next = unlisted.listNext();
        }
    }

    private static List<String> codes(MongoCollection<Document> orders, String id) {
        return Objects.requireNonNull(orders.find(new Document("_id", id)).first())
                .getList("codes", String.class, List.of());
    }
}
