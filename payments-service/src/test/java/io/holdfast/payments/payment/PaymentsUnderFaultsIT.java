package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.payments.OrdersPlayer;
import io.holdfast.payments.PaymentsServer;
import io.holdfast.payments.sandbox.SandboxBooks;
import io.holdfast.payments.sandbox.SandboxCharge;
import io.holdfast.payments.sandbox.SandboxCharge.Status;
import io.holdfast.testkit.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Buyers pay while calls and answers are lost, and the service is started again in the middle of it. */
class PaymentsUnderFaultsIT {

    private static final int ORDERS = 24;
    private static final OrderStatus[] FATES = {
        OrderStatus.COMPLETED, OrderStatus.COMPLETED, OrderStatus.EXPIRED, OrderStatus.CANCELLED
    };

    @Test
    void theBooksAgreeWithTheOrdersInTheEnd() {
        TestBroker broker = TestBroker.start();
        try (OrdersPlayer orders = new OrdersPlayer(broker.url());
                PaymentsServer server = new PaymentsServer(
                        broker,
                        "holdfast.payments.sandbox.lost-calls=0.15",
                        "holdfast.payments.sandbox.lost-answers=0.15",
                        "holdfast.payments.sandbox.latency=20ms")) {
            List<OrderState> placed = IntStream.range(0, ORDERS)
                    .mapToObj(i -> orders.place("buyer" + i, FATES[i % FATES.length]))
                    .toList();
            try (ExecutorService buyers = Executors.newVirtualThreadPerTaskExecutor()) {
                placed.forEach(order -> buyers.execute(() -> payUntilItIsClear(server, order)));
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> orders.heard(placed.get(ORDERS / 2).id()).size() > 0);
                server.restart();
            }

            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> placed.forEach(order -> {
                        List<Status> charges = server.bean(SandboxBooks.class).ofOrder(order.id()).stream()
                                .map(SandboxCharge::status)
                                .toList();
                        OrderStatus status = orders.state(order.id()).status();
                        assertThat(charges)
                                .as("nothing in between for %s", order.id())
                                .doesNotContain(Status.AUTHORIZED);
                        assertThat(charges.stream()
                                        .filter(Status.CAPTURED::equals)
                                        .count())
                                .as("charges of an order that is %s", status)
                                .isEqualTo(status == OrderStatus.COMPLETED ? 1 : 0);
                    }));
            placed.forEach(order -> {
                List<PaymentMessage> heard = orders.heard(order.id());
                assertThat(heard)
                        .extracting(PaymentMessage::version)
                        .containsExactlyInAnyOrderElementsOf(
                                LongStream.rangeClosed(1, heard.size()).boxed().toList());
            });
        } finally {
            broker.stop();
        }
    }

    /** As a buyer does: again while the answer is not clear, even while the service is away. */
    private static void payUntilItIsClear(PaymentsServer server, OrderState order) {
        await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> {
            int status = server.pay(order.buyerId(), order.id(), "tok_visa").status();
            return status == 201 || status == 409 || status == 410;
        });
    }
}
