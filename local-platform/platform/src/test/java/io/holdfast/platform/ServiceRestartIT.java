package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.platform.Shop.Answer;
import io.holdfast.platform.Shop.Person;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Services, broker and database are killed one after the other and restarted by {@code ./holdfast run}. */
class ServiceRestartIT {

    /** More than can be sold. */
    private static final int CAPACITY = 50_000;

    @Test
    void nothingIsLostWhenAServiceIsKilled() throws Exception {
        try (RunningHoldfast holdfast = RunningHoldfast.start(RunningHoldfast.RECOVERS_SOON, "--processes")) {
            Shop shop = new Shop(holdfast);
            Person buyer = shop.signUp("buyer");
            JsonNode event = shop.publish(shop.signUp("organizer"), "Phoenix", Map.of("Standing", CAPACITY), 1_000);
            Rush rush = new Rush(shop, event, 6);
            rush.start("before");
            await().until(() -> rush.acknowledged.size() >= 20);

            holdfast.kill("orders-service");
            rush.stop();
            awaitHealthy(shop);
            rush.assertNothingLost();

            String order = shop.place(buyer, event, 0, 1);
            // It receives the message about the order when it is back.
            holdfast.kill("payments-service");
            Answer paid = shop.pay(buyer, order, "tok_visa");
            if (paid.status() != 201) { // It was not back yet.
                assertThat(paid.status()).isEqualTo(503);
                assertThat(paid.code()).isEqualTo("unavailable");
                awaitHealthy(shop);
                // A message that it was handling is delivered again when its acknowledgement is overdue.
                await().until(() -> shop.pay(buyer, order, "tok_visa").status() == 201);
            }
            shop.awaitStatus(buyer, order, "COMPLETED");

            holdfast.kill("broker");
            if (holdfast.process("database").isPresent()) {
                holdfast.kill("database");
            }
            await().ignoreExceptions()
                    .until(() ->
                            shop.order(buyer, "after-all-that", event, 0, 1).status() == 201);
            // Orders are accepted without the broker, so it may be back later.
            await().until(() -> holdfast.process("broker").isPresent());
            int sold = Rush.units(rush.live()) + 2;
            await().untilAsserted(() -> assertThat(shop.available(event)).isEqualTo(CAPACITY - sold));
        }
    }

    private static void awaitHealthy(Shop shop) {
        await().ignoreExceptions().until(() -> shop.get(null, "/healthz").status() == 200);
    }
}
