package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.FakeOrdersService;
import io.holdfast.payments.PaymentsServer;
import io.holdfast.payments.PaymentsServer.Answer;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.sandbox.SandboxCharge;
import io.holdfast.payments.sandbox.SandboxCharge.Status;
import io.holdfast.payments.sandbox.SandboxChargeStore;
import io.holdfast.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Payments whose orders are decided after the answer: each request waits in vain, so it waits briefly here. */
class UndecidedPaymentsIT {

    private static final String BUYER = "buyer1";
    private static final Duration SOON = Duration.ofMinutes(1);

    private static TestBroker broker;
    private static FakeOrdersService orders;
    private static PaymentsServer server;

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        orders = new FakeOrdersService(broker.url());
        server = new PaymentsServer(broker, "holdfast.payments.decision-wait=100ms");
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
    void payingWaitsForTheFirstMessageOfItsOrder() {
        OrderState order = FakeOrdersService.order(BUYER, 2500, Instant.now().plusSeconds(60));
        CompletableFuture<Answer> paying =
                CompletableFuture.supplyAsync(() -> server.pay(BUYER, order.id(), "tok_visa"));

        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS)
                .execute(() -> orders.publish(new OrderPlaced(order)));

        assertThat(paying.join().statusOrCode()).isEqualTo("AUTHORIZED");
    }

    @Test
    void anOrderThatIsCompletedLateIsCapturedThen() {
        OrderState order = orders.place(BUYER, OrderStatus.AWAITING_PAYMENT);

        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("AUTHORIZED");
        complete(order);

        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("CAPTURED"));
    }

    @Test
    void aRefundGrantedBeforeTheCaptureIsMadeAfterIt() {
        OrderState order = orders.place(BUYER, OrderStatus.AWAITING_PAYMENT);
        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("AUTHORIZED");
        OrderState completed = decided(order, OrderStatus.COMPLETED);
        orders.put(completed);

        orders.refund(order.id(), 700);

        await().atMost(SOON).untilAsserted(() -> assertThat(refunded(order)).isEqualTo(700));
        assertThat(status(order)).isEqualTo("CAPTURED");
        assertThat(charges(order)).extracting(SandboxCharge::refunded).containsExactly(700L);
    }

    /** The message that it was completed comes last, or only with the others once it was refunded. */
    @ParameterizedTest
    @EnumSource(names = {"SOLD_BACK", "REFUNDED"})
    void anOrderThatWasCompletedAndRefundedIsCapturedAndRefundedThoughOnlyItsEndArrives(OrderStatus end) {
        OrderState order = orders.place(BUYER, OrderStatus.AWAITING_PAYMENT);
        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("AUTHORIZED");
        OrderState completed = decided(order, OrderStatus.COMPLETED);
        orders.put(completed);

        orders.moveTo(order.id(), end);

        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("REFUNDED"));
        orders.publish(new OrderCompleted(completed));
        orders.republishAll(order.id());
        OrderState another = orders.place(BUYER);
        server.pay(BUYER, another.id(), "tok_visa");
        await().atMost(SOON).untilAsserted(() -> assertThat(status(another)).isEqualTo("CAPTURED"));
        assertThat(status(order)).isEqualTo("REFUNDED");
        assertThat(charges(order))
                .extracting(SandboxCharge::status, SandboxCharge::captured, SandboxCharge::refunded)
                .containsExactly(tuple(Status.REFUNDED, 2500L, 2500L));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                orders.received(order.id()).getLast().payment().refunded())
                        .isEqualTo(2500));
        assertThat(orders.received(order.id()))
                .extracting(PaymentMessage::version)
                .containsExactly(1L, 2L, 3L);
    }

    /** The process died after it had stored the change of the order, before it was applied to the payment. */
    @ParameterizedTest
    @CsvSource({"COMPLETED, CAPTURED", "EXPIRED, VOIDED"})
    void aChangeOfTheOrderThatWasOnlyStoredIsApplied(OrderStatus outcome, PaymentStatus end) {
        OrderState order = orders.place(BUYER, OrderStatus.AWAITING_PAYMENT);
        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("AUTHORIZED");

        server.bean(PayableOrderStore.class).save(decided(order, outcome));

        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo(end.name()));
    }

    /** The process died after the provider had captured, before it had saved anything of that: only the order's copy tells of it. */
    @Test
    void aCaptureOfWhichNothingWasSavedIsMadeAgain() {
        OrderState order = orders.place(BUYER, OrderStatus.AWAITING_PAYMENT);
        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("AUTHORIZED");
        Payment payment =
                server.bean(PaymentStore.class).find(Payment.idFor(order.id())).orElseThrow();
        PayableOrderStore copies = server.bean(PayableOrderStore.class);

        copies.save(decided(order, OrderStatus.COMPLETED));
        payment.applyOrder(copies.find(order.id()).orElseThrow(), Instant.now(), Duration.ofSeconds(3));
        assertThat(payment.stage()).isEqualTo(Stage.CAPTURING);
        server.bean(PaymentWorker.class).call(payment);

        await().atMost(SOON).untilAsserted(() -> assertThat(status(order)).isEqualTo("CAPTURED"));
        assertThat(charges(order)).hasSize(1);
        assertThat(charges(order).getFirst().captured()).isEqualTo(order.total());
    }

    private static void complete(OrderState order) {
        OrderState completed = decided(order, OrderStatus.COMPLETED);
        orders.put(completed);
        orders.publish(new OrderCompleted(completed));
    }

    private static OrderState decided(OrderState order, OrderStatus status) {
        return FakeOrdersService.next(order, status, Payment.idFor(order.id()));
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
}
