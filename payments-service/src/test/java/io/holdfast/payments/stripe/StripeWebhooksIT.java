package io.holdfast.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.net.Webhook;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.Ids;
import io.holdfast.payments.FakeOrdersService;
import io.holdfast.payments.PaymentsServer;
import io.holdfast.payments.PaymentsServer.Answer;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.stripe.StripeIntent;
import io.holdfast.testkit.stripe.StripeServer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service with Stripe as its provider, and webhooks signed as Stripe signs them. */
class StripeWebhooksIT {

    private static final String BUYER = "buyer1";
    private static final String SECRET = "whsec_test";
    private static final Duration SOON = Duration.ofMinutes(1);

    private StripeServer stripe;
    private TestBroker broker;
    private FakeOrdersService orders;
    private PaymentsServer server;

    @BeforeEach
    void start() {
        stripe = new StripeServer();
        broker = TestBroker.start();
        orders = new FakeOrdersService(broker.url());
        server = new PaymentsServer(
                broker,
                "holdfast.payments.provider=stripe",
                "holdfast.payments.stripe.api-key=sk_test_123",
                "holdfast.payments.stripe.webhook-secret=" + SECRET,
                "holdfast.payments.stripe.base-url=" + stripe.url());
    }

    @AfterEach
    void stop() {
        server.close();
        orders.close();
        broker.stop();
        stripe.close();
    }

    @Test
    void onlyTheStateReadFromStripeCountsNotTheWebhook() throws GeneralSecurityException {
        // The order is not decided: each request waits for that in vain.
        server.restart("holdfast.payments.decision-wait=100ms");
        OrderState order = orders.place(BUYER, OrderStatus.AWAITING_PAYMENT);
        Answer paid = server.pay(BUYER, order.id(), "tok_visa");
        assertThat(paid.statusOrCode()).isEqualTo("AUTHORIZED");
        String path = "/api/payments/" + paid.body().path("id").asString();
        String canceled = event("payment_intent.canceled", "pi_1");

        // Nothing changed at Stripe: the webhook is wrong, or outdated.
        assertThat(webhook(canceled, signature(canceled)).status()).isEqualTo(200);
        assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("AUTHORIZED");

        // The authorization lapsed. Forged webhooks change nothing, repeated ones change it once.
        stripe.moveTo("pi_1", "canceled");
        for (String nonsense :
                List.of("t=1,v1=00", "t=abc,v1=00", "t", "t=,v1=", "t=99999999999999999999,v1=aa", "t=1,v1")) {
            assertThat(webhook(canceled, nonsense).status()).as(nonsense).isEqualTo(400);
        }
        assertThat(webhook(canceled, signature(canceled + " ")).status()).isEqualTo(400);
        assertThat(webhook(canceled, Webhook.Signature.generateSignatureHeader(canceled, "whsec_other"))
                        .status())
                .isEqualTo(400);
        assertThat(webhook(
                                canceled,
                                Webhook.Signature.generateSignatureHeader(
                                        canceled, SECRET, Instant.now().getEpochSecond() - 3600))
                        .status())
                .as("an old one, replayed")
                .isEqualTo(400);
        assertThat(server.post("/api/payments/webhooks/stripe", "", canceled).status())
                .isEqualTo(400);
        assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("AUTHORIZED");
        for (int i = 0; i < 3; i++) {
            assertThat(webhook(canceled, signature(canceled)).status()).isEqualTo(200);
        }
        assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("VOIDED");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(orders.received(order.id())).hasSize(2));

