package io.holdfast.orders.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderDraft;
import io.holdfast.orders.order.OrderFixtures;
import io.holdfast.orders.sale.Sales;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

class StoredGuestLinksTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration LAST = Duration.ofDays(60);

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("orders", Effects.NONE, "orders"));
    private final Sales sales = mock(Sales.class);
    private final GuestLinks links = new GuestLinks(
            mongo,
            mock(OutboxRelay.class),
            new GuestProperties(Duration.ofHours(1), 20, 5, 100, LAST),
            sales,
            Clock.fixed(NOON, ZoneOffset.UTC));

    private Instant expiryIfTheEventEnds(Instant end) {
        when(sales.endOf(eq("event1"), any())).thenReturn(end);
        OrderDraft draft = OrderFixtures.draft("order1", "guest1", true, "event1", 1, NOON);
        Allocation units = new Allocation(List.of(new Allocation.Part("event1/hall/0", 1)));
        Order order = OrderFixtures.placed(draft, units, NOON);

        assertThat(links.page(order)).startsWith("/orders/order1/open?token=");

        Document link = mongo.getCollection(GuestLinks.COLLECTION).find().first();
        assertThat(link).isNotNull();
        return link.getDate("expiresAt").toInstant();
    }

    @Test
    void aLinkIsGoodForAWhileAfterTheEvent() {
        Instant end = NOON.plus(Duration.ofDays(30));
        assertThat(expiryIfTheEventEnds(end)).isEqualTo(end.plus(LAST));
    }

    /** Such as one in the mail about a refund. */
    @Test
    void aLinkThatIsMailedLongAfterTheEventIsGoodForAsLong() {
        assertThat(expiryIfTheEventEnds(NOON.minus(Duration.ofDays(90)))).isEqualTo(NOON.plus(LAST));
    }
}
