package io.holdfast.orders.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.orders.inventory.Allocation;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** A list that is read page by page has every order once, also of those that were placed in the same millisecond, as in a rush. */
class StoredPagesTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Allocation UNITS = new Allocation(List.of(new Allocation.Part("event1/hall/0", 1)));
    private static final List<String> NEWEST_FIRST =
            List.of("order0", "order6", "order5", "order4", "order3", "order9");
    private static final int TOGETHER = 2;

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("orders", Effects.NONE, "orders"));
    private final OrderStore orders = StoredOrders.in(mongo);
    private final OrderLists lists = StoredOrders.listsIn(mongo);

    StoredPagesTests() {
        // By its time, and not by its id, the first is the newest and the last the oldest.
        orders.insert(
                IntStream.of(3, 4, 5, 6).mapToObj(i -> order("order" + i, NOON)).toList());
        orders.insert(List.of(order("order0", NOON.plusMillis(1)), order("order9", NOON.minusMillis(1))));
    }

    private static Order order(String id, Instant createdAt) {
        OrderDraft draft = OrderFixtures.draft(id, "buyer1", false, "event1", 1, createdAt);
        return OrderFixtures.placed(draft, UNITS, createdAt);
    }

    @Test
    void ofABuyer() {
        assertThat(pages(after -> positions(lists.ofBuyer("buyer1", TOGETHER, after))))
                .isEqualTo(NEWEST_FIRST);
    }

    @Test
    void ofAnEvent() {
        assertThat(pages(after -> positions(lists.ofEvent("event1", null, TOGETHER, after))))
                .isEqualTo(NEWEST_FIRST);
    }

    @Test
    void ofAnEventThatIsCancelled() {
        assertThat(pages(after -> orders.findOfEvent("event1", after, null, TOGETHER).stream()
                        .map(EventOrder::position)
                        .toList()))
                .isEqualTo(NEWEST_FIRST);
        assertThat(orders.findOfEvent("event1", null, NOON, 100))
                .extracting(order -> order.position().id())
                .as("since noon")
                .containsExactly("order0", "order6", "order5", "order4", "order3");
    }

    private static List<OrderCursor> positions(List<Order> page) {
        return page.stream().map(OrderCursor::after).toList();
    }

    private static List<String> pages(Function<@Nullable OrderCursor, List<OrderCursor>> page) {
        List<String> ids = new ArrayList<>();
        List<OrderCursor> found = page.apply(null);
        while (!found.isEmpty()) {
            found.forEach(position -> ids.add(position.id()));
            found = page.apply(found.getLast());
        }
        return ids;
    }
}
