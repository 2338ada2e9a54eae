package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static org.springframework.data.mongodb.core.query.Criteria.where;

import com.mongodb.MongoTimeoutException;
import io.holdfast.contracts.DisputeState.Status;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.messaging.OutboxMark;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.ledger.LedgerStore;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.payment.PayRequestStore.FirstAnswer;
import io.holdfast.payments.payment.ReconciliationReport.Outcome;
import io.holdfast.payments.payment.ReconciliationRoundStore.Round;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.Dispute;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/** A payment is written by who has read it as it is, and by nothing else. */
class StoredPaymentsTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Instant DUE = NOW.plus(LEASE);

    private final List<Operation> written = new ArrayList<>();
    private final List<Operation> read = new ArrayList<>();
    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOW).factory("payments", this::perform, "payments"));
    private final PaymentStore payments = new PaymentStore(mongo, Clock.fixed(NOW, ZoneOffset.UTC));

    private void perform(Operation operation) {
        if (operation.isWrite()) {
            written.add(operation);
        } else {
            read.add(operation);
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
    void aPaymentThatIsKnownAsItIsIsNotReadAgain() {
        Payment known = begun();
        read.clear();
        assertThat(payments.findNewer(known.id(), known.revision())).isEmpty();
        assertThat(read).singleElement().asString().contains("\"projection\": {\"revision\": 1}");

        Payment claimed = payments.find(known.id()).orElseThrow();
        claimed.claimWork(DUE, LEASE);
        Payment saved = payments.save(claimed, null).orElseThrow();
        assertThat(payments.findNewer(known.id(), known.revision())
                        .orElseThrow()
                        .revision())
                .isEqualTo(saved.revision());
        assertThat(payments.findNewer(known.id(), saved.revision())).isEmpty();
        assertThat(payments.findNewer("none", 0)).isEmpty();
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

    /** All refunds of a large event that is cancelled are due at once, and those who pay for another wait for nothing else. */
    @Test
    void whatABuyerWaitsForIsFoundThoughManyRefundsHaveBeenDueForLonger() {
        List<String> refunds = IntStream.range(0, 300)
                .mapToObj(number -> begun("refund" + number).id())
                .toList();
        mongo.updateMulti(
                new Query(), Update.update("work.kind", "REFUND").set("work.dueAt", NOW), PaymentStore.COLLECTION);
        String waiting = begun("order1").id();

        assertThat(payments.findDue(DUE, 200)).containsExactly(waiting);
        assertThat(payments.findDueRefunds(NOW.minusMillis(1), 200)).isEmpty();
        assertThat(payments.findDueRefunds(NOW, 200)).hasSize(200).isSubsetOf(refunds);
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

    @Test
    void aLookThatIsDueIsClaimedOnceAndEndedByWhoClaimedIt() {
        Payment payment = begun();
        String id = payment.id();
        Instant first = NOW.plusSeconds(60);
        Instant second = NOW.plusSeconds(120);
        setLook(id, NOW);
        assertThat(payments.claimLook(id, NOW, first)).isTrue();
        assertThat(payments.claimLook(id, NOW, second)).as("by another replica").isFalse();
        assertThat(payments.claimLook(id, first, second)).as("it died").isTrue();

        payments.endLook(payment, first, NOW);
        assertThat(payments.findToLookAt(second, 10)).as("ended too late").containsExactly(id);
        payments.endLook(payment, second, NOW);
        assertThat(payments.findToLookAt(second, 10)).isEmpty();
    }

    /** After a large event was cancelled, most looks are due for days: one that a person waits for must not stand behind them. */
    @Test
    void whatHasJustBecomeDueIsLookedAtBesideWhatWaitsTheLongest() {
        List<String> ids = IntStream.range(0, 6)
                .mapToObj(number -> begun("order" + number).id())
                .toList();
        for (int number = 0; number < 6; number++) {
            setLook(ids.get(number), NOW.plusSeconds(number));
        }

        assertThat(payments.findToLookAt(NOW.plusSeconds(4), 4))
                .containsExactly(ids.get(0), ids.get(1), ids.get(4), ids.get(3));
        assertThat(payments.findToLookAt(NOW.plusSeconds(2), 4))
                .as("each once")
                .containsExactly(ids.get(0), ids.get(1), ids.get(2));
        assertThat(payments.findToLookAt(NOW.plusSeconds(4), 1)).containsExactly(ids.get(0));
        assertThat(payments.findToLookAt(NOW.minusSeconds(1), 4)).isEmpty();
    }

    /** The release before counted what a lost dispute gave the buyer as still to be given back. */
    @Test
    void aLookCorrectsWhetherAPersonIsNeeded() {
        Payment payment = begun();
        setLook(payment.id(), NOW);
        needsPerson(payment.id(), "disputed");
        assertThat(payments.claimLook(payment.id(), NOW, NOW.plusSeconds(60))).isTrue();

        payments.endLook(payment, NOW.plusSeconds(60), NOW);

        assertThat(mongo.findById(payment.id(), Document.class, PaymentStore.COLLECTION))
                .doesNotContainKey(PaymentStore.NEEDS_PERSON);
    }

    /** It is counted among those that need a person, for as long as that takes. */
    @Test
    void aChargeThatIsToBeReversedAndWhoseRefundFailedIsNotStuck() {
        Payment payment = begun();
        tried(payment, PaymentStatus.DECLINED);
        assertThat(payments.countStuck(8, NOW, NOW)).isEqualTo(1);
        assertThat(payments.countStuck(9, NOW, NOW)).isZero();
        assertThat(payments.countStuck(9, DUE.plusSeconds(1), NOW))
                .as("waits for other refunds")
                .isZero();
        assertThat(payments.countStuck(9, NOW, DUE.plusSeconds(1)))
                .as("due for long")
                .isEqualTo(1);

        needsPerson(payment.id(), Payment.REFUND_FAILED);
        assertThat(payments.countStuck(8, NOW, DUE.plusSeconds(1))).isZero();
        assertThat(payments.countNeedingPerson(Payment.REFUND_FAILED)).isEqualTo(1);
        needsPerson(payment.id(), Payment.DISPUTED);
        assertThat(payments.countStuck(8, NOW, DUE.plusSeconds(1))).isZero();

        tried(payment, PaymentStatus.CAPTURED);
        assertThat(payments.countStuck(8, NOW, NOW))
                .as("the refund of another part is")
                .isEqualTo(1);
    }

    @Test
    void whatIsNoRefundIsStuckWithinMinutes() {
        begun();
        assertThat(payments.countStuck(8, DUE.plusSeconds(1), NOW)).isEqualTo(1);
        assertThat(payments.countStuck(8, DUE, NOW)).isZero();
    }

    @Test
    void aPaymentIsStuckThoughTheRefundOfAnEarlierChargeNeedsAPerson() {
        Payment payment = begun();
        tried(payment, PaymentStatus.AUTHORIZED);
        mongo.updateFirst(
                Query.query(where("_id").is(payment.id())),
                Update.update("work.kind", "CAPTURE"),
                PaymentStore.COLLECTION);
        needsPerson(payment.id(), Payment.REFUND_FAILED);

        assertThat(payments.countStuck(8, NOW, NOW)).isEqualTo(1);
    }

    private void tried(Payment payment, PaymentStatus status) {
        mongo.updateFirst(
                Query.query(where("_id").is(payment.id())),
                Update.update("status", status.name())
                        .set("work.kind", "REFUND")
                        .set("work.tries", 8),
                PaymentStore.COLLECTION);
    }

    private void setLook(String id, Instant at) {
        mongo.updateFirst(
                Query.query(where("_id").is(id)), Update.update(PaymentStore.LOOK_AGAIN, at), PaymentStore.COLLECTION);
    }

    /** A provider repeats a notification for days, and the next attempt may have begun since. */
    @Test
    void aNotificationOfAnEarlierAttemptChangesNothing() {
        Payment payment = begun();
        String first = payment.keys().authorize();
        payment.applyAnswer(new Answer.Refused("card-declined"), NOW);
        payment = payments.save(payment, null).orElseThrow();
        payment.beginNextAttempt("tok_visa", NOW, LEASE);
        payment = payments.save(payment, null).orElseThrow();
        String second = payment.keys().authorize();
        payment.applyAnswer(new Answer.Authorized("charge2"), NOW);
        payment = payments.save(payment, null).orElseThrow();
        PaymentNotifications notifications = new PaymentNotifications(
                payments,
                new PaymentWriter(payments, mock(), mock(), mock(), mock()),
                mock(),
                Clock.fixed(NOW, ZoneOffset.UTC));

        notifications.accept(payment.id(), first, new Answer.Voided("charge1"));
        assertThat(payments.find(payment.id()).orElseThrow().status()).isEqualTo(PaymentStatus.AUTHORIZED);

        notifications.accept(payment.id(), second, new Answer.Voided("charge2"));
        assertThat(payments.find(payment.id()).orElseThrow().status()).isEqualTo(PaymentStatus.VOIDED);
    }

    /** The first attempt was declined, charged all the same, and given back; the order was paid by the second one since. */
    @Test
    void aRefundOfAnEarlierAttemptThatFailsIsNotedThoughAnotherWriteIsMadeMeanwhile() {
        Payment payment = begun();
        String first = payment.keys().authorize();
        payment.applyAnswer(new Answer.Refused("card-declined"), NOW);
        payment = payments.save(payment, null).orElseThrow();
        payment.applyLookup(new Answer.Refunded("charge1", 2500), NOW);
        payment = payments.save(payment, null).orElseThrow();
        payment.beginNextAttempt("tok_visa", NOW, LEASE);
        payment = payments.save(payment, null).orElseThrow();
        Payment second = payments.find(payment.id()).orElseThrow();
        second.applyAnswer(new Answer.Authorized("charge2"), NOW);
        PaymentWriter writer = mock();
        when(writer.save(any())).then(call -> {
            // The second attempt is answered between the read and the write of the first notification.
            payments.save(second, null);
            return payments.save(call.getArgument(0), null);
        });
        PaymentNotifications notifications =
                new PaymentNotifications(payments, writer, mock(), Clock.fixed(NOW, ZoneOffset.UTC));
        Dispute dispute = new Dispute("dp1", 2500, "fraudulent", Status.OPEN);

        notifications.accept(payment.id(), first, new Answer.Refunded("charge1", 0, 0, 2500, List.of(dispute)));

        Payment noted = payments.find(payment.id()).orElseThrow();
        assertThat(noted.status()).isEqualTo(PaymentStatus.AUTHORIZED);
        assertThat(noted.refundStopped()).isEqualTo(2500);
        assertThat(noted.allDisputes()).containsExactly(dispute);
        assertThat(payments.findNeedingPerson("", "", 10))
                .extracting(Payment::id)
                .containsExactly(payment.id());
        assertThat(payments.findToLookAt(NOW.plus(Duration.ofMinutes(1)), 10)).containsExactly(payment.id());
    }

    /** Disputes come first: they have a deadline. */
    @Test
    void eachPaymentThatNeedsAPersonIsListedOnce() {
        List<String> ids = Stream.of("order1", "order2", "order3")
                .map(order -> begun(order).id())
                .sorted()
                .toList();
        needsPerson(ids.get(0), Payment.REFUND_FAILED);
        needsPerson(ids.get(1), Payment.REFUND_FAILED);
        needsPerson(ids.get(2), "disputed");

        assertThat(payments.findNeedingPerson("", "", 2))
                .extracting(Payment::id)
                .containsExactly(ids.get(2), ids.get(0));
        assertThat(payments.findNeedingPerson("disputed", ids.get(2), 2))
                .extracting(Payment::id)
                .containsExactly(ids.get(0), ids.get(1));
        assertThat(payments.findNeedingPerson(Payment.REFUND_FAILED, ids.get(0), 2))
                .extracting(Payment::id)
                .containsExactly(ids.get(1));
        assertThat(payments.findNeedingPerson(Payment.REFUND_FAILED, ids.get(1), 2))
                .isEmpty();
    }

    private void needsPerson(String id, String why) {
        mongo.updateFirst(
                Query.query(where("_id").is(id)),
                Update.update(PaymentStore.NEEDS_PERSON, why),
                PaymentStore.COLLECTION);
    }

    /** Each is compared with the provider, wherever a page ends. */
    @Test
    void paymentsThatChangedAtTheSameMomentAreListedOnceEach() {
        List<String> ids = Stream.of("order1", "order2", "order3")
                .map(order -> begun(order).id())
                .sorted()
                .toList();

        List<Payment> page = payments.findChanged(PaymentCursor.before(NOW), NOW, 2);
        assertThat(page).extracting(Payment::id).isEqualTo(ids.subList(0, 2));
        page = payments.findChanged(PaymentCursor.at(page.getLast()), NOW, 2);
        assertThat(page).extracting(Payment::id).isEqualTo(ids.subList(2, 3));
        assertThat(payments.findChanged(PaymentCursor.at(page.getLast()), NOW, 2))
                .isEmpty();
        assertThat(payments.findChanged(PaymentCursor.before(NOW.minusSeconds(1)), NOW.minusMillis(1), 2))
                .as("too new")
                .isEmpty();
    }

    /** More than a page, all of them unchanged since the same moment. */
    @Test
    void aRoundOfComparisonsReadsToTheEndOfTheList() {
        for (int i = 0; i < 101; i++) {
            begun("order" + i);
        }
        PaymentComparison comparison = mock();
        when(comparison.compare(any())).thenReturn(ReconciliationReport.Outcome.AGREED);
        PaymentsProperties properties = mock(PaymentsProperties.class);
        when(properties.reconcileWindow()).thenReturn(Duration.ofMinutes(1));
        Reconciler reconciler = new Reconciler(
                payments, comparison, mock(), mock(), properties, mock(), Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(reconciler.reconcile().payments()).isEqualTo(101);
        verify(comparison, times(101)).compare(any());
    }

    @Test
    void aRequestToPayHasOneFirstAnswer() {
        PayRequestStore requests = new PayRequestStore(mongo, Clock.fixed(NOW, ZoneOffset.UTC));
        IdempotencyKey key = new IdempotencyKey("key");
        FirstAnswer first = new FirstAnswer(201, PaymentStatus.AUTHORIZED, null, null);
        assertThat(requests.begin("buyer1", key, "order1", "tok_visa")).isEmpty();
        assertThat(requests.begin("buyer1", key, "order1", "tok_visa"))
                .as("not answered yet")
                .isEmpty();
        requests.saveAnswer("buyer1", key, first);
        requests.saveAnswer("buyer1", key, new FirstAnswer(402, null, "card-declined", "Declined"));
        assertThat(requests.begin("buyer1", key, "order1", "tok_visa")).contains(first);
        assertThat(requests.begin("buyer2", key, "order1", "tok_visa")).isEmpty();
        assertThatThrownBy(() -> requests.begin("buyer1", key, "order2", "tok_visa"))
                .isInstanceOf(ProblemException.class);
    }

    /** One replica compares; another goes on where a crash interrupted it, and the first then does no more. */
    @Test
    void aRoundOfComparisonsIsOfOneReplicaAtATime() {
        PaymentsProperties properties = mock(PaymentsProperties.class);
        when(properties.reconcile()).thenReturn(Duration.ofMinutes(10));
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        Clock clock = mock(Clock.class);
        when(clock.instant()).thenAnswer(_ -> now.get());
        ReconciliationRoundStore rounds = new ReconciliationRoundStore(mongo, properties, clock);
        assertThat(rounds.claim()).as("the first is due in a while").isEmpty();
        now.set(NOW.plus(Duration.ofMinutes(10)));
        Round interrupted = rounds.claim().orElseThrow();
        assertThat(rounds.claim()).isEmpty();
        PaymentCursor reached = new PaymentCursor(NOW, "payment7");
        assertThat(interrupted.advance(reached)).isTrue();

        now.set(now.get().plus(Duration.ofMinutes(5)));
        Round continued = rounds.claim().orElseThrow();
        assertThat(continued.cursor()).contains(reached);
        assertThat(interrupted.advance(new PaymentCursor(NOW, "payment8"))).isFalse();
        interrupted.finish();
        assertThat(continued.advance(new PaymentCursor(NOW, "payment9"))).isTrue();
        continued.finish();
        now.set(now.get().plus(Duration.ofMinutes(10)));
        assertThat(rounds.claim().orElseThrow().cursor()).isEmpty();
    }

    /** Or the ledger would never get what it has not. */
    @Test
    void whatTheLedgerDidNotTakeStaysToBeBooked() {
        Payment payment = authorized("order1");
        OutboxRelay relay = mock();
        doAnswer(call -> call.<Function<Map<String, OutboxMark>, Set<String>>>getArgument(1)
                        .apply(Map.of()))
                .when(relay)
                .writeWithMarks(any(), any());
        LedgerStore ledger = mock();
        Instant later = NOW.plusSeconds(60);
        LedgerWriter writer = new LedgerWriter(ledger, payments, relay, Clock.fixed(later, ZoneOffset.UTC));

        doThrow(new MongoTimeoutException("away")).when(ledger).insert(any());
        assertThatThrownBy(writer::sweep).isInstanceOf(MongoTimeoutException.class);
        assertThat(payments.findNotInLedger(later, 10)).extracting(Payment::id).containsExactly(payment.id());

        doAnswer(_ -> null).when(ledger).insert(any());
        writer.sweep();
        assertThat(payments.findNotInLedger(later, 10)).isEmpty();
    }

    /** The provider does not answer, or a call is under way. */
    @Test
    void aLookThatToldNothingIsMadeAgain() {
        PaymentComparison comparison = mock();
        RefundFollowUp followUp = new RefundFollowUp(payments, comparison, mock(), Clock.fixed(NOW, ZoneOffset.UTC));
        String silent = begun("order1").id();
        String busy = begun("order2").id();
        String agreed = begun("order3").id();
        List.of(silent, busy, agreed).forEach(id -> setLook(id, NOW));
        when(comparison.compare(silent)).thenThrow(new IllegalStateException("no answer"));
        when(comparison.compare(busy)).thenReturn(Outcome.UNDER_WAY);
        when(comparison.compare(agreed)).thenReturn(Outcome.AGREED);

        followUp.run();

        assertThat(payments.findToLookAt(NOW, 10)).as("at once").isEmpty();
        assertThat(payments.findToLookAt(NOW.plusSeconds(600), 10)).containsExactlyInAnyOrder(silent, busy);
    }
}
