package io.holdfast.orders.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.sale.Sales;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Orders keep who their buyer is as long as that is needed to be let in, and no longer. */
class StoredPersonalDataTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Instant AFTER = NOON.plus(Duration.ofDays(30));
    private static final Allocation UNITS = new Allocation(List.of(new Allocation.Part("event1/hall/0", 1)));

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("orders", Effects.NONE, "orders"));
    private final OrderStore orders = StoredOrders.in(mongo);
    private final MongoCollection<Document> stored = mongo.getCollection(OrderStore.COLLECTION);
    private final Sales sales = mock(Sales.class);
    private final PersonalData people = new PersonalData(mongo, sales);

    @BeforeEach
    void anOrderIsHeld() {
        OrderDraft draft = OrderFixtures.draft("order1", "ada", false, "event1", 1, NOON);
        orders.insert(List.of(OrderFixtures.placed(draft, UNITS, NOON)));
        when(sales.endingAfter(any(), any())).thenReturn(List.of());
    }

    private void change(Bson change) {
        assertThat(stored.updateOne(Filters.eq("_id", "order1"), change).getModifiedCount())
                .isOne();
    }

    private OrderTerms terms() {
        return orders.find("order1").orElseThrow().terms();
    }

    private void assertKept(Instant now) {
        assertThat(people.erase("ada", now)).as("nothing is left").isFalse();
        assertThat(terms().holder()).isEqualTo("Ada");
        assertThat(terms().email()).isEqualTo("ada@example.com");
        assertThat(people.ordersAhead("ada", now, 10)).hasSize(1);
    }

    private void assertErased(Instant now) {
        assertThat(people.ordersAhead("ada", now, 10)).isEmpty();
        assertThat(people.erase("ada", now)).as("nothing is left").isTrue();
        assertThat(terms().holder()).isEqualTo(PersonalData.ERASED);
        assertThat(terms().email()).isNull();
        Document order = stored.find().first();
        assertThat(order).isNotNull().doesNotContainKey(OrderDocuments.INVOICE_TO);
        assertThat(order.getList(OrderDocuments.NAMES, String.class)).isEmpty();
    }

    /** It may be paid yet. */
    @Test
    void aHeldOrderForAnEventToComeKeepsItsBuyer() {
        assertKept(NOON);
    }

    @Test
    void aPaidOrderKeepsItsBuyerUntilTheEventIsOver() {
        change(Updates.set("status", OrderStatus.COMPLETED.name()));
        assertKept(NOON);
        assertErased(AFTER);
    }

    @Test
    void anOrderThatIsOverLosesItsBuyerAtOnce() {
        change(Updates.combine(
                Updates.set("status", OrderStatus.REFUNDED.name()),
                Updates.set(OrderDocuments.INVOICE_TO, new Document("name", "Ada"))));
        assertErased(NOON);
    }

    private void refund(long amount) {
        change(Updates.combine(
                Updates.set("status", OrderStatus.REFUNDED.name()),
                Updates.set("refunded", amount),
                Updates.set(
                        "refunds",
                        List.of(new Document("id", "refund1")
                                .append("amount", amount)
                                .append("reason", "event-cancelled")
                                .append("at", Date.from(NOON))
                                .append("fingerprint", "")))));
    }

    private static Document dispute(DisputeState.Status status) {
        return new Document("amount", 600L).append("reason", "fraudulent").append("status", status.name());
    }

    private void assertKeptForTheMoney(Instant now) {
        assertThat(people.erase("ada", now)).as("nothing is left").isFalse();
        assertThat(terms().holder()).isEqualTo("Ada");
        assertThat(terms().email()).isEqualTo("ada@example.com");
        assertThat(people.ordersAhead("ada", now, 10)).as("reasons to refuse").isEmpty();
    }

    @Test
    void whoHasMoneyToComeIsKnownUntilItArrives() {
        refund(1_000);
        assertKeptForTheMoney(NOON);
        change(Updates.set(OrderDocuments.REFUND_PAID, 400L));
        assertKeptForTheMoney(NOON);
        change(Updates.set(OrderDocuments.REFUND_PAID, 1_000L));
        assertErased(NOON);
    }

    @Test
    void whoseRefundFailedIsKnownUntilTheyHaveItInAnotherWay() {
        refund(1_000);
        change(Updates.combine(
                Updates.set(OrderDocuments.REFUND_PAID, 400L), Updates.set(OrderDocuments.REFUND_FAILED, 600L)));
        assertKeptForTheMoney(AFTER);
        change(Updates.combine(
                Updates.set(OrderDocuments.REFUND_FAILED, 0L), Updates.set(OrderDocuments.REFUND_ENDED, 600L)));
        assertErased(AFTER);
    }

    @Test
    void soIsWhoseBankDecidesAboutADispute() {
        refund(1_000);
        change(Updates.combine(
                Updates.set(OrderDocuments.REFUND_PAID, 400L),
                Updates.set(OrderDocuments.DISPUTE, dispute(DisputeState.Status.OPEN))));
        assertKeptForTheMoney(AFTER);
        change(Updates.set(OrderDocuments.DISPUTE, dispute(DisputeState.Status.LOST)));
        assertErased(AFTER);
    }

    /** Of old refunds it was not reported whether they arrived. */
    @Test
    void noOneIsKnownForEver() {
        refund(1_000);
        assertKeptForTheMoney(NOON.plus(PersonalData.WAITING).minusSeconds(1));
        assertErased(NOON.plus(PersonalData.WAITING));
    }

    @Test
    void whatCostNothingIsOwedToNobody() {
        refund(0);
        assertErased(NOON);
    }

    @Test
    void anEventThatWasPostponedIsToCome() {
        change(Updates.set("event.endsAt", Date.from(NOON)));
        when(sales.endingAfter(any(), any())).thenReturn(List.of("event1"));
        assertKept(AFTER);
    }

    @Test
    void aNameThatStandsInThePlaceOfNamesHidesNoAddress() {
        change(Updates.combine(
                Updates.set("status", OrderStatus.REFUNDED.name()), Updates.set("holder", PersonalData.ERASED)));
        assertErased(NOON);
    }

    @Test
    void allOrdersOfAnEventThatEndedLongAgoLoseTheirBuyers() {
        change(Updates.set("status", OrderStatus.COMPLETED.name()));
        people.eraseOfEvent("event2", null);
        assertThat(terms().holder()).isEqualTo("Ada");
        people.eraseOfEvent("event1", null);
        assertErased(AFTER);
    }
}
