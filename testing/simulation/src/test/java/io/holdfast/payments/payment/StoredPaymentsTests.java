package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.OutboxMark;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.provider.Answer;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** A payment is written by who has read it as it is, and by nothing else. */
class StoredPaymentsTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Instant DUE = NOW.plus(LEASE);

    private final List<Operation> written = new ArrayList<>();
    private final PaymentStore payments = new PaymentStore(
            new MongoTemplate(new SimulatedDatabase(() -> NOW).factory("payments", this::perform, "payments")),
            Clock.fixed(NOW, ZoneOffset.UTC));

    private void perform(Operation operation) {
        if (operation.isWrite()) {
            written.add(operation);
        }
        operation.perform();
    }

    private Payment begun() {
        return begun("order1");
    }

    private Payment begun(String id) {
        PayableOrder order = new PayableOrder(
                id, "buyer1", OrderStatus.AWAITING_PAYMENT, 2500, "EUR", NOW.plusSeconds(600), null, 0L, 1);
        return payments.insert(Payment.begin(order, "tok_visa", NOW, LEASE)).orElseThrow();
    }

    @Test
    void workIsClaimedByOneOfTwoWorkers() {
        String id = begun().id();
        Payment first = payments.find(id).orElseThrow();
        Payment second = payments.find(id).orElseThrow();
        first.claimWork(DUE, LEASE);
        second.claimWork(DUE, LEASE);
        assertThat(payments.save(first, null)).isPresent();
        assertThat(payments.save(second, null)).isEmpty();
    }

    @Test
    void aPaymentIsInsertedOnce() {
        assertThat(payments.insert(begun())).isEmpty();
    }

    @Test
    void workIsFoundOnceItIsDue() {
        String id = begun().id();
        assertThat(payments.findDue(DUE.minusMillis(1), 10)).isEmpty();
        assertThat(payments.findDue(DUE, 10)).containsExactly(id);
    }

    @Test
    void aLookAtTheProviderIsReservedOnce() {
        String id = begun().id();
        assertThat(payments.claimLook(id, NOW, DUE)).as("none is due").isFalse();
    }

    /** One that has changed since does not cost all others a second write, and what was published of them is marked. */
    @Test
    void whatIsInTheLedgerIsNotedOnceThoughAnotherPaymentHasChanged() {
        Payment settled = authorized("order1");
        Payment changed = authorized("order2");
        Payment later = payments.find(changed.id()).orElseThrow();
        later.awaitOrderUntil(DUE.plusSeconds(1));
        assertThat(payments.save(later, null)).isPresent();
        written.clear();

        Map<String, OutboxMark> published = Map.of(settled.id(), mark(settled), changed.id(), mark(changed));
        assertThat(payments.markInLedger(List.of(settled, changed), published)).containsExactly(settled.id());

        assertThat(updatesOf(settled)).as("updates of the one").hasSize(1);
        assertThat(payments.findNotInLedger(NOW.plusSeconds(60), 10))
                .as("the other is left to who changed it")
                .extracting(Payment::id)
                .containsExactly(changed.id());
    }

    /** There is a newer message than it tells of. */
    @Test
    void aMarkThatLeavesSomethingPendingIsNotWrittenWithTheLedger() {
        Payment payment = authorized("order1");
        OutboxMark older = mark(payment);
        when(older.isUpTo(payment.version())).thenReturn(false);
        written.clear();

        assertThat(payments.markInLedger(List.of(payment), Map.of(payment.id(), older)))
                .isEmpty();

        assertThat(updatesOf(payment)).hasSize(1);
        assertThat(payments.findNotInLedger(NOW.plusSeconds(60), 10)).isEmpty();
    }

    private Payment authorized(String order) {
        Payment payment = begun(order);
        payment.applyAnswer(new Answer.Authorized("charge-of-" + order), NOW);
        return payments.save(payment, null).orElseThrow();
    }

    private static OutboxMark mark(Payment payment) {
        OutboxMark mark = mock();
        when(mark.isUpTo(payment.version())).thenReturn(true);
        when(mark.guard()).thenReturn(new Document());
        when(mark.nothingElse()).thenReturn(new Document("outbox.last", payment.version()));
        when(mark.fields()).thenReturn(new Document("outbox.entries.1.sequence", 7L));
        return mark;
    }

    private List<BsonDocument> updatesOf(Payment payment) {
        return written.stream()
                .filter(operation -> operation.name().equals("update"))
                .flatMap(operation -> operation.request().getArray("updates").stream())
                .map(BsonValue::asDocument)
                .filter(update ->
                        update.getDocument("q").getString("_id").getValue().equals(payment.id()))
                .toList();
    }
}
