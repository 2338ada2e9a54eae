package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.platform.Shop.Person;
import io.holdfast.testkit.TestBroker;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The broker stops while people order, and comes back. */
class BrokerAwayIT {

    @Test
    void ordersAreAcceptedWithoutTheBrokerAndPublishedWhenItIsBack() throws Exception {
        TestBroker broker = TestBroker.start();
        try (RunningHoldfast holdfast = RunningHoldfast.start(Map.of("HOLDFAST_MESSAGING_SERVERS", broker.url()))) {
            Shop shop = new Shop(holdfast);
            Person buyer = shop.signUp("buyer");
            JsonNode event = shop.publish(shop.signUp("organizer"), "Silence", Map.of("Standing", 50), 1_000);
            shop.order(buyer, null, event, 0, 1).expect(201);

            broker.kill();
            String order = "";
            for (int i = 0; i < 5; i++) {
                order = shop.place(buyer, event, 0, 2);
            }
            assertThat(shop.get(buyer, "/api/orders/" + order)
                            .expect(200)
                            .json()
                            .path("status")
                            .asString())
                    .isEqualTo("AWAITING_PAYMENT");
            broker.restart();

            await("the catalogue shows the orders")
                    .untilAsserted(() -> assertThat(shop.available(event)).isEqualTo(50 - 11));
            String late = order;
            await("payments-service knows the order")
                    .until(() -> shop.pay(buyer, late, "tok_visa").status() == 201);
            shop.awaitStatus(buyer, late, "COMPLETED");
            holdfast.check();
        } finally {
            broker.stop();
        }
    }
}
