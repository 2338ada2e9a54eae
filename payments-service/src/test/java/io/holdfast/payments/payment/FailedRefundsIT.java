package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.data.mongodb.core.query.Criteria.where;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentDisputed;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.payments.FakeOrdersService;
import io.holdfast.payments.PaymentsServer;
import io.holdfast.payments.PaymentsServer.Answer;
import io.holdfast.payments.sandbox.SandboxCharge;
import io.holdfast.payments.sandbox.SandboxChargeStore;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import tools.jackson.databind.JsonNode;

/** What happens to money after it was refunded or charged: refunds that are pending or fail, and disputes. */
@Tag("storage")
class FailedRefundsIT {

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
    void aRefundThatFailsLaterIsReversedAndCanBeTriedAgainOnce() {
        OrderState order = soldBack("tok_refundFails");
        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("REFUNDED"));

        reconcile();

        assertThat(status(order)).isEqualTo("CAPTURED");
        assertThat(number(order, "refunded")).isZero();
        assertThat(number(order, "refundFailed")).isEqualTo(2500);
        assertBalanced();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(last(order))
                        .isInstanceOfSatisfying(
                                PaymentRefundFailed.class,
                                message -> assertThat(message.payment().refundFailed())
                                        .isEqualTo(2500)));
        assertThat(server.pay(BUYER, order.id(), "tok_refundFails").statusOrCode())
                .isEqualTo("order-not-payable");
        Answer listed = server.get("/actuator/failedrefunds", "");
        assertThat(listed.body().findValuesAsString("payment")).contains(Payment.idFor(order.id()));
        reconcile();
        assertThat(status(order)).as("it is not refunded again by itself").isEqualTo("CAPTURED");

        assertThat(retry(order)).isTrue();

        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("REFUNDED"));
        assertThat(retry(order)).as("a second time").isFalse();
        assertThat(charge(order).refunded()).isEqualTo(2500);
        assertThat(charge(order).refunds()).hasSize(2);
        assertThat(server.get("/actuator/failedrefunds", "").body().findValuesAsString("payment"))
                .doesNotContain(Payment.idFor(order.id()));
        assertBalanced();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(last(order))
                        .isInstanceOfSatisfying(
                                PaymentRefunded.class,
                                message ->
                                        assertThat(message.payment().refunded()).isEqualTo(2500)));
    }

    @Test
    void aPendingRefundIsLookedAtUntilItIsPaid() {
        OrderState order = soldBack("tok_refundPends");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(number(order, "refundPending")).isEqualTo(2500));
        assertThat(status(order)).isEqualTo("CAPTURED");
        assertThat(number(order, "refunded")).isZero();
        assertBalanced();

        server.bean(MongoOperations.class)
                .updateFirst(
                        Query.query(where("_id").is(Payment.idFor(order.id()))),
                        Update.update(
                                PaymentStore.LOOK_AGAIN, Date.from(Instant.now().minusSeconds(1))),
                        PaymentStore.COLLECTION);
        server.bean(RefundFollowUp.class).run();

        assertThat(status(order)).isEqualTo("REFUNDED");
        assertThat(charge(order).refunds()).hasSize(1);
        assertBalanced();
    }

    @Test
    void aDisputedChargeIsNotRefundedUntilTheDisputeIsWon() {
        OrderState order = orders.place(BUYER);
        assertThat(server.pay(BUYER, order.id(), "tok_disputed").statusOrCode()).isEqualTo("CAPTURED");
        reconcile();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(last(order))
                        .isInstanceOfSatisfying(
                                PaymentDisputed.class,
                                message -> assertThat(
                                                message.payment().dispute().status())
                                        .isEqualTo(DisputeState.Status.OPEN)));
        assertBalanced();
        JsonNode listed = listed(order).path("disputes").path(0);
        assertThat(listed.path("status").asString()).isEqualTo("OPEN");
        assertThat(listed.path("amount").asLong()).isEqualTo(2500);
        assertThat(Instant.parse(listed.path("answerBy").asString())).isAfter(Instant.now());

        orders.moveTo(order.id(), OrderStatus.SOLD_BACK);
        reconcile();
        assertThat(charge(order).refunds()).isEmpty();
        assertThat(status(order)).isEqualTo("CAPTURED");

        server.bean(SandboxChargeStore.class).dispute(charge(order).id(), DisputeState.Status.WON);
        reconcile();
        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("REFUNDED"));
        assertThat(charge(order).refunded()).isEqualTo(2500);
        assertBalanced();
    }

    @Test
    void anOperatorEndsARefundThatTheBuyerHasInAnotherWay() {
        OrderState order = soldBack("tok_refundFails");
        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("REFUNDED"));
        String path = "/api/payments/operator/" + Payment.idFor(order.id()) + "/end-refund";
        String reason = "{\"reason\": \"Bank transfer of 30 November\", \"left\": 2500}";
        assertThat(asOperator(path, reason).statusOrCode())
                .as("nothing has failed")
                .isEqualTo("not-endable");
        reconcile();
        assertThat(listed(order).path("left").asLong()).isEqualTo(2500);
        assertThat(server.post(path, BUYER, reason).status()).isEqualTo(404);
        assertThat(asOperator(path, "{\"reason\": \" \"}").statusOrCode()).isEqualTo("validation-failed");
        assertThat(asOperator(path, reason.replace("2500", "1000")).statusOrCode())
                .as("another amount is left")
                .isEqualTo("not-endable");

        Answer ended = asOperator(path, reason);

        assertThat(ended.status()).as("%s", ended).isEqualTo(200);
        assertThat(asOperator(path, reason).statusOrCode()).as("once more").isEqualTo("not-endable");
        assertThat(server.get("/actuator/failedrefunds", "").body().findValuesAsString("payment"))
                .doesNotContain(Payment.idFor(order.id()));
        assertThat(charge(order).refunded()).as("the provider has it").isZero();
        assertBalanced();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(last(order))
                        .isInstanceOfSatisfying(
                                PaymentRefundFailed.class,
                                message -> assertThat(message.payment().refundEnded())
                                        .isEqualTo(2500)));
        reconcile();
        assertThat(charge(order).refunds()).as("it is not requested again").hasSize(1);
    }

    private static Answer asOperator(String path, String body) {
        return server.post(
                path, "", body, "Authorization", TestIdentity.shared().bearerWith("operator1", "operator"));
    }

    private static OrderState soldBack(String token) {
        OrderState order = orders.place(BUYER);
        assertThat(server.pay(BUYER, order.id(), token).statusOrCode()).isEqualTo("CAPTURED");
        orders.moveTo(order.id(), OrderStatus.SOLD_BACK);
        return order;
    }

    private static JsonNode listed(OrderState order) {
        for (JsonNode payment : server.get("/actuator/failedrefunds", "").body()) {
            if (payment.path("orderId").asString().equals(order.id())) {
                return payment;
            }
        }
        throw new AssertionError("The payment of order %s is not listed".formatted(order.id()));
    }

    private static boolean retry(OrderState order) {
        return server.post("/actuator/failedrefunds/" + Payment.idFor(order.id()), "", "{}")
                .body()
                .path("done")
                .asBoolean();
    }

    private static void reconcile() {
        assertThat(server.post("/actuator/reconciliation", "", "{}").status()).isEqualTo(200);
    }

    private static void assertBalanced() {
        await().atMost(SOON).untilAsserted(() -> {
            Answer ledger = server.get("/actuator/ledger", "");
            assertThat(ledger.body().path("balanced").asBoolean())
                    .as("%s", ledger)
                    .isTrue();
        });
    }

    private static Answer payment(OrderState order) {
        return server.get("/api/payments/" + Payment.idFor(order.id()), BUYER);
    }

    private static String status(OrderState order) {
        return payment(order).statusOrCode();
    }

    private static long number(OrderState order, String field) {
        return payment(order).body().path(field).asLong();
    }

    private static SandboxCharge charge(OrderState order) {
        return server.bean(SandboxChargeStore.class).ofOrder(order.id()).getFirst();
    }

    private static PaymentMessage last(OrderState order) {
        return orders.received(order.id()).getLast();
    }
}
