package io.holdfast.orders.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventState;
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
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The orders of a cancelled event are looked for until none can come any more, and none is left out. */
class StoredCancellationsTests {

    private static final String EVENT = "event1";
    private static final Instant CANCELLED = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant LAST_LOOK = CANCELLED.plus(Duration.ofMinutes(61));

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> CANCELLED).factory("orders", Effects.NONE, "orders"));
    private final EventOrders orders = mock(EventOrders.class);
    private final Sales sales = mock(Sales.class);
    private final BuyersFirst buyers = mock(BuyersFirst.class);

    /** The orders of the event, newest first. */
    private final List<EventOrder> all = new CopyOnWriteArrayList<>();

    private final List<String> ended = new CopyOnWriteArrayList<>();

    @BeforeEach
    void anEventIsCancelled() {
        when(orders.find(eq(EVENT), any(), any(), anyInt()))
                .thenAnswer(call -> find(call.getArgument(1), call.getArgument(2)));
        doAnswer(call -> {
                    end(call.getArgument(0));
                    return null;
                })
                .when(orders)
                .endWithEvent(anyCollection());
        store(CANCELLED).begin(cancelled());
        thisServiceKnows(true);
    }

    private static EventCancelled cancelled() {
        EventState event = mock(EventState.class);
        when(event.id()).thenReturn(EVENT);
        return new EventCancelled(event);
    }

    private void thisServiceKnows(boolean cancelled) {
        Sale sale = mock(Sale.class);
        when(sale.isCancelled()).thenReturn(cancelled);
        when(sales.find(EVENT)).thenReturn(Optional.of(sale));
    }

    private List<EventOrder> find(@Nullable OrderCursor after, @Nullable Instant createdSince) {
        return all.stream()
                .filter(order -> after == null || order.position().createdAt().isBefore(after.createdAt()))
                .filter(order ->
                        createdSince == null || !order.position().createdAt().isBefore(createdSince))
                .toList();
    }

    private void end(Collection<String> ids) {
        ended.addAll(ids);
        all.replaceAll(order ->
                ids.contains(order.position().id()) ? new EventOrder(order.position(), OrderStatus.CANCELLED) : order);
    }

    private static EventOrder order(String id, Instant createdAt) {
        return new EventOrder(new OrderCursor(createdAt, id), OrderStatus.AWAITING_PAYMENT);
    }

    private CancellationStore store(Instant now) {
        return new CancellationStore(mongo, Clock.fixed(now, ZoneOffset.UTC));
    }

    /** A replica looks at the orders, and again at once if it has to. */
    private void look(Instant now) {
        CancellationJob job = new CancellationJob(
                store(now), orders, sales, buyers, StoredSettings.USUAL, Clock.fixed(now, ZoneOffset.UTC));
        job.loop().start();
        try {
            await().atMost(Duration.ofMinutes(1)).until(() -> isLookedAt(now));
        } finally {
            job.loop().stop();
        }
    }

    private boolean isLookedAt(Instant now) {
        Instant next = nextAt();
        return next == null || (next.isAfter(now) && !next.equals(now.plus(CancellationJob.RESERVED_FOR)));
    }

    /** Null once there is no other look. */
    private @Nullable Instant nextAt() {
        Document stored =
                mongo.getCollection(CancellationStore.COLLECTION).find().first();
        @Nullable Date next = stored == null ? null : stored.getDate(CancellationStore.NEXT_AT);
        return next == null ? null : next.toInstant();
    }

    @Test
    void theLastLookIsAtAllOrders() {
        look(CANCELLED);
        all.add(order("left out", CANCELLED.minus(DAY)));

        look(CANCELLED.plus(Duration.ofMinutes(30)));
        assertThat(ended).as("those are over since the first look").isEmpty();
        look(LAST_LOOK);

        assertThat(ended).containsExactly("left out");
        assertThat(nextAt()).isNull();
    }

    @Test
    void anOrderThatIsWrittenLongAfterItWasGrantedIsEnded() {
        look(CANCELLED);
        all.add(order("late", CANCELLED.minus(Duration.ofMinutes(50))));

        look(CANCELLED.plus(Duration.ofMinutes(1)));

        assertThat(ended).containsExactly("late");
    }

    /** Until then orders are taken. */
    @Test
    void theyAreLookedForUntilThisServiceKnowsThatTheEventIsCancelled() {
        thisServiceKnows(false);
        look(LAST_LOOK);
        assertThat(nextAt()).isNotNull();

        all.add(order("late", LAST_LOOK));
        thisServiceKnows(true);
        look(LAST_LOOK.plus(DAY));

        assertThat(ended).containsExactly("late");
        assertThat(nextAt()).isNull();
    }

    /** What comes before the place where another replica broke off was not seen. */
    @Test
    void aLookThatGoesOnInTheMiddleIsFollowedByOneFromTheBeginning() {
        all.add(order("newest", CANCELLED));
        all.add(new EventOrder(new OrderCursor(CANCELLED.minus(DAY), "old"), OrderStatus.CANCELLED));
        store(CANCELLED).reached(EVENT, all.getLast().position(), Duration.ZERO);

        look(CANCELLED.plusSeconds(1));

        assertThat(ended).containsExactly("newest");
    }

    @Test
    void anOrderThatWasChangedAtTheSameTimeIsEndedByTheNextLook() {
        all.add(order("paid just now", CANCELLED));
        doAnswer(_ -> null)
                .doAnswer(call -> {
                    end(call.getArgument(0));
                    return null;
                })
                .when(orders)
                .endWithEvent(anyCollection());

        look(CANCELLED);

        assertThat(ended).containsExactly("paid just now");
    }

    @Test
    void anEventThatIsDoneIsNotBegunAgain() {
        look(LAST_LOOK);
        assertThat(nextAt()).isNull();

        // By a replica that was slow, and by a message that comes twice.
        store(LAST_LOOK).reached(EVENT, new OrderCursor(CANCELLED, "old"), Duration.ZERO);
        store(LAST_LOOK).cleared(EVENT, Duration.ZERO);
        store(LAST_LOOK).begin(cancelled());

        assertThat(store(LAST_LOOK.plus(DAY)).due()).isEmpty();
    }

    @Test
    void afterEachPartOfTheOrdersItRestsForBuyersOfOthers() throws InterruptedException {
        int together = StoredSettings.USUAL.cancelledTogether();
        IntStream.range(0, 2 * together).forEach(i -> all.add(order("order" + i, CANCELLED)));

        look(CANCELLED);

        InOrder inOrder = inOrder(orders, buyers);
        inOrder.verify(orders).endWithEvent(anyCollection());
        inOrder.verify(buyers).restSince(anyLong());
        inOrder.verify(orders).endWithEvent(anyCollection());
        inOrder.verify(buyers).restSince(anyLong());
    }

    @Test
    void afterLookingAtOrdersThatAreOverItRestsToo() throws InterruptedException {
        all.add(new EventOrder(new OrderCursor(CANCELLED, "over"), OrderStatus.CANCELLED));

        look(CANCELLED);

        InOrder inOrder = inOrder(orders, buyers);
        inOrder.verify(orders).find(eq(EVENT), any(), any(), anyInt());
        inOrder.verify(buyers).restSince(anyLong());
        assertThat(ended).isEmpty();
    }

    @Test
    void oneReplicaLooksAtATime() {
        assertThat(store(CANCELLED).reserve(EVENT, Duration.ofSeconds(5))).isTrue();
        assertThat(store(CANCELLED.plusSeconds(4)).reserve(EVENT, Duration.ofSeconds(5)))
                .isFalse();
        assertThat(store(CANCELLED.plusSeconds(5)).reserve(EVENT, Duration.ofSeconds(5)))
                .isTrue();
    }
}
