package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.payments.FakeOrdersService;
import io.holdfast.payments.PaymentsServer;
import io.holdfast.payments.PaymentsServer.Answer;
import io.holdfast.testkit.TestBroker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A buyer whose order has not arrived is told to come back, and not that there is no such order. */
class OrderNotArrivedIT {

    @Test
    void anUnknownOrderIsNotFoundOnlyWhenAllMessagesAreHandled() {
        TestBroker broker = TestBroker.start();
        try (FakeOrdersService orders = new FakeOrdersService(broker.url());
                PaymentsServer server = new PaymentsServer(broker, "holdfast.payments.order-wait=200ms")) {
            OrderState first = orders.place("buyer", OrderStatus.COMPLETED);
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(
                                    server.pay("buyer", first.id(), "tok_visa").status())
                            .isEqualTo(201));
            awaitNotFound(server);

            broker.stop();

            Answer answer = server.pay("buyer", "unknown", "tok_visa");
            assertThat(answer.status()).as("%s", answer).isEqualTo(503);
            assertThat(answer.statusOrCode()).isEqualTo("unavailable");
            assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
            assertThat(server.pay("buyer", first.id(), "tok_visa").status())
                    .as("what is known needs no broker")
                    .isEqualTo(201);

            broker.restart();

            awaitNotFound(server);
        } finally {
            broker.stop();
        }
    }

    private static void awaitNotFound(PaymentsServer server) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(
                                server.pay("buyer", "unknown", "tok_visa").status())
                        .isEqualTo(404));
    }
}
