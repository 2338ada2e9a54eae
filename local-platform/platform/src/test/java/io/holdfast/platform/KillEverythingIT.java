package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.platform.Rush.Acknowledged;
import io.holdfast.platform.Shop.Answer;
import io.holdfast.platform.Shop.Person;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code kill -9} of services, broker and database in the middle of a rush; then everything is started again on the same data. */
@Tag("storage")
class KillEverythingIT {

    /** More than can be sold before a rush is stopped, and so little that it is sold out soon. */
    private static final int CAPACITY = 1_000;

    @Test
    void everyAcknowledgedOrderIsThereAndNothingIsSoldTwice() throws Exception {
        try (RunningHoldfast holdfast = RunningHoldfast.start(RunningHoldfast.RECOVERS_SOON)) {
            Shop shop = new Shop(holdfast);
            Person organizer = shop.signUp("organizer");
            shop.describeSeller(organizer);
            JsonNode event =
                    shop.publish(organizer, "Rush", Map.of("Standing", CAPACITY / 2, "Seated", CAPACITY / 2), 2_500);
            Rush rush = new Rush(shop, event, 16);

            rush.start("before");
            await().until(() -> rush.acknowledged.size() >= 60);
            holdfast.kill();
            rush.stop();
            int acknowledgedBefore = rush.acknowledged.size();
            holdfast.restart();

            rush.assertNothingLost();
            // Buyers without an answer ask again with the same key: they get the order that was placed, or a new one.
            repeatUnknown(shop, event, rush);
            rush.start("after");
            await().until(() -> !rush.refused.isEmpty());
            rush.stop();
            rush.assertNothingLost();
            assertThat(rush.acknowledged.size()).isGreaterThan(acknowledgedBefore);
            assertThat(rush.refused).isSubsetOf("sold-out", "all-held", "not-enough-left");
            assertThat(Rush.units(rush.live())).as("units sold or held").isLessThanOrEqualTo(CAPACITY);
            await("the catalogue shows what is left")
                    .untilAsserted(
                            () -> assertThat(shop.available(event)).isEqualTo(CAPACITY - Rush.units(rush.live())));

            payFor(shop, rush);
            holdfast.check();
        }
    }

    private static void repeatUnknown(Shop shop, JsonNode event, Rush rush) throws Exception {
        for (Map.Entry<String, Person> entry : rush.unknown.entrySet()) {
            int attempt = Integer.parseInt(entry.getKey().split("-")[1]);
            int units = 1 + attempt % 2;
            String first = null;
            for (int i = 0; i < 2; i++) {
                Answer answer = shop.order(
                        entry.getValue(),
                        entry.getKey(),
                        event,
                        attempt % event.path("tiers").size(),
                        units);
                if (answer.status() != 201) {
                    continue;
                }
                String id = answer.json().path("id").asString();
                assertThat(first == null || first.equals(id))
                        .as("one key, one order")
                        .isTrue();
                if (first == null) {
                    rush.acknowledged.add(new Acknowledged(entry.getValue(), entry.getKey(), id, units));
                }
                first = id;
            }
        }
        rush.unknown.clear();
    }

    private static void payFor(Shop shop, Rush rush) throws Exception {
        Set<String> codes = new HashSet<>();
        int units = 0;
        for (Acknowledged one : rush.acknowledged.stream().limit(5).toList()) {
            assertThat(shop.pay(one.buyer(), one.id(), "tok_visa")
                            .expect(201)
                            .json()
                            .path("status")
                            .asString())
                    .isIn("AUTHORIZED", "CAPTURED");
            shop.awaitStatus(one.buyer(), one.id(), "COMPLETED");
            for (JsonNode ticket : shop.get(one.buyer(), "/api/orders/" + one.id() + "/tickets")
                    .expect(200)
                    .json()) {
                codes.add(ticket.path("code").asString());
            }
            units += one.units();
        }
        assertThat(codes).as("a code per unit").hasSize(units);
    }
}
