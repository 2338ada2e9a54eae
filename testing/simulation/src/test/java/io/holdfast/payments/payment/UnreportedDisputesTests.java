package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.holdfast.contracts.DisputeState.Status;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.Migration;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.Dispute;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.runtime.YieldingRest;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What an earlier release told of one dispute only is told again, once, in bounded steps that rest while orders are placed. */
class UnreportedDisputesTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Dispute LOST = new Dispute("dp1", 1500, "fraudulent", Status.LOST);
    private static final Dispute OPEN = new Dispute("dp2", 1000, "duplicate", Status.OPEN);

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
    private final MongoTemplate mongo = new MongoTemplate(database.factory("one", this::perform, "payments"));
    private final PaymentStore payments = new PaymentStore(mongo, Clock.fixed(NOW, ZoneOffset.UTC));
    private final PaymentStore otherReplica = new PaymentStore(
            new MongoTemplate(database.factory("other", Effects.NONE, "payments")), Clock.fixed(NOW, ZoneOffset.UTC));
    private final PaymentWriter writer = new PaymentWriter(
            payments, mock(PaymentMeters.class), mock(OutboxRelay.class), mock(LedgerWriter.class), mock());
    private long nanos;

    /** A payment of which another replica learns, just after it is read here, that its open dispute is won. */
    private String changeAfterRead = "";

    private final YieldingRest buyersFirst = new YieldingRest(Duration.ofSeconds(1), () -> nanos);
    private final UnreportedDisputes unreported = newReplica();

    private void perform(Operation operation) {
        operation.perform();
        String id = changeAfterRead;
        boolean readsIt = operation.name().equals("find")
                && operation.request().toJson().contains(id)
                && !operation.request().containsKey("projection");
        if (!id.isEmpty() && readsIt) {
            changeAfterRead = "";
            Payment payment = otherReplica.find(id).orElseThrow();
            Dispute won = new Dispute(OPEN.reference(), 1000, "duplicate", Status.WON);
            payment.applyLookup(Answer.charged("charge", 0, 0, 0, List.of(won)), NOW);
            otherReplica.save(payment, null).orElseThrow();
        }
    }

    private UnreportedDisputes newReplica() {
        return new UnreportedDisputes(mongo, payments, writer, buyersFirst);
    }

    private Payment disputed(String order, Dispute... disputes) {
        Payment payment = payments.insert(
                        Payment.begin(order(order, OrderStatus.AWAITING_PAYMENT), "tok_visa", NOW, LEASE))
                .orElseThrow();
        payment.applyAnswer(new Answer.Authorized("charge"), NOW);
        payment = saved(payment);
        payment.applyOrder(order(order, OrderStatus.COMPLETED), NOW, LEASE);
        payment = saved(payment);
        payment.applyAnswer(Answer.charged("charge", 0, 0, 0, List.of()), NOW);
        payment = saved(payment);
        payment.applyLookup(Answer.charged("charge", 0, 0, 0, List.of(disputes)), NOW);
        return saved(payment);
    }

    private static PayableOrder order(String id, OrderStatus status) {
        return new PayableOrder(id, "buyer1", status, 2500, "EUR", NOW.plusSeconds(600), Payment.idFor(id), 0L, 1);
    }

    private Payment saved(Payment payment) {
        return payments.save(payment, null).orElseThrow();
    }

    private Document stored(Payment payment) {
        return mongo.getCollection(PaymentStore.COLLECTION)
                .find(new Document("_id", payment.id()))
                .first();
    }

    private Document lastMessage(Payment payment) {
        long version = stored(payment).getLong("version");
        return stored(payment)
                .get("outbox", Document.class)
                .get("entries", Document.class)
                .get(Long.toString(version), Document.class);
    }

    private void reportUntil(UnreportedDisputes replica, Duration end) {
        Duration next;
        do {
            next = replica.reportNext();
            assertThat(next).as("a rest").isPositive();
        } while (!next.equals(end));
    }

    @Test
    void aPaymentWithSeveralDisputesReportsAllOfThemOnceForADatabase() {
        Payment several = disputed("order1", LOST, OPEN);
        Payment one = disputed("order2", OPEN);

        reportUntil(unreported, Migration.UPDATED_WITHIN);

        Payment reported = payments.find(several.id()).orElseThrow();
        assertThat(reported.version()).isEqualTo(several.version() + 1);
        assertThat(lastMessage(several).getString("subject")).startsWith("payments.disputed.");
        assertThat(lastMessage(several).toJson()).contains("1500").contains("duplicate");
        assertThat(payments.find(one.id()).orElseThrow().version()).isEqualTo(one.version());

        // What a replica that was not updated yet has written.
        Payment late = disputed("order3", OPEN, LOST);
        reportUntil(unreported, BackgroundLoop.DONE);
        assertThat(payments.find(late.id()).orElseThrow().version()).isEqualTo(late.version() + 1);

        Payment known = payments.find(several.id()).orElseThrow();
        assertThat(newReplica().reportNext()).isEqualTo(BackgroundLoop.DONE);
        assertThat(payments.find(several.id()).orElseThrow().revision()).isEqualTo(known.revision());
    }

    /** They are about a charge that was to be undone, of which the order knows nothing. */
    @Test
    void ofAPaymentThatFailedNoneAreReported() {
        Payment payment = payments.insert(
                        Payment.begin(order("order1", OrderStatus.AWAITING_PAYMENT), "tok_visa", NOW, LEASE))
                .orElseThrow();
        payment.applyAnswer(new Answer.Refused("card-declined"), NOW);
        payment = saved(payment);
        payment.applyLookup(Answer.charged("charge", 0, 0, 0, List.of(LOST, OPEN)), NOW);
        payment = saved(payment);
        assertThat(payment.disputes().areSeveral()).isTrue();

        reportUntil(unreported, Migration.UPDATED_WITHIN);

        assertThat(payments.find(payment.id()).orElseThrow().version()).isEqualTo(payment.version());
    }

    @Test
    void fewPaymentsAreReadAtATime() {
        Payment several = disputed("order1", LOST, OPEN);
        mongo.getCollection(PaymentStore.COLLECTION)
                .insertMany(IntStream.range(0, 500)
                        .mapToObj(number -> new Document("_id", "!%03d".formatted(number)))
                        .toList());

        unreported.reportNext();
        assertThat(payments.find(several.id()).orElseThrow().version()).isEqualTo(several.version());

        unreported.reportNext();
        assertThat(payments.find(several.id()).orElseThrow().version()).isEqualTo(several.version() + 1);
    }

    @Test
    void aPaymentThatChangesMeanwhileIsReportedAsItIsThen() {
        Payment several = disputed("order1", LOST, OPEN);
        changeAfterRead = several.id();

        unreported.reportNext();

        assertThat(changeAfterRead).as("it was changed").isEmpty();
        assertThat(payments.find(several.id()).orElseThrow().version()).isEqualTo(several.version() + 2);
        assertThat(lastMessage(several).toJson()).contains("WON").contains("LOST");
    }
}
