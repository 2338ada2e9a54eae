package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.springframework.data.mongodb.core.query.Criteria.where;

import com.mongodb.client.MongoClient;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.payments.FakeOrdersService;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.PaymentsServer;
import io.holdfast.payments.PaymentsServer.Answer;
import io.holdfast.payments.ledger.LedgerStore;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.payment.ReconciliationRoundStore.Round;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.sandbox.SandboxCharge;
import io.holdfast.payments.sandbox.SandboxCharge.Status;
import io.holdfast.payments.sandbox.SandboxChargeStore;
import io.holdfast.payments.sandbox.SandboxFaults;
import io.holdfast.payments.sandbox.SandboxFaults.Fault;
import io.holdfast.payments.settlement.SettlementJob;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import tools.jackson.databind.JsonNode;

/**
 * The process dies at every step, or one side loses what it had confirmed; then sweeps and comparisons bring payments, charges and
 * ledger into agreement. Only the tests sweep and compare, so that each crash is where it is meant to be.
 */
@Tag("storage")
class ReconciliationIT {

    private static final String BUYER = "buyer1";
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration LEASE = Duration.ofSeconds(1);

    private static TestBroker broker;
    private static FakeOrdersService orders;
    private static PaymentsServer server;

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        orders = new FakeOrdersService(broker.url());
        server = new PaymentsServer(
                broker,
                "holdfast.payments.sweep=1h",
                "holdfast.payments.settlement.every=1h",
                "holdfast.payments.settlement.grace=0s");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            orders.close();
            broker.stop();
        }
    }

    enum Step {
        AUTHORIZE(PaymentStatus.CAPTURED, 0, Status.CAPTURED),
        CAPTURE(PaymentStatus.CAPTURED, 0, Status.CAPTURED),
        VOID(PaymentStatus.VOIDED, 0, Status.VOIDED),
        REFUND(PaymentStatus.REFUNDED, 2500, Status.REFUNDED),
        REFUND_A_PART(PaymentStatus.CAPTURED, 700, Status.CAPTURED);

        private final PaymentStatus payment;
        private final long refunded;
        private final Status charge;

        Step(PaymentStatus payment, long refunded, Status charge) {
            this.payment = payment;
            this.refunded = refunded;
            this.charge = charge;
        }
    }

    /** What the crash comes after, or what is lost. */
    enum Moment {
        WORK_STORED,
        CALL_MADE,
        ANSWER_STORED,
        CALL_LOST,
        ANSWER_LOST
    }

    static Stream<Arguments> crashes() {
        return Arrays.stream(Step.values())
                .flatMap(step -> Arrays.stream(Moment.values()).map(moment -> Arguments.of(step, moment)));
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void allSidesAgreeAfterACrashAtAnyMoment(Step step, Moment moment) {
        OrderState order = step == Step.AUTHORIZE ? orders.place(BUYER) : unpublished();
        Payment payment = beforeStep(step, order);
        switch (moment) {
            case WORK_STORED -> {}
            case CALL_MADE -> worker().call(payment);
            case ANSWER_STORED -> {
                payment.applyAnswer(worker().call(payment), longAgo());
                assertThat(dying().save(payment)).isPresent();
            }
            case CALL_LOST -> {
                server.bean(SandboxFaults.class).inject(Fault.LOST_CALL);
                worker().makeCall(payment);
            }
            case ANSWER_LOST -> {
                server.bean(SandboxFaults.class).inject(Fault.LOST_ANSWER);
                worker().makeCall(payment);
            }
        }

        // The buyer was told that the attempt failed, so an authorization is voided.
        boolean released = step == Step.AUTHORIZE && (moment == Moment.CALL_LOST || moment == Moment.ANSWER_LOST);
        await().atMost(SOON).untilAsserted(() -> {
            sweepAndReconcile();
            Payment now = find(order);
            assertThat(now.status()).isEqualTo(released ? PaymentStatus.DECLINED : step.payment);
            assertThat(now.refundPaid()).isEqualTo(step.refunded);
            assertThat(now.pendingCall()).isEmpty();
            assertThat(charges(order))
                    .extracting(SandboxCharge::status, SandboxCharge::refunded)
                    .containsExactly(tuple(released ? Status.VOIDED : step.charge, step.refunded));
            assertThat(charges(order).getFirst().refunds()).hasSizeLessThanOrEqualTo(1);
            assertThat(server.bean(LedgerStore.class).of(now.id())).isEqualTo(now.ledgerEntries());
            assertBalanced();
        });
    }

    @Test
    void anAuthorizationLeftAtTheProviderIsVoided() {
        OrderState order = ended(Step.VOID);
        tamper(order, Update.update("status", Status.AUTHORIZED.name()));

        Answer found = reconcile();

        assertThat(outcome(found, order)).isEqualTo("LEARNED");
        assertThat(charges(order)).extracting(SandboxCharge::status).containsExactly(Status.VOIDED);
        assertThat(find(order).status()).isEqualTo(PaymentStatus.VOIDED);
        assertThat(outcome(reconcile(), order)).isEmpty();
        assertBalanced();
    }

    @Test
    void aChargeForAFailedPaymentIsRefundedAndInTheLedger() {
        OrderState order = ended(Step.VOID);
        tamper(order, Update.update("status", Status.CAPTURED.name()).set("captured", 2500L));

        assertThat(outcome(reconcile(), order)).isEqualTo("LEARNED");

        await().atMost(SOON).untilAsserted(() -> {
            sweepAndReconcile();
            assertThat(charges(order)).extracting(SandboxCharge::status).containsExactly(Status.REFUNDED);
            assertThat(find(order).pendingCall()).isEmpty();
            assertBalanced();
        });
        assertThat(find(order).status()).isEqualTo(PaymentStatus.VOIDED);
    }

    @Test
    void aRefundTheProviderLostIsMadeAgainWithTheSameKey() {
        OrderState order = ended(Step.REFUND_A_PART);
        SandboxCharge before = charges(order).getFirst();
        tamper(order, Update.update("refunded", 0L).set("refunds", new Document()));

        assertThat(outcome(reconcile(), order)).isEqualTo("REPEATED");

        assertThat(charges(order)).containsExactly(before);
        assertThat(outcome(reconcile(), order)).isEmpty();
        assertBalanced();
    }

    @Test
    void aChargeTheProviderLostIsMadeAgain() {
        OrderState order = ended(Step.CAPTURE);
        tamper(order, Update.update("status", Status.AUTHORIZED.name()).set("captured", 0L));

        assertThat(outcome(reconcile(), order)).isEqualTo("REPEATED");

        assertThat(charges(order))
                .extracting(SandboxCharge::status, SandboxCharge::captured)
                .containsExactly(tuple(Status.CAPTURED, 2500L));
    }

    @Test
    void aRefundMadeByHandIsRecordedAndPublished() {
        OrderState order = ended(Step.REFUND_A_PART);
        server.bean(PaymentProvider.class).refund(charges(order).getFirst().id(), 300, "USD", "by-hand");

        assertThat(outcome(reconcile(), order)).isEqualTo("LEARNED");

        assertThat(find(order).refundPaid()).isEqualTo(1000);
        assertThat(outcome(reconcile(), order)).isEmpty();
        assertBalanced();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(orders.received(order.id()))
                        .last()
                        .isInstanceOfSatisfying(
                                PaymentRefunded.class,
                                message ->
                                        assertThat(message.payment().refunded()).isEqualTo(1000)));
    }

    @Test
    void anAuthorizationThatLapsedAtTheProviderVoidsThePayment() {
        OrderState order = unpublished();
        finish(beforeStep(Step.AUTHORIZE, order));
        tamper(order, Update.update("status", Status.VOIDED.name()));

        assertThat(outcome(reconcile(), order)).isEqualTo("LEARNED");

        assertThat(find(order).status()).isEqualTo(PaymentStatus.VOIDED);
        assertBalanced();
    }

    @Test
    void aChangeOfTheOrderThatWasNotAppliedIsApplied() {
        OrderState order = unpublished();
        finish(beforeStep(Step.CAPTURE, order));
        storeCopy(decided(order, OrderStatus.SOLD_BACK, 2500, 4));

        await().atMost(SOON).untilAsserted(() -> {
            reconcile();
            assertThat(find(order).status()).isEqualTo(PaymentStatus.REFUNDED);
        });
        assertThat(charges(order)).extracting(SandboxCharge::refunded).containsExactly(2500L);
    }

    @Test
    void aChargeTheProviderDoesNotKnowIsReported() {
        OrderState order = ended(Step.CAPTURE);
        mongo().remove(Query.query(where("orderId").is(order.id())), SandboxChargeStore.COLLECTION);

        assertThat(outcome(reconcile(), order)).isEqualTo("UNKNOWN");
        assertThat(find(order).status()).isEqualTo(PaymentStatus.CAPTURED);
    }

    /** Outside the window of the comparison, 3, 7 and 30 days after the refund. */
    @Test
    void aRefundIsLookedAtAgainDaysLater() {
        OrderState order = ended(Step.REFUND_A_PART);
        String id = Payment.idFor(order.id());
        Instant refundedAt = find(order).history().lastRefundAt().orElseThrow();
        assertThat(lookAt(id)).isEqualTo(refundedAt.plus(Duration.ofDays(3)));
        server.bean(PaymentProvider.class).refund(charges(order).getFirst().id(), 300, "USD", "by-hand");
        Date yesterday = Date.from(Instant.now().minus(Duration.ofDays(2)));
        mongo().updateFirst(
                        Query.query(where("_id").is(id)),
                        Update.update("changedAt", yesterday),
                        PaymentStore.COLLECTION);
        assertThat(outcome(reconcile(), order)).as("outside the window").isEmpty();

        followUp();
        assertThat(find(order).refundPaid()).as("not yet due").isEqualTo(700);
        setLook(id, longAgo());
        followUp();

        // The service's own round, once a minute, may have taken it up.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(find(order).refundPaid()).isEqualTo(1000));
        assertThat(lookAt(id))
                .isEqualTo(find(order).history().lastRefundAt().orElseThrow().plus(Duration.ofDays(3)));

        // A look that finds nothing new sets the next one and writes nothing else.
        long revision = find(order).revision();
        setLook(id, longAgo());
        followUp();
        assertThat(lookAt(id)).isAfter(Instant.now().plus(Duration.ofDays(2)));
        assertThat(find(order).revision()).isEqualTo(revision);

        // While the provider does not answer, it is tried again soon.
        setLook(id, longAgo());
        server.bean(SandboxFaults.class).inject(Fault.UNREACHED);
        followUp();
        assertThat(lookAt(id)).isBefore(Instant.now().plus(Duration.ofHours(1)));
    }

    private static void followUp() {
        server.bean(RefundFollowUp.class).run();
    }

    private static Instant lookAt(String id) {
        return mongo().findById(id, Document.class, PaymentStore.COLLECTION)
                .getDate(PaymentStore.LOOK_AGAIN)
                .toInstant();
    }

    /** Whether a look is due, or was already made and found the refund. */
    private static boolean isToBeLookedAt(OrderState order) {
        return mongo().exists(
                                Query.query(where("_id")
                                        .is(Payment.idFor(order.id()))
                                        .and(PaymentStore.LOOK_AGAIN)
                                        .exists(true)),
                                PaymentStore.COLLECTION)
                || find(order).refundPaid() == 300;
    }

    private static void setLook(String id, Instant at) {
        mongo().updateFirst(
                        Query.query(where("_id").is(id)),
                        Update.update(PaymentStore.LOOK_AGAIN, Date.from(at)),
                        PaymentStore.COLLECTION);
    }

    @Test
    void theLedgerReportsDiscrepanciesAndMissingEntriesAreInserted() {
        OrderState order = ended(Step.REFUND_A_PART);
        String id = Payment.idFor(order.id());
        List<String> ids = server.bean(LedgerStore.class).of(id).stream()
                .map(entry -> entry.id())
                .toList();
        assertThat(ids).containsExactly(id + ":1", id + ":2", id + ":3");

        mongo().remove(Query.query(where("_id").is(id + ":3")), LedgerStore.COLLECTION);
        assertThat(wrong()).containsExactly(id);
        assertThat(reconcile().body().path("booked").asLong()).isEqualTo(1);
        assertThat(wrong()).isEmpty();

        Document crooked = mongo().findById(id + ":3", Document.class, LedgerStore.COLLECTION)
                .append("_id", id + ":9")
                .append("postings", List.of(new Document("account", "captured").append("amount", 1L)));
        mongo().insert(crooked, LedgerStore.COLLECTION);
        assertThat(wrong()).containsExactlyInAnyOrder(id + ":9", id, "USD");
        mongo().remove(Query.query(where("_id").is(id + ":9")), LedgerStore.COLLECTION);

        Document stray = mongo().findById(id + ":3", Document.class, LedgerStore.COLLECTION)
                .append("_id", "no-payment:1")
                .append("paymentId", "no-payment");
        mongo().insert(stray, LedgerStore.COLLECTION);
        assertThat(wrong()).containsExactly("no-payment");
        mongo().remove(Query.query(where("_id").is("no-payment:1")), LedgerStore.COLLECTION);
        assertThat(wrong()).isEmpty();
    }

    @Test
    void aRoundBelongsToOneReplicaAndIsContinuedWhereItStopped() {
        MongoTemplate other = new MongoTemplate(server.bean(MongoClient.class), "rounds_" + Ids.random());
        ReconciliationRoundStore rounds =
                new ReconciliationRoundStore(other, server.bean(PaymentsProperties.class), server.bean(Clock.class));
        assertThat(rounds.claim()).as("the first one is due later").isEmpty();
        makeDue(other);

        Round round = rounds.claim().orElseThrow();
        assertThat(round.cursor()).isEmpty();
        assertThat(rounds.claim()).isEmpty();
        PaymentCursor cursor = new PaymentCursor(Instant.parse("2026-11-22T20:00:00Z"), "payment7");
        assertThat(round.advance(cursor)).isTrue();

        // Its replica dies.
        makeDue(other);
        Round continued = rounds.claim().orElseThrow();
        assertThat(continued.cursor()).contains(cursor);
        assertThat(round.advance(cursor)).as("by the replica that lost it").isFalse();
        continued.finish();
        assertThat(rounds.claim()).isEmpty();
        makeDue(other);
        assertThat(rounds.claim().orElseThrow().cursor()).isEmpty();
    }

    private static void makeDue(MongoOperations mongo) {
        mongo.updateFirst(new Query(), Update.update("dueAt", Date.from(longAgo())), "reconciliations");
    }

    /** A payment that has just stored this step as its work; its lease is over. */
    private static Payment beforeStep(Step step, OrderState order) {
        return switch (step) {
            case AUTHORIZE -> {
                storeCopy(order);
                Payment payment = Payment.begin(copy(order), "tok_visa", longAgo(), LEASE);
                yield writer().insert(payment).orElseThrow();
            }
            case CAPTURE ->
                decide(finish(beforeStep(Step.AUTHORIZE, order)), decided(order, OrderStatus.COMPLETED, 0, 2));
            case VOID -> decide(finish(beforeStep(Step.AUTHORIZE, order)), decided(order, OrderStatus.EXPIRED, 0, 2));
            case REFUND ->
                decide(finish(beforeStep(Step.CAPTURE, order)), decided(order, OrderStatus.SOLD_BACK, 2500, 3));
            case REFUND_A_PART ->
                decide(finish(beforeStep(Step.CAPTURE, order)), decided(order, OrderStatus.COMPLETED, 700, 3));
        };
    }

    private static Payment finish(Payment payment) {
        payment.applyAnswer(worker().call(payment), longAgo());
        return writer().save(payment).orElseThrow();
    }

    /** The sandbox loses what it booked for one payment, and finds it again. */
    @Test
    void theProvidersBooksAreComparedAndADifferenceLastsUntilItIsSettled() throws Exception {
        String event = "event-" + Ids.random();
        String organizer = "organizer-" + Ids.random();
        assertThat(settlement(event, organizer).status())
                .as("nothing was charged")
                .isEqualTo(404);
        OrderState kept = orders.placeFor(event, organizer, BUYER);
        OrderState refunded = orders.placeFor(event, organizer, BUYER);
        OrderState lost = orders.placeFor(event, organizer, BUYER);
        for (OrderState order : List.of(kept, refunded, lost)) {
            assertThat(server.pay(BUYER, order.id(), "tok_visa").status()).isEqualTo(201);
            await().atMost(SOON).until(() -> find(order).status() == PaymentStatus.CAPTURED);
        }
        orders.refund(refunded.id(), 700);
        await().atMost(SOON).until(() -> find(refunded).refundPaid() == 700);
        Document books = charge(lost);
        tamper(lost, new Update().unset("books").unset("bookedAt"));

        await().atMost(SOON).untilAsserted(() -> {
            server.bean(SettlementJob.class).run();
            JsonNode view = settlement(event, organizer).body();
            assertThat(view.path("differences")).hasSize(1);
            JsonNode difference = view.path("differences").path(0);
            assertThat(difference.path("payment").asString()).isEqualTo(Payment.idFor(lost.id()));
            assertThat(difference.path("orderId").asString()).isEqualTo(lost.id());
            assertThat(difference.path("what").asString()).isEqualTo("missing-at-provider");
            assertThat(difference.path("ledger").asLong()).isEqualTo(2500);
            assertThat(difference.path("provider").asLong()).isZero();
            assertThat(view.path("totals").toString())
                    .isEqualTo("[{\"currency\":\"USD\",\"payments\":2,\"charged\":5000,\"refunded\":700,\"disputed\":0,"
                            + "\"fees\":100,\"net\":4200,\"paidOut\":0}]");
            assertThat(view.path("ledger").toString())
                    .isEqualTo("[{\"currency\":\"USD\",\"charged\":7500,\"refunded\":700,\"disputed\":0}]");
        });
        assertThat(settlement(event, BUYER).status()).isEqualTo(404);
        assertThat(csv("/api/payments/events/" + event + "/settlement.csv", organizer))
                .endsWith("total,2,50.00,7.00,0.00,1.00,42.00,0.00,USD\r\n");
        assertThat(csv("/api/payments/events/" + event + "/differences.csv", organizer))
                .startsWith("\ufeffpayment,order,event,")
                .contains(",charge,missing-at-provider,25.00,0.00,USD,");
        assertThat(csv(
                        "/api/payments/events/" + event + "/differences.csv?headings=words&separator=semicolon",
                        organizer))
                .startsWith("\ufeffPayment;Order;Event;")
                .contains(";Charge;not at the provider;\"25,00\";\"0,00\";USD;");
        assertThat(operator("/api/payments/operator/differences.csv")).contains("," + lost.id() + "," + event + ",");
        assertThat(operator("/api/payments/operator/events/" + event + "/settlement.csv"))
                .endsWith("total,2,50.00,7.00,0.00,1.00,42.00,0.00,USD\r\n");

        tamper(lost, Update.update("books", books.get("books")).set("bookedAt", books.get("bookedAt")));
        await().atMost(SOON).untilAsserted(() -> {
            server.bean(SettlementJob.class).run();
            JsonNode settled = settlement(event, organizer).body();
            assertThat(settled.path("differences")).isEmpty();
            assertThat(settled.path("totals").path(0).path("net").asLong()).isEqualTo(6650);
        });
        assertThat(operator("/api/payments/operator/differences.csv")).doesNotContain(lost.id());
    }

    /** It is outside the window of the comparison, and the provider's notification did not come. */
    @Test
    void whatOnlyTheProvidersBooksTellIsLookedAt() {
        String event = "event-" + Ids.random();
        String organizer = "organizer-" + Ids.random();
        OrderState order = orders.placeFor(event, organizer, BUYER);
        assertThat(server.pay(BUYER, order.id(), "tok_visa").status()).isEqualTo(201);
        await().atMost(SOON).until(() -> find(order).status() == PaymentStatus.CAPTURED);
        mongo().updateFirst(
                        Query.query(where("_id").is(Payment.idFor(order.id()))),
                        Update.update("changedAt", Date.from(Instant.now().minus(Duration.ofDays(2)))),
                        PaymentStore.COLLECTION);
        String charge = charges(order).getFirst().id();
        await().atMost(SOON)
                .until(() -> server.bean(PaymentProvider.class)
                        .refund(charge, 300, "USD", "by-hand")
                        .isCharged());

        await().atMost(SOON).until(() -> {
            server.bean(SettlementJob.class).run();
            return isToBeLookedAt(order);
        });
        await().atMost(SOON).untilAsserted(() -> {
            // A look that the provider does not answer in time would be repeated after minutes.
            setLook(Payment.idFor(order.id()), Instant.now());
            followUp();
            assertThat(find(order).refundPaid()).isEqualTo(300);
        });

        await().atMost(SOON).untilAsserted(() -> {
            server.bean(SettlementJob.class).run();
            JsonNode view = settlement(event, organizer).body();
            assertThat(view.path("differences")).isEmpty();
            assertThat(view.path("ledger").path(0).path("refunded").asLong()).isEqualTo(300);
        });

        // Neither side has anything new: it is read again, and not written.
        mongo().updateFirst(
                        Query.query(where("_id").is(Payment.idFor(order.id()))),
                        Update.update("changedAt", Date.from(Instant.now().minus(Duration.ofDays(2)))),
                        PaymentStore.COLLECTION);
        readOn();
        Document compared = compared(order);
        readOn();
        assertThat(compared(order)).isEqualTo(compared);
    }

    /** Until the provider's books were read up to a later second. */
    private static void readOn() {
        Date before = readUpTo();
        await().atMost(SOON).until(() -> {
            server.bean(SettlementJob.class).run();
            return readUpTo().after(before);
        });
    }

    private static Date readUpTo() {
        return Objects.requireNonNull(mongo().findById("reading", Document.class, "settlement_reading"))
                .getDate("upTo");
    }

    private static Document compared(OrderState order) {
        return Objects.requireNonNull(mongo().findById(Payment.idFor(order.id()), Document.class, "settlements"));
    }

    private static Document charge(OrderState order) {
        return Objects.requireNonNull(mongo().findOne(
                        Query.query(where("orderId").is(order.id())), Document.class, SandboxChargeStore.COLLECTION));
    }

    private static Answer settlement(String event, String caller) {
        return server.get("/api/payments/events/" + event + "/settlement?zone=Europe/Vienna", caller);
    }

    private static String csv(String path, String caller) throws IOException, InterruptedException {
        return text(path, TestIdentity.shared().bearer(caller));
    }

    private static String operator(String path) throws IOException, InterruptedException {
        return text(path, TestIdentity.shared().bearerWith("operator1", "operator"));
    }

    private static String text(String path, String authorization) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.url(path)))
                    .header("Authorization", authorization)
                    .build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }

    private static Payment decide(Payment payment, OrderState order) {
        storeCopy(order);
        payment.applyOrder(copy(order), longAgo(), LEASE);
        return writer().save(payment).orElseThrow();
    }

    /** An order whose payment has made this step and is in the ledger. */
    private static OrderState ended(Step step) {
        OrderState order = unpublished();
        finish(beforeStep(step, order));
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(find(order).history().isInLedger()).isTrue());
        return order;
    }

    private static OrderState unpublished() {
        return FakeOrdersService.order(BUYER, 2500, Instant.now().plusSeconds(600));
    }

    private static OrderState decided(OrderState order, OrderStatus status, long refunded, long version) {
        return new OrderState(
                order.id(),
                order.eventId(),
                order.buyerId(),
                status,
                order.items(),
                order.total(),
                order.currency(),
                order.createdAt(),
                order.expiresAt(),
                status == OrderStatus.EXPIRED ? null : Payment.idFor(order.id()),
                null,
                refunded,
                version);
    }

    private static void storeCopy(OrderState order) {
        server.bean(PayableOrderStore.class).save(order);
    }

    private static PayableOrder copy(OrderState order) {
        return server.bean(PayableOrderStore.class).find(order.id()).orElseThrow();
    }

    /** The writer of a process that dies after its write, before it inserts ledger entries. */
    private static PaymentWriter dying() {
        LedgerWriter stopped = new LedgerWriter(
                server.bean(LedgerStore.class), payments(), server.bean(OutboxRelay.class), server.bean(Clock.class));
        return new PaymentWriter(
                payments(),
                server.bean(PaymentMeters.class),
                server.bean(OutboxRelay.class),
                stopped,
                server.bean(PaymentChanges.class));
    }

    private static void tamper(OrderState order, Update update) {
        mongo().updateFirst(Query.query(where("orderId").is(order.id())), update, SandboxChargeStore.COLLECTION);
    }

    private static void sweepAndReconcile() {
        server.bean(PaymentSweeper.class).sweep();
        server.bean(PaymentSweeper.class).sweepRefunds();
        reconcile();
    }

    private static Answer reconcile() {
        Answer answer = server.post("/actuator/reconciliation", "", "{}");
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer;
    }

    private static String outcome(Answer answer, OrderState order) {
        return answer.body()
                .path("noted")
                .valueStream()
                .filter(noted -> noted.path("payment").asString("").equals(Payment.idFor(order.id())))
                .map(noted -> noted.path("outcome").asString(""))
                .findFirst()
                .orElse("");
    }

    private static void assertBalanced() {
        Answer ledger = server.get("/actuator/ledger", "");
        assertThat(ledger.body().path("balanced").asBoolean()).as("%s", ledger).isTrue();
        assertThat(ledger.body()
                        .path("totals")
                        .path("USD")
                        .valueStream()
                        .mapToLong(total -> total.asLong())
                        .sum())
                .as("%s", ledger)
                .isZero();
    }

    private static List<String> wrong() {
        return server.get("/actuator/ledger", "").body().path("wrong").findValuesAsString("id");
    }

    private static Payment find(OrderState order) {
        return payments().find(Payment.idFor(order.id())).orElseThrow();
    }

    private static List<SandboxCharge> charges(OrderState order) {
        return server.bean(SandboxChargeStore.class).ofOrder(order.id());
    }

    private static PaymentStore payments() {
        return server.bean(PaymentStore.class);
    }

    private static PaymentWriter writer() {
        return server.bean(PaymentWriter.class);
    }

    private static PaymentWorker worker() {
        return server.bean(PaymentWorker.class);
    }

    private static MongoOperations mongo() {
        return server.bean(MongoOperations.class);
    }

    private static Instant longAgo() {
        return Instant.now().minusSeconds(60);
    }
}
