package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.payments.FakeOrdersService;
import io.holdfast.payments.PaymentsServer;
import io.holdfast.payments.sandbox.SandboxCharge;
import io.holdfast.payments.sandbox.SandboxCharge.Status;
import io.holdfast.payments.sandbox.SandboxChargeStore;
import io.holdfast.testkit.TestBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Buyers pay and are refunded while calls and answers are lost, and the service is restarted meanwhile. */
@Tag("storage")
class PaymentsUnderFaultsIT {

    private static final int ORDERS = 24;
    private static final OrderStatus[] OUTCOMES = {
        OrderStatus.COMPLETED, OrderStatus.COMPLETED, OrderStatus.EXPIRED, OrderStatus.CANCELLED
    };

    @Test
    void chargesAndLedgerAgreeWithTheOrdersInTheEnd() {
        TestBroker broker = TestBroker.start();
        try (FakeOrdersService orders = new FakeOrdersService(broker.url());
                PaymentsServer server = new PaymentsServer(
                        broker,
                        // What a restart breaks off is taken up again after the lease, and is not waited for long.
                        "holdfast.payments.decision-wait=5s",
                        "holdfast.payments.provider-timeout=2s",
                        "holdfast.payments.lease=3s",
                        "holdfast.payments.sandbox.lost-calls=0.15",
                        "holdfast.payments.sandbox.lost-answers=0.15",
                        "holdfast.payments.sandbox.latency=20ms")) {
            List<OrderState> placed = IntStream.range(0, ORDERS)
                    .mapToObj(i -> orders.place("buyer" + i, OUTCOMES[i % OUTCOMES.length]))
                    .toList();
            try (ExecutorService buyers = Executors.newVirtualThreadPerTaskExecutor()) {
                placed.forEach(order -> buyers.execute(() -> payUntilTheAnswerIsFinal(server, order)));
                await().atMost(Duration.ofMinutes(2))
                        .until(() ->
                                orders.received(placed.get(ORDERS / 2).id()).size() > 0);
                server.restart();
            }
            Map<String, Long> due = refund(orders, placed);

            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> placed.forEach(order -> {
                        List<SandboxCharge> charges =
                                server.bean(SandboxChargeStore.class).ofOrder(order.id());
                        OrderStatus status = orders.state(order.id()).status();
                        assertThat(charges)
                                .extracting(SandboxCharge::status)
                                .as("nothing is only authorized for %s", order.id())
                                .doesNotContain(Status.AUTHORIZED);
                        assertThat(sum(charges, SandboxCharge::captured))
                                .as("charged for an order that is %s", status)
                                .isEqualTo(
                                        status == OrderStatus.COMPLETED || status == OrderStatus.SOLD_BACK
                                                ? order.total()
                                                : 0);
                        assertThat(sum(charges, SandboxCharge::refunded))
                                .as("refunded for an order that is %s", status)
                                .isEqualTo(due.getOrDefault(order.id(), 0L));
                    }));
            await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertLedgerAgrees(server, placed));
            placed.forEach(order -> {
                List<PaymentMessage> heard = orders.received(order.id());
                assertThat(heard)
                        .extracting(PaymentMessage::version)
                        .containsExactlyInAnyOrderElementsOf(
                                LongStream.rangeClosed(1, heard.size()).boxed().toList());
            });
        } finally {
            broker.stop();
        }
    }

    /** Refunds nothing, a part in two steps, or all; returns what is due by order. */
    private static Map<String, Long> refund(FakeOrdersService orders, List<OrderState> placed) {
        Map<String, Long> due = new HashMap<>();
        for (OrderState order : placed) {
            if (orders.state(order.id()).status() != OrderStatus.COMPLETED) {
                continue;
            }
            switch (due.size() % 3) {
                case 0 -> due.put(order.id(), 0L);
                case 1 -> {
                    orders.refund(order.id(), 400);
                    orders.refund(order.id(), 900);
                    due.put(order.id(), 900L);
                }
                default -> {
                    orders.refund(order.id(), 500);
                    orders.moveTo(order.id(), OrderStatus.SOLD_BACK);
                    due.put(order.id(), order.total());
                }
            }
        }
        assertThat(due).hasSizeGreaterThan(ORDERS / 4);
        return due;
    }

    private static void assertLedgerAgrees(PaymentsServer server, List<OrderState> placed) {
        List<SandboxCharge> charges = placed.stream()
                .flatMap(order -> server.bean(SandboxChargeStore.class).ofOrder(order.id()).stream())
                .toList();
        JsonNode ledger = server.get("/actuator/ledger", "").body();
        assertThat(ledger.path("balanced").asBoolean()).as("%s", ledger).isTrue();
        assertThat(ledger.path("inFlight").asLong()).as("%s", ledger).isZero();
        JsonNode totals = ledger.path("totals").path("USD");
        assertThat(totals.path("authorized").asLong()).isZero();
        assertThat(totals.path("captured").asLong()).isEqualTo(sum(charges, SandboxCharge::captured));
        assertThat(totals.path("refunded").asLong()).isEqualTo(-sum(charges, SandboxCharge::refunded));
        assertThat(totals.valueStream().mapToLong(JsonNode::asLong).sum()).isZero();
    }

    private static long sum(List<SandboxCharge> charges, ToLongFunction<SandboxCharge> amount) {
        return charges.stream().mapToLong(amount).sum();
    }

    /** Repeats the request until the answer is final, even while the service does not run. */
    private static void payUntilTheAnswerIsFinal(PaymentsServer server, OrderState order) {
        await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> {
            int status = server.pay(order.buyerId(), order.id(), "tok_visa").status();
            return status == 201 || status == 409 || status == 410;
        });
    }
}
