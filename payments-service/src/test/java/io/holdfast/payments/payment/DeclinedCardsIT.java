package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.OrderState;
import io.holdfast.payments.FakeOrdersService;
import io.holdfast.payments.PaymentsServer;
import io.holdfast.payments.PaymentsServer.Answer;
import io.holdfast.testkit.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many cards that are declined, one after the other: over several orders, of one buyer and of several in one network. */
class DeclinedCardsIT {

    private static TestBroker broker;
    private static FakeOrdersService orders;
    private static PaymentsServer server;

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        orders = new FakeOrdersService(broker.url());
        server = new PaymentsServer(
                broker, "holdfast.payments.declines.per-buyer=3", "holdfast.payments.declines.per-network=20");
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
    void aBuyerWhoseCardsAreDeclinedHasToWait() {
        OrderState first = orders.place("ada");
        OrderState second = orders.place("ada");
        OrderState paid = orders.place("ada");
        assertThat(pay("ada", paid, "tok_visa", "192.0.2.1").status()).isEqualTo(201);
        assertThat(pay("ada", first, "tok_chargeDeclined", "192.0.2.1").status())
                .isEqualTo(402);
        assertThat(pay("ada", first, "tok_chargeDeclined", "192.0.2.1").status())
                .isEqualTo(402);
        assertThat(pay("ada", second, "tok_chargeDeclined", "192.0.2.1").status())
                .isEqualTo(402);

        for (OrderState order : new OrderState[] {first, second, orders.place("ada")}) {
            Answer refused = pay("ada", order, "tok_visa", "192.0.2.2");
            assertThat(refused.statusOrCode()).isEqualTo("rate-limited");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        }

        assertThat(pay("ada", paid, "tok_visa", "192.0.2.1").status())
                .as("the same payment, asked for again")
                .isEqualTo(201);
        assertThat(pay("bob", orders.place("bob"), "tok_visa", "192.0.2.1").status())
                .isEqualTo(201);
    }

    @Test
    void aNetworkWithManyDeclinesStillLetsEveryBuyerTryACard() {
        String network = "198.51.100.9";
        for (int i = 0; i < 20; i++) {
            String robot = "robot" + i;
            assertThat(pay(robot, orders.place(robot), "tok_chargeDeclined", network)
                            .status())
                    .isEqualTo(402);
        }

        assertThat(pay("robot7", orders.place("robot7"), "tok_chargeDeclined", network)
                        .status())
                .isEqualTo(429);
        assertThat(pay("eve", orders.place("eve"), "tok_visa", network).status())
                .isEqualTo(201);
    }

    private static Answer pay(String buyer, OrderState order, String card, String address) {
        return server.pay(buyer, order.id(), card, "X-Forwarded-For", address);
    }
}