        // The order is still held: it can be paid with another intent.
        assertThat(server.pay(BUYER, order.id(), "tok_visa").statusOrCode()).isEqualTo("AUTHORIZED");
        String foreign = event("payment_intent.succeeded", "pi_of_another_account");
        assertThat(webhook(foreign, signature(foreign)).status()).isEqualTo(200);
        String other =
                "{\"object\":\"event\",\"type\":\"customer.created\",\"data\":{\"object\":{\"object\":\"customer\"}}}";
        assertThat(webhook(other, signature(other)).status()).isEqualTo(200);
    }

    @Test
    void anOrderIsPaidAndRefundedThroughStripe() {
        OrderState order = orders.place(BUYER);

        assertThat(server.pay(BUYER, order.id(), "tok_chargeDeclined").statusOrCode())
                .isEqualTo("card-declined");
        assertThat(server.pay(BUYER, order.id(), "4242").status()).isEqualTo(400);
        Answer paid = server.pay(BUYER, order.id(), "tok_visa");
        assertThat(paid.statusOrCode()).isEqualTo("CAPTURED");
        assertThat(charges(order)).hasSize(1);

        orders.moveTo(order.id(), OrderStatus.SOLD_BACK);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(charges(order).getFirst().refunded()).isEqualTo(2500));
    }

    /** Stripe repeats an error to the same key for a day, whether or not it did what it was asked. */
    @ParameterizedTest
    @CsvSource({
        "/v1/payment_methods, false",
        "/v1/payment_intents, false",
        "/v1/payment_intents, true",
        "/confirm, false",
        "/confirm, true"
    })
    void afterAnErrorOfStripesAnOrderCanBePaidAndRefundedAtOnce(String where, boolean done) {
        OrderState order = orders.place(BUYER);
        stripe.breakAt(where, done);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                server.pay(BUYER, order.id(), "tok_visa").statusOrCode())
                        .isEqualTo("CAPTURED"));
        assertThat(charges(order)).hasSize(1);

        stripe.breakAt("/v1/refunds", done);
        orders.moveTo(order.id(), OrderStatus.SOLD_BACK);
        String path = "/api/payments/" + Ids.derived("payment", order.id());
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("REFUNDED"));
        assertThat(charges(order).getFirst().refunds()).hasSize(1);
        assertThat(stripe.of(Ids.derived("payment", order.id())))
                .extracting(StripeIntent::status)
                .doesNotContain("requires_capture");
        assertBalanced();
    }

    private List<StripeIntent> charges(OrderState order) {
        return stripe.of(Ids.derived("payment", order.id())).stream()
                .filter(intent -> intent.status().equals("succeeded"))
                .toList();
    }

    @Test
    void partsAreRefundedThroughStripeAndRefundsByHandAreAppliedOnce() throws GeneralSecurityException {
        OrderState order = orders.place(BUYER);
        Answer paid = server.pay(BUYER, order.id(), "tok_visa");
        String path = "/api/payments/" + paid.body().path("id").asString();
        String webhook = """
            {"id":"evt_2","object":"event","type":"charge.refunded",
             "data":{"object":{"id":"ch_1","object":"charge","payment_intent":"pi_1","amount_refunded":99999}}}\
            """;

        // Nothing is refunded yet, whatever the webhook claims.
        assertThat(webhook(webhook, signature(webhook)).status()).isEqualTo(200);
        assertThat(server.get(path, BUYER).body().path("refunded").asLong()).isZero();

        orders.refund(order.id(), 800);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                server.get(path, BUYER).body().path("refunded").asLong())
                        .isEqualTo(800));
        assertThat(stripe.only().refunded()).isEqualTo(800);
        stripe.refundByHand("pi_1", 500);
        for (int i = 0; i < 3; i++) {
            assertThat(webhook(webhook, signature(webhook)).status()).isEqualTo(200);
        }
        assertThat(server.get(path, BUYER).body().path("refunded").asLong()).isEqualTo(1300);
        assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("CAPTURED");

        // The rest, not the whole amount: 1300 were refunded already.
        orders.moveTo(order.id(), OrderStatus.SOLD_BACK);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("REFUNDED"));
        assertThat(webhook(webhook, signature(webhook)).status()).isEqualTo(200);
        assertThat(stripe.only().refunded()).isEqualTo(2500);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(orders.received(order.id()))
                        .extracting(message -> message.payment().refunded())
                        .containsExactly(0L, 0L, 800L, 1300L, 2500L));
    }

    /** Stripe sends refund.failed, charge.refund.updated and refund.updated, in any order and several times. */
    @Test
    void refundsThatArePendingAndFailAreFollowed() throws GeneralSecurityException {
        OrderState order = orders.place(BUYER);
        Answer paid = server.pay(BUYER, order.id(), "tok_visa");
        String path = "/api/payments/" + paid.body().path("id").asString();
        stripe.refundsBegin("pending");
        orders.moveTo(order.id(), OrderStatus.SOLD_BACK);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(server.get(path, BUYER)
                                .body()
                                .path("refundPending")
                                .asLong())
                        .isEqualTo(2500));
        assertThat(server.get(path, BUYER).body().path("refunded").asLong()).isZero();
        assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("CAPTURED");

        stripe.moveRefunds("pi_1", "succeeded");
        deliver("charge.refund.updated", "refund");
        assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("REFUNDED");

        stripe.moveRefunds("pi_1", "failed");
        for (String type : List.of("refund.failed", "charge.refund.updated", "refund.updated", "refund.failed")) {
            deliver(type, "refund");
        }
        assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("CAPTURED");
        assertThat(server.get(path, BUYER).body().path("refunded").asLong()).isZero();
        assertThat(server.get(path, BUYER).body().path("refundFailed").asLong()).isEqualTo(2500);
        assertThat(stripe.requests().stream().filter("/v1/refunds"::equals)).hasSize(1);
        assertBalanced();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(orders.received(order.id()))
                        .extracting(message -> message.payment().refunded())
                        .containsExactly(0L, 0L, 2500L, 0L));

        // Once more, with another key.
        stripe.refundsBegin("succeeded");
        Answer retried =
                server.post("/actuator/failedrefunds/" + paid.body().path("id").asString(), "", "{}");
        assertThat(retried.body().path("done").asBoolean()).as("%s", retried).isTrue();
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("REFUNDED"));
        assertThat(stripe.only().refunded()).isEqualTo(2500);
        assertBalanced();
    }

    @Test
    void disputesAreRecordedAndADisputedChargeIsNotRefundedForEver() throws GeneralSecurityException {
        OrderState order = orders.place(BUYER);
        Answer paid = server.pay(BUYER, order.id(), "tok_visa");
        String path = "/api/payments/" + paid.body().path("id").asString();
        stripe.dispute("pi_1", "needs_response");
        orders.moveTo(order.id(), OrderStatus.SOLD_BACK);
        await().atMost(SOON).untilAsserted(() -> assertThat(disputes(path)).containsExactly("OPEN"));
        assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("CAPTURED");
        int requests = stripe.requests().size();
        stripe.failWith(500);
        assertThat(notify("charge.dispute.created", "dispute").status())
                .as("Stripe has to repeat what could not be read")
                .isEqualTo(503);
        stripe.failWith(0);
        deliver("charge.dispute.created", "dispute");
        deliver("charge.dispute.updated", "dispute");
        assertThat(disputes(path)).containsExactly("OPEN");
        assertThat(stripe.requests().stream().filter("/v1/refunds"::equals)).hasSize(1);
        assertThat(stripe.requests().size()).isGreaterThan(requests);
        assertBalanced();

        stripe.dispute("pi_1", "won");
        deliver("charge.dispute.closed", "dispute");
        deliver("charge.dispute.created", "dispute");
        assertThat(disputes(path)).containsExactly("WON");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("REFUNDED"));
        assertBalanced();
    }

    /** The authorization was void, and the buyer is charged all the same, and has the bank take that back before it is refunded. */
    @Test
    void aDisputeAboutAChargeThatIsToBeUndoneIsFollowedAcrossAttempts() throws GeneralSecurityException {
        server.restart("holdfast.payments.decision-wait=100ms");
        OrderState order = orders.place(BUYER, OrderStatus.AWAITING_PAYMENT);
        Answer paid = server.pay(BUYER, order.id(), "tok_visa");
        assertThat(paid.statusOrCode()).isEqualTo("AUTHORIZED");
        String path = "/api/payments/" + paid.body().path("id").asString();
        stripe.moveTo("pi_1", "canceled");
        String canceled = event("payment_intent.canceled", "pi_1");
        assertThat(webhook(canceled, signature(canceled)).status()).isEqualTo(200);
        assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("VOIDED");

        stripe.moveTo("pi_1", "succeeded");
        stripe.dispute("pi_1", "needs_response");
        deliver("charge.dispute.created", "dispute");
        assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("VOIDED");
        assertThat(attention()).containsExactly("dp_1");

        // What the bank has is not to be refunded, so the order can be paid.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                server.pay(BUYER, order.id(), "tok_visa").statusOrCode())
                        .isEqualTo("AUTHORIZED"));
        assertThat(attention()).containsExactly("dp_1");
        assertBalanced();

        stripe.dispute("pi_1", "won");
        deliver("charge.dispute.closed", "dispute");
        assertThat(attention()).isEmpty();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(server.post("/actuator/reconciliation", "", "{}").status())
                    .isEqualTo(200);
            assertThat(charges(order))
                    .as("under a key to which Stripe does not repeat that it is disputed")
                    .extracting(StripeIntent::refunded)
                    .containsExactly(2500L);
        });
        assertThat(server.get(path, BUYER).statusOrCode()).isEqualTo("AUTHORIZED");
        assertBalanced();
    }

    /** The disputes of the payments that a person has to look at. */
    private List<String> attention() {
        return server.get("/actuator/failedrefunds", "").body().findValuesAsString("reference");
    }

    private List<String> disputes(String path) {
        return server.get(path, BUYER).body().path("disputes").findValuesAsString("status");
    }

    private void deliver(String type, String object) throws GeneralSecurityException {
        assertThat(notify(type, object).status()).isEqualTo(200);
    }

    private Answer notify(String type, String object) throws GeneralSecurityException {
        String body = """
            {"id":"evt_3","object":"event","type":"%s",
             "data":{"object":{"id":"x_1","object":"%s","payment_intent":"pi_1"}}}\
            """.formatted(type, object);
        return webhook(body, signature(body));
    }

    private void assertBalanced() {
        await().atMost(SOON).untilAsserted(() -> {
            Answer ledger = server.get("/actuator/ledger", "");
            assertThat(ledger.body().path("balanced").asBoolean())
                    .as("%s", ledger)
                    .isTrue();
        });
    }

    @Test
    void whileStripeIsDownNothingIsChargedAndAfterwardsItCanBePaid() {
        OrderState order = orders.place(BUYER);
        stripe.failWith(503);
        assertThat(server.pay(BUYER, order.id(), "tok_visa").status()).isEqualTo(503);
        stripe.failWith(0);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                server.pay(BUYER, order.id(), "tok_visa").statusOrCode())
                        .isEqualTo("CAPTURED"));
    }

    private Answer webhook(String body, String signature) {
        return server.post("/api/payments/webhooks/stripe", "", body, "Stripe-Signature", signature);
    }

    private static String signature(String body) throws GeneralSecurityException {
        return Webhook.Signature.generateSignatureHeader(body, SECRET);
    }

    private static String event(String type, String reference) {
        return """
            {"id":"evt_1","object":"event","type":"%s","api_version":"2020-08-27",
             "data":{"object":{"id":"%s","object":"payment_intent","status":"whatever it says"}}}\
            """.formatted(type, reference);
    }
}
