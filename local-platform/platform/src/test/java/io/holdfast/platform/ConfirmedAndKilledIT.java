package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.messaging.Ids;
import io.holdfast.platform.Shop.Answer;
import io.holdfast.platform.Shop.Person;
import io.holdfast.testkit.stripe.StripeIntent;
import io.holdfast.testkit.stripe.StripeServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** payments-service is killed between the buyer's confirmation and the capture. No page asks afterwards, and no webhook comes. */
class ConfirmedAndKilledIT {

    @Test
    void aRestartCompletesWhatWasConfirmed() throws Exception {
        try (StripeServer stripe = new StripeServer()) {
            Map<String, String> settings = new HashMap<>(RunningHoldfast.RECOVERS_SOON);
            settings.putAll(StripeJourneyIT.settings(stripe, "3m"));
            try (RunningHoldfast holdfast = RunningHoldfast.start(settings, "--processes")) {
                Shop shop = new Shop(holdfast);
                Person buyer = shop.signUp("buyer");
                JsonNode event = shop.publish(buyer, "Phoenix", Map.of("Standing", 10), 1_000);
                String known = open(shop, buyer, event, stripe);
                String unknown = open(shop, buyer, event, stripe);

                // One is known to be authorized and cannot be captured, of the other nothing is known here.
                stripe.failAt("/capture");
                shop.send("POST", "/api/payments/%s/look".formatted(payment(known)), buyer, null, "{}");
                shop.awaitStatus(buyer, known, "COMPLETED");
                holdfast.kill("payments-service");
                stripe.failAt("");

                shop.awaitStatus(buyer, unknown, "COMPLETED");
                for (String order : new String[] {known, unknown}) {
                    String id = payment(order);
                    await().ignoreExceptions().untilAsserted(() -> {
                        Answer payment = shop.get(buyer, "/api/payments/" + id);
                        assertThat(payment.json().path("status").asString()).isEqualTo("CAPTURED");
                    });
                    assertThat(stripe.of(id)).extracting(StripeIntent::status).containsExactly("succeeded");
                }
                holdfast.check();
            }
        }
    }

    /** An order whose buyer has confirmed the payment with a card. */
    private static String open(Shop shop, Person buyer, JsonNode event, StripeServer stripe) throws Exception {
        String order = shop.place(buyer, event, 0, 1);
        JsonNode opened = shop.send("POST", "/api/payments/intents", buyer, null, Map.of("orderId", order))
                .expect(201)
                .json();
        String secret = opened.path("clientSecret").asString();
        assertThat(stripe.confirm(secret.replaceFirst("_secret_.*", ""), StripeServer.CARD))
                .isEqualTo(200);
        return order;
    }

    private static String payment(String order) {
        return Ids.derived("payment", order);
    }
}
