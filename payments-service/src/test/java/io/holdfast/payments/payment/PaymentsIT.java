package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.FakeOrdersService;
import io.holdfast.payments.PaymentsServer;
import io.holdfast.payments.PaymentsServer.Answer;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.sandbox.SandboxCharge;
import io.holdfast.payments.sandbox.SandboxCharge.Status;
import io.holdfast.payments.sandbox.SandboxChargeStore;
import io.holdfast.payments.sandbox.SandboxFaults;
import io.holdfast.payments.sandbox.SandboxFaults.Fault;
import io.holdfast.telemetry.LogContext;
import io.holdfast.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.mongodb.core.MongoOperations;
import tools.jackson.databind.JsonNode;

class PaymentsIT {

    private static final String BUYER = "buyer1";
    private static final Duration SOON = Duration.ofMinutes(1);

    private static TestBroker broker;
    private static FakeOrdersService orders;
    private static PaymentsServer server;

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        orders = new FakeOrdersService(broker.url());
        server = new PaymentsServer(broker);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            orders.close();
            broker.stop();
        }
    }

    @Test
    void aPaidOrderIsCapturedAndItsPaymentCanBeRead() {
        OrderState order = orders.place(BUYER);

        Answer answer = server.pay(BUYER, order.id(), "tok_visa");

        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        assertThat(answer.statusOrCode()).isEqualTo("CAPTURED");
        assertThat(answer.body().path("amount").asLong()).isEqualTo(2500);
        assertThat(charges(order)).extracting(SandboxCharge::status).containsExactly(Status.CAPTURED);
        String path = "/api/payments/" + answer.body().path("id").asString();
        Answer payment = server.get(path, BUYER);
        assertThat(payment.body().path("history").findValuesAsString("status"))
                .containsExactly("AUTHORIZING", "AUTHORIZED", "CAPTURED");
        assertThat(server.get(path, "another-buyer").status()).isEqualTo(404);
        await().atMost(SOON).untilAsserted(() -> assertVersionsWithoutGaps(order, 2));
    }

    @Test
    void theSandboxHasNoFormForThePage() {
        OrderState order = orders.place(BUYER);
        Answer refused = server.post("/api/payments/intents", BUYER, "{\"orderId\":\"" + order.id() + "\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.statusOrCode()).isEqualTo("pay-by-token");
    }

    @Test
    void resumedWorkBelongsToTheTraceInWhichItWasStored() {
        OrderState order = orders.place(BUYER);
        PayableOrder payable = server.bean(PayableOrderStore.class)
                .await(order.id(), order.buyerId())
                .orElseThrow();
        String trace = "00-11111111111111111111111111111111-2222222222222222-01";
        Instant before = Instant.now().minusSeconds(60);
        LogContext.traceparent(trace);
        Payment begun = Payment.begin(payable, "tok_visa", before, Duration.ofSeconds(1));
        LogContext.traceparent(null);

        // Inserted as if its process had died: the sweep resumes it.
        server.bean(PaymentStore.class).insert(begun);

        await().atMost(SOON).untilAsserted(() -> assertVersionsWithoutGaps(order, 2));
        Document stored =
                server.bean(MongoOperations.class).findById(begun.id(), Document.class, PaymentStore.COLLECTION);
        assertThat(stored).isNotNull();
        assertThat(stored.getEmbedded(List.of("outbox", "entries", "1", "trace"), String.class))
                .isEqualTo(trace);
    }

    @Test
    void tenAtOnceAreOneChargeAndOneAnswer() {
        OrderState order = orders.place(BUYER);

        List<Answer> answers = atOnce(10, i -> server.pay(BUYER, order.id(), "tok_visa"));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers)
                .extracting(Answer::body)
                .containsOnly(answers.getFirst().body());
        assertThat(charges(order)).extracting(SandboxCharge::status).containsExactly(Status.CAPTURED);
        assertThat(server.pay(BUYER, order.id(), "tok_visa").body())
                .as("repeated afterwards")
                .isEqualTo(answers.getFirst().body());
        assertThat(server.pay(BUYER, order.id(), "tok_mastercard").statusOrCode())
                .isEqualTo("order-not-payable");
    }

    @Test
    void tenDeclinedAtOnceGetTheSameAnswer() {
        OrderState order = orders.place(BUYER);

        List<Answer> answers = atOnce(10, i -> server.pay(BUYER, order.id(), "tok_chargeDeclined"));

        assertThat(answers).extracting(Answer::status).containsOnly(402);
        assertThat(answers).extracting(Answer::statusOrCode).containsOnly("card-declined");
    }

    @Test
    void anotherCardMayBeUsedAfterADecline() {
        OrderState order = orders.place(BUYER);

        assertThat(server.pay(BUYER, order.id(), "tok_chargeDeclined").statusOrCode())
                .isEqualTo("card-declined");
        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("CAPTURED");

        assertThat(charges(order))
                .extracting(SandboxCharge::status)
                .containsExactlyInAnyOrder(Status.DECLINED, Status.CAPTURED);
        await().atMost(SOON).untilAsserted(() -> assertVersionsWithoutGaps(order, 3));
    }

    @Test
    void requestsWaitForASlowCard() {
        OrderState order = orders.place(BUYER);

        List<Answer> answers = atOnce(3, i -> server.pay(BUYER, order.id(), "tok_slow"));

        assertThat(answers).extracting(Answer::statusOrCode).containsOnly("CAPTURED");
        assertThat(charges(order)).hasSize(1);
    }

    @Test
    void aProviderThatIsDownChargesNothingAndAnotherTryMaySucceed() {
        OrderState order = orders.place(BUYER);

        Answer down = server.pay(BUYER, order.id(), "tok_providerDown");

        assertThat(down.status()).isEqualTo(503);
        assertThat(down.header("Retry-After")).isNotEmpty();
        assertThat(charges(order)).isEmpty();
        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("CAPTURED");
    }

    /** Who wants the tickets tries again and again, and the hold lasts for minutes. */
    @Test
    void whileTheProviderIsAwayNoAttemptsAreUsedUp() {
        OrderState order = orders.place(BUYER);
        for (int i = 0; i < 25; i++) {
            assertThat(server.pay(BUYER, order.id(), "tok_providerDown").status())
                    .isEqualTo(503);
        }
        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("CAPTURED");
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_ANSWER", "LOST_CALL"})
    void anAuthorizationIsVoidedIfTheBuyerWasToldThatItFailed(Fault fault) {
        OrderState order = orders.place(BUYER);
        server.bean(SandboxFaults.class).inject(fault);

        assertThat(server.pay(BUYER, order.id(), "tok_visa").status()).isEqualTo(503);

        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("DECLINED"));
        assertThat(charges(order)).extracting(SandboxCharge::status).containsExactly(Status.VOIDED);
        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("CAPTURED");
    }

    @Test
    void aRefusedCaptureCancelsTheOrder() {
        OrderState order = orders.place(BUYER);

        Answer answer = server.pay(BUYER, order.id(), "tok_captureFails");

        assertThat(answer.status()).as("%s", answer).isEqualTo(402);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(orders.state(order.id()).status()).isEqualTo(OrderStatus.CANCELLED);
            assertThat(charges(order)).extracting(SandboxCharge::status).containsExactly(Status.VOIDED);
        });
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(server.pay(BUYER, order.id(), "tok_captureFails")
                                .statusOrCode())
                        .isEqualTo("order-not-payable"));
        assertThat(orders.received(order.id()).getLast().payment().status()).isEqualTo(PaymentStatus.CAPTURE_FAILED);
    }

    @ParameterizedTest
    @CsvSource({"EXPIRED, 410, hold-expired", "CANCELLED, 409, order-not-payable"})
    void anOrderThatEndsWhileItIsPaidIsNeverCharged(OrderStatus outcome, int status, String code) {
        OrderState order = orders.place(BUYER, outcome);

        // On a slow machine the order may end after the first answer.
        Answer answer = await().atMost(SOON)
                .until(
                        () -> server.pay(BUYER, order.id(), "tok_visa"),
                        given -> !given.statusOrCode().equals("AUTHORIZED"));

        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.statusOrCode()).isEqualTo(code);
        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("VOIDED"));
        assertThat(charges(order)).extracting(SandboxCharge::status).containsExactly(Status.VOIDED);
        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo(code);
    }

    @Test
    void whatCannotBePaidIsRefusedBeforeTheProviderIsCalled() {
        OrderState expired = orders.place(BUYER);
        orders.moveTo(expired.id(), OrderStatus.EXPIRED);
        OrderState late = FakeOrdersService.order(BUYER, 2500, Instant.now().minusSeconds(1));
        OrderState free = FakeOrdersService.order(BUYER, 0, Instant.now().plusSeconds(60));
        orders.publish(new OrderPlaced(late));
        orders.publish(new OrderPlaced(free));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(server.pay(BUYER, expired.id(), "tok_providerDown")
                                .statusOrCode())
                        .isEqualTo("hold-expired"));
        assertThat(server.pay(BUYER, late.id(), "tok_visa").statusOrCode()).isEqualTo("hold-expired");
        assertThat(server.pay(BUYER, free.id(), "tok_visa").statusOrCode()).isEqualTo("order-not-payable");
        assertThat(server.pay("another-buyer", late.id(), "tok_visa").status()).isEqualTo(404);
        assertThat(charges(late)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"SOLD_BACK", "REFUNDED"})
    void anOrderThatEndsIsRefundedOnceHoweverItsMessagesAreRepeatedAndReordered(OrderStatus end) {
        OrderState order = orders.place(BUYER);
        server.pay(BUYER, order.id(), "tok_visa");

        orders.moveTo(order.id(), end);
        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("REFUNDED"));
        orders.republishAll(order.id());
        OrderState another = orders.place(BUYER);
        assertThat(server.pay(BUYER, another.id(), "tok_visa").statusOrCode()).isEqualTo("CAPTURED");

        assertThat(status(order)).isEqualTo("REFUNDED");
        assertThat(charges(order)).extracting(SandboxCharge::status).containsExactly(Status.REFUNDED);
        await().atMost(SOON).untilAsserted(() -> assertVersionsWithoutGaps(order, 3));
    }

    @Test
    void partsAreRefundedOnceHoweverTheirMessagesAreRepeatedAndReordered() {
        OrderState order = orders.place(BUYER);
        server.pay(BUYER, order.id(), "tok_visa");

        orders.refund(order.id(), 400);
        orders.refund(order.id(), 1000);
        await().atMost(SOON).untilAsserted(() -> assertThat(refunded(order)).isEqualTo(1000));
        orders.republishAll(order.id());
        orders.refund(order.id(), 1100);
        await().atMost(SOON).untilAsserted(() -> assertThat(refunded(order)).isEqualTo(1100));
        assertThat(status(order)).isEqualTo("CAPTURED");
        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("CAPTURED");
        assertThat(charges(order))
                .extracting(SandboxCharge::status, SandboxCharge::captured, SandboxCharge::refunded)
                .containsExactly(tuple(Status.CAPTURED, 2500L, 1100L));

        orders.moveTo(order.id(), OrderStatus.REFUNDED);
        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("REFUNDED"));
        assertThat(charges(order))
                .extracting(SandboxCharge::status, SandboxCharge::refunded)
                .containsExactly(tuple(Status.REFUNDED, 2500L));
        List<JsonNode> steps = server.get(path(order), BUYER)
                .body()
                .path("history")
                .valueStream()
                .filter(step -> step.path("moved").asString("").equals("REFUNDED"))
                .toList();
        assertThat(steps.stream()
                        .mapToLong(step -> step.path("amount").asLong())
                        .sum())
                .isEqualTo(2500);
        assertThat(steps.getLast().path("amount").asLong()).isEqualTo(1400);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                orders.received(order.id()).getLast().payment().refunded())
                        .isEqualTo(2500));
        assertVersionsWithoutGaps(order, 2 + steps.size());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aRefundWhoseCallOrAnswerIsLostIsMadeOnce(Fault fault) {
        OrderState order = orders.place(BUYER);
        server.pay(BUYER, order.id(), "tok_visa");
        server.bean(SandboxFaults.class).inject(fault);

        orders.refund(order.id(), 900);

        await().atMost(SOON).untilAsserted(() -> assertThat(refunded(order)).isEqualTo(900));
        assertThat(charges(order))
                .extracting(SandboxCharge::refunded, charge -> charge.refunds().size())
                .containsExactly(tuple(900L, 1));
    }

    @Test
    void theFirstMessageOfAnOrderMayBeItsEnd() {
        OrderState placed = FakeOrdersService.order(BUYER, 2500, Instant.now().plusSeconds(60));
        orders.put(placed);
        orders.moveTo(placed.id(), OrderStatus.CANCELLED);
        orders.publish(new OrderPlaced(placed));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                server.pay(BUYER, placed.id(), "tok_visa").statusOrCode())
                        .isEqualTo("order-not-payable"));
    }

    @Test
    void anIdempotencyKeyGivesTheFirstAnswerAgain() {
        OrderState order = orders.place(BUYER);
        String[] key = {"Idempotency-Key", "key-" + order.id()};

        Answer first = server.pay(BUYER, order.id(), "tok_chargeDeclined", key);
        Answer again = server.pay(BUYER, order.id(), "tok_chargeDeclined", key);

        assertThat(first.status()).isEqualTo(402);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(charges(order)).hasSize(1);
        assertThat(server.pay(BUYER, order.id(), "tok_visa", key).statusOrCode())
                .isEqualTo("idempotency-key-reused");

        String[] second = {"Idempotency-Key", "second-" + order.id()};
        Answer paid = server.pay(BUYER, order.id(), "tok_visa", second);
        orders.moveTo(order.id(), OrderStatus.SOLD_BACK);
        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("REFUNDED"));
        assertThat(server.pay(BUYER, order.id(), "tok_visa", second).body()).isEqualTo(paid.body());
        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("order-not-payable");
    }

    /** The process died after it had stored the attempt, before or after it called the provider. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAttemptWhoseProcessDiedIsFinishedWithoutAnotherRequest(boolean called) {
        OrderState order = orders.place(BUYER);
        Payment interrupted = interrupted(order, called);

        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("CAPTURED"));
        assertThat(charges(order))
                .extracting(SandboxCharge::key, SandboxCharge::status)
                .containsExactly(tuple(interrupted.keys().authorize(), Status.CAPTURED));
    }

    @Test
    void aRepeatedRequestAfterTheProcessDiedGetsTheAnswerOfThatAttempt() {
        OrderState order = orders.place(BUYER);
        interrupted(order, true);

        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("CAPTURED");
        assertThat(charges(order)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"orderId\": {\"$ne\": null}, \"token\": \"tok_visa\"}",
                "{\"orderId\": 7, \"token\": \"tok_visa\"}",
                "{\"orderId\": \"\", \"token\": \"tok_visa\"}",
                "{\"orderId\": \"x\", \"token\": \"4242424242424242\"}",
                "{\"token\": \"tok_visa\"}"
            })
    void badInputIsRefused(String body) {
        Answer answer = server.post("/api/payments", BUYER, body);
        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.statusOrCode()).isEqualTo("validation-failed");
    }

    @Test
    void requestsWithoutASessionAndUnknownPaymentsAreRefused() {
        assertThat(server.pay("", "x", "tok_visa").status()).isEqualTo(401);
        assertThat(server.get("/api/payments/x", BUYER).status()).isEqualTo(404);
        assertThat(server.post("/api/payments/webhooks/stripe", "", "{}").status())
                .as("there are no webhooks without Stripe")
                .isEqualTo(404);
    }

    private static Payment interrupted(OrderState order, boolean called) {
        await().atMost(SOON)
                .until(() ->
                        server.bean(PayableOrderStore.class).find(order.id()).isPresent());
        Payment payment = Payment.begin(
                server.bean(PayableOrderStore.class).find(order.id()).orElseThrow(),
                "tok_visa",
                Instant.now().minusSeconds(10),
                Duration.ofSeconds(9));
        server.bean(PaymentStore.class).insert(payment).orElseThrow();
        if (called) {
            server.bean(PaymentProvider.class).authorize(payment.authorizationRequest());
        }
        return payment;
    }

    private static String status(OrderState order) {
        return server.get(path(order), BUYER).statusOrCode();
    }

    private static long refunded(OrderState order) {
        return server.get(path(order), BUYER).body().path("refunded").asLong();
    }

    private static String path(OrderState order) {
        return "/api/payments/" + Payment.idFor(order.id());
    }

    private static List<SandboxCharge> charges(OrderState order) {
        return server.bean(SandboxChargeStore.class).ofOrder(order.id());
    }

    private static void assertVersionsWithoutGaps(OrderState order, int last) {
        assertThat(orders.received(order.id()))
                .extracting(PaymentMessage::version)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, last).boxed().toList());
    }

    private static List<Answer> atOnce(int many, IntFunction<Answer> call) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.range(0, many)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> call.apply(i), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }
}
