package io.holdfast.orders.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.mongodb.client.model.Filters;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.StoredSettings;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.orders.order.EventOrder;
import io.holdfast.orders.order.EventOrders;
import io.holdfast.orders.order.OrderCursor;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What a cancellation does one after the other, and for how long. */
class StoredCancellationsTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final int TOGETHER = StoredSettings.USUAL.cancelledTogether();

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("orders", Effects.NONE, "orders"));
    private final EventOrders orders = mock(EventOrders.class);
    private final Sales sales = mock(Sales.class);
    private final Sale sale = mock(Sale.class);
    private final BuyersFirst buyers = mock(BuyersFirst.class);

    @BeforeEach
    void cancelledAtNoon() {
        when(sales.find("event1")).thenReturn(Optional.of(sale));
        mongo.getCollection(CancellationStore.COLLECTION)
                .insertOne(new Document("_id", "event1")
                        .append("since", Date.from(NOON))
                        .append(CancellationStore.NEXT_AT, Date.from(NOON)));
    }

    private CancellationJob at(Instant now) {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return new CancellationJob(
                new CancellationStore(mongo, clock), orders, sales, buyers, StoredSettings.USUAL, clock);
    }

    @Test
    void afterEachPartOfTheOrdersItRestsForBuyersOfOthers() throws InterruptedException {
        List<EventOrder> alive = IntStream.range(0, 2 * TOGETHER)
                .mapToObj(i -> new EventOrder(new OrderCursor(NOON, "order%04d".formatted(i)), OrderStatus.COMPLETED))
                .toList();
        when(orders.find(eq("event1"), isNull(), isNull(), anyInt()))
                .thenReturn(alive)
                .thenReturn(List.of());
        CancellationJob job = at(NOON);

        job.loop().start();
        verify(buyers, timeout(60_000).times(2)).restSince(anyLong());
        job.loop().stop();

        InOrder inOrder = inOrder(orders, buyers);
        inOrder.verify(orders).endWithEvent(any());
        inOrder.verify(buyers).restSince(anyLong());
        inOrder.verify(orders).endWithEvent(any());
        inOrder.verify(buyers).restSince(anyLong());
    }

    /** A replica that stood still for an hour may have written an order that is older than those that were looked at since. */
    @Test
    void theLastLookIsAtAllOrders() throws InterruptedException {
        when(sale.isCancelled()).thenReturn(true);
        at(NOON).endDue();
        at(NOON.plus(Duration.ofMinutes(30))).endDue();
        verify(orders).find(eq("event1"), isNull(), eq(NOON.minus(Duration.ofHours(1))), anyInt());
        assertThat(isOpen()).isTrue();

        at(NOON.plus(Duration.ofMinutes(61))).endDue();

        InOrder inOrder = inOrder(orders);
        inOrder.verify(orders).find(eq("event1"), isNull(), isNull(), anyInt());
        inOrder.verify(orders).find(eq("event1"), isNull(), eq(NOON.minus(Duration.ofHours(1))), anyInt());
        inOrder.verify(orders).find(eq("event1"), isNull(), isNull(), anyInt());
        assertThat(isOpen()).isFalse();
    }

    @Test
    void whileTheEventIsStillSoldHereThereIsNoLastLook() throws InterruptedException {
        when(sale.isCancelled()).thenReturn(false);

        at(NOON.plus(Duration.ofMinutes(61))).endDue();

        assertThat(isOpen()).isTrue();
    }

    private boolean isOpen() {
        return mongo.getCollection(CancellationStore.COLLECTION)
                        .countDocuments(Filters.exists(CancellationStore.NEXT_AT))
                == 1;
    }
}
