package io.holdfast.orders.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.orders.sale.Sales;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The names of an event's orders are erased a limited number at a time, and each order is gone through once. */
class StoredNamesTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private final MongoTemplate mongo = mongo(Effects.NONE);
    private final MongoCollection<Document> orders = mongo.getCollection(OrderStore.COLLECTION);
    private final PersonalData people = new PersonalData(mongo, mock(Sales.class));

    private MongoTemplate mongo(Effects effects) {
        return new MongoTemplate(database.factory("orders", effects, "orders"));
    }

    /** In a rush many are of the same millisecond, also those at the end of one part and the beginning of the next. */
    @Test
    void ordersOfTheSameMomentAreAllErased() {
        orders.insertMany(IntStream.range(0, 2_500)
                .mapToObj(i -> named("order%04d".formatted(i), "event1"))
                .toList());
        orders.insertOne(named("another", "event2"));

        List<String> gone = new ArrayList<>();
        List<Integer> parts = new ArrayList<>();
        @Nullable OrderCursor after = null;
        do {
            PersonalData.Erased erased = people.eraseOfEvent("event1", after);
            gone.addAll(erased.orders());
            parts.add(erased.orders().size());
            after = erased.next();
        } while (after != null);

        assertThat(parts).containsExactly(1_000, 1_000, 500);
        assertThat(gone).doesNotHaveDuplicates();
        assertThat(orders.find(Filters.ne("email", null))
                        .map(order -> order.getString("_id"))
                        .into(new ArrayList<>()))
                .containsExactly("another");
        assertThat(orders.countDocuments(Filters.eq("holder", PersonalData.ERASED)))
                .isEqualTo(2_500);
    }

    /** Orders of earlier releases get the words by which they are found while others are erased. */
    @Test
    void aNameThatIsErasedWhileItIsListedIsNotFoundAgain() {
        orders.insertOne(named("order1", "event1").append("status", "COMPLETED").append("version", 2L));
        AtomicBoolean erased = new AtomicBoolean();
        UnlistedCodes listing = new UnlistedCodes(
                mongo(operation -> {
                    if (operation.isWrite() && erased.compareAndSet(false, true)) {
                        people.eraseOfEvent("event1", null);
                    }
                    operation.perform();
                }),
                new BuyersFirst());
        orders.updateOne(Filters.eq("_id", "order1"), Updates.unset(OrderDocuments.NAMES));

        listing.listNext();

        assertThat(erased).isTrue();
        assertThat(orders.find().first()).isNotNull().containsEntry(OrderDocuments.NAMES, List.of());
    }

    private static Document named(String id, String event) {
        return new Document("_id", id)
                .append("eventId", event)
                .append("createdAt", Date.from(NOON))
                .append("holder", "Ada")
                .append("email", "ada@example.com")
                .append(OrderDocuments.NAMES, List.of("ada"));
    }
}
