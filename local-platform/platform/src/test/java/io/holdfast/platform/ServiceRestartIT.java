package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.platform.Shop.Answer;
import io.holdfast.platform.Shop.Person;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Services, broker and database are killed one after the other and restarted by {@code ./holdfast run}. */
class ServiceRestartIT {

    @Test
    void nothingIsLostWhenAServiceIsKilled() throws Exception {
        try (RunningHoldfast holdfast = RunningHoldfast.start(RunningHoldfast.RELEASES_SOON, "--processes")) {
            Shop shop = new Shop(holdfast);
            Person buyer = shop.signUp("buyer");
            JsonNode event = shop.publish(shop.signUp("organizer"), "Phoenix", Map.of("Standing", 300), 1_000);
            Rush rush = new Rush(shop, event, 6);
            rush.start("before");
            await().atMost(Duration.ofSeconds(30)).until(() -> rush.acknowledged.size() >= 20);

            holdfast.kill("orders-service");
            rush.stop();
            awaitHealthy(shop);
            rush.assertNothingLost();

            String order = shop.order(buyer, null, event, 0, 1)
                    .expect(201)
                    .json()
                    .path("id")
                    .asString();
            // It receives the message about the order when it is back.
            holdfast.kill("payments-service");
            Answer down = shop.pay(buyer, order, "tok_visa");
            assertThat(down.status()).isEqualTo(503);
            assertThat(down.code()).isEqualTo("unavailable");
            awaitHealthy(shop);
            // A message that it was handling is delivered again when its acknowledgement is overdue.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> shop.pay(buyer, order, "tok_visa").status() == 201);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> shop.get(buyer, "/api/orders/" + order)
                            .json()
                            .path("status")
                            .asString()
                            .equals("COMPLETED"));

            holdfast.kill("broker");
            if (holdfast.process("database").isPresent()) {
                holdfast.kill("database");
            }
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() ->
                            shop.order(buyer, "after-all-that", event, 0, 1).status() == 201);
            // Orders are accepted without the broker, so it may be back later.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> holdfast.process("broker").isPresent());
            int sold = Rush.units(rush.live()) + 2;
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(shop.available(event)).isEqualTo(300 - sold));
        }
    }

    private static void awaitHealthy(Shop shop) {
        await().atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() -> shop.get(null, "/healthz").status() == 200);
    }
}
