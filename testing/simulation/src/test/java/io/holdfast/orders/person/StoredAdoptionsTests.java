package io.holdfast.orders.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.mongodb.client.MongoCollection;
import io.holdfast.contracts.GuestAdopted;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderDraft;
import io.holdfast.orders.order.OrderFixtures;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.order.StoredOrders;
import io.holdfast.orders.sale.Sales;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Orders of a guest go into the account of the owner, also if a crash comes between an order and that. */
class StoredAdoptionsTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Instant SOON = NOON.plus(Duration.ofMinutes(10));
    private static final Instant LATER = NOON.plus(Duration.ofHours(2));
    private static final Allocation UNITS = new Allocation(List.of(new Allocation.Part("event1/hall/0", 1)));

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private final MongoTemplate mongo = new MongoTemplate(database.factory("orders", Effects.NONE, "orders"));
    private final OrderStore orders = StoredOrders.in(mongo);

    private ErasedAccounts erased(Instant now) {
        return new ErasedAccounts(mongo, Clock.fixed(now, ZoneOffset.UTC));
    }

    private GuestAdoption adoption(Instant now) {
        return adoption(mongo, Clock.fixed(now, ZoneOffset.UTC));
    }

    private GuestAdoption adoption(MongoTemplate client, Clock clock) {
        OrderStore store = StoredOrders.in(client);
        return new GuestAdoption(
                client,
                store,
                StoredOrders.listsIn(client),
                StoredOrders.serviceOf(store, clock),
                links(client, clock),
                new ErasedAccounts(client, clock),
                clock);
    }

    private static GuestLinks links(MongoTemplate client, Clock clock) {
        return new GuestLinks(
                client,
                mock(OutboxRelay.class),
                new GuestProperties(Duration.ofHours(1), 20, 5, 100, Duration.ofDays(60)),
                mock(Sales.class),
                clock);
    }

    @Test
    void anOrderWhoseRequestGotNoFurtherGoesIntoTheAccount() {
        adoption(NOON).adopted(new GuestAdopted("guest1", "ada", NOON, 1));
        StoredOrders.insert(orders, orderOf("guest1"));

        adoption(SOON).finishOpen();

        assertThat(orders.find("order1").orElseThrow().terms().buyerId()).isEqualTo("ada");
    }

    /** Or it would be announced by the second request though the first one cannot store it. */
    @Test
    void anOrderThatSeveralRequestsShareIsNotChangedByOneOfThem() {
        adoption(NOON).adopted(new GuestAdopted("guest1", "ada", NOON, 1));
        Order shared = orderOf("guest1");
        StoredOrders.insert(orders, shared);

        adoption(NOON).orderWritten(shared);

        assertThat(shared.version()).isEqualTo(1);
        assertThat(orders.find("order1").orElseThrow().terms().buyerId()).isEqualTo("ada");
    }

    @Test
    void itIsForgottenWithTheAccount() {
        erased(NOON).open("ada", NOON);
        erased(LATER).close(erased(LATER).findOpen("ada").orElseThrow());
        adoption(NOON).adopted(new GuestAdopted("guest1", "ada", NOON, 1));
        erased(LATER).close(erased(LATER).findOpen("ada").orElseThrow());
        assertThat(erased(LATER).findOpen("ada")).isEmpty();
        StoredOrders.insert(orders, orderOf("guest1"));

        adoption(SOON).finishOpen();

        assertThat(erased(SOON).findOpen("ada")).isPresent();
    }

    @Test
    void linksThatWereMailedToTheGuestAreForgotten() {
        MongoCollection<Document> links = mongo.getCollection(GuestLinks.COLLECTION);
        links.insertOne(new Document("_id", "link1").append("guest", "guest1"));
        links.insertOne(new Document("_id", "link2").append("guest", "guest2"));

        adoption(NOON).adopted(new GuestAdopted("guest1", "ada", NOON, 1));
        links.insertOne(new Document("_id", "link3").append("guest", "guest1"));
        adoption(SOON).finishOpen();

        assertThat(links.find().map(link -> link.getString("_id")).into(new ArrayList<>()))
                .containsExactly("link2");
    }

    /** Those of an event end at the same time, two months after it. */
    @Test
    void linksThatOpenNothingAnyMoreAreForgottenPartByPart() {
        MongoCollection<Document> stored = mongo.getCollection(GuestLinks.COLLECTION);
        stored.insertMany(IntStream.range(0, 1_500)
                .mapToObj(i -> new Document("_id", "link%04d".formatted(i)).append("expiresAt", Date.from(NOON)))
                .toList());
        stored.insertOne(new Document("_id", "valid").append("expiresAt", Date.from(LATER)));
        GuestLinks links = links(mongo, Clock.fixed(SOON, ZoneOffset.UTC));

        assertThat(links.deleteExpired()).isTrue();
        assertThat(stored.countDocuments()).isEqualTo(501);
        assertThat(links.deleteExpired()).isFalse();
        assertThat(stored.countDocuments()).isOne();
    }

    @Test
    void guestsAreLookedAtForAsLongAsTheirRequestsMayLast() {
        adoption(NOON).adopted(new GuestAdopted("guest1", "ada", NOON, 1));
        adoption(SOON).finishOpen();
        assertThat(open()).isOne();

        // The last look is taken, too.
        StoredOrders.insert(orders, orderOf("guest1"));
        adoption(LATER).finishOpen();

        assertThat(open()).isZero();
        assertThat(orders.find("order1").orElseThrow().terms().buyerId()).isEqualTo("ada");
    }

    /** The time was not over when the look began that did not see the order. */
    @Test
    void anOrderThatIsWrittenWhileALookOutlastsTheTimeGoesIntoTheAccount() {
        adoption(NOON).adopted(new GuestAdopted("guest1", "ada", NOON, 1));
        AtomicReference<Instant> now = new AtomicReference<>(SOON);
        Effects late = operation -> {
            operation.perform();
            if (operation.name().equals("find")
                    && operation.collection().equals(OrderStore.COLLECTION)
                    && now.getAndSet(LATER).equals(SOON)) {
                StoredOrders.insert(orders, orderOf("guest1"));
            }
        };
        Clock clock = mock(Clock.class);
        when(clock.instant()).thenAnswer(_ -> now.get());

        adoption(new MongoTemplate(database.factory("slow", late, "orders")), clock)
                .finishOpen();
        assertThat(now).hasValue(LATER);
        adoption(LATER).finishOpen();

        assertThat(orders.find("order1").orElseThrow().terms().buyerId()).isEqualTo("ada");
    }

    /** Mails about orders of a guest, and only those, make links. */
    @Test
    void aLinkThatIsMadeWhileTheOrdersGoIntoTheAccountIsForgotten() {
        MongoCollection<Document> links = mongo.getCollection(GuestLinks.COLLECTION);
        StoredOrders.insert(orders, orderOf("guest1"));
        AtomicBoolean mailed = new AtomicBoolean();
        Effects mailing = operation -> {
            if (operation.name().equals("update")
                    && operation.collection().equals(OrderStore.COLLECTION)
                    && !mailed.getAndSet(true)) {
                links.insertOne(new Document("_id", "link1").append("guest", "guest1"));
            }
            operation.perform();
        };

        adoption(new MongoTemplate(database.factory("slow", mailing, "orders")), Clock.fixed(NOON, ZoneOffset.UTC))
                .adopted(new GuestAdopted("guest1", "ada", NOON, 1));

        assertThat(mailed).isTrue();
        assertThat(links.countDocuments()).isZero();
    }

    private long open() {
        return mongo.getCollection(GuestAdoption.COLLECTION)
                .countDocuments(new Document("openUntil", new Document("$exists", true)));
    }

    private static Order orderOf(String guest) {
        OrderDraft draft = OrderFixtures.draft("order1", guest, true, "event1", 1, NOON);
        return OrderFixtures.placed(draft, UNITS, NOON);
    }
}
