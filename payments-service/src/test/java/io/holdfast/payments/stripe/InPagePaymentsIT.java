package io.holdfast.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentCaptured;
import io.holdfast.contracts.PaymentChallenged;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.messaging.Ids;
import io.holdfast.payments.FakeOrdersService;
import io.holdfast.payments.PaymentsServer;
import io.holdfast.payments.PaymentsServer.Answer;
import io.holdfast.payments.settlement.SettlementJob;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import io.holdfast.testkit.stripe.StripeIntent;
import io.holdfast.testkit.stripe.StripeServer;
import io.holdfast.testkit.stripe.StripeWebhooks;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;

/** Payments that buyers confirm in the page, with a stand-in for Stripe and its bank. Whatever happens, an order has one charge or none. */
@Tag("storage")
class InPagePaymentsIT {

    private static final String SECRET = "whsec_test";

    private static StripeServer stripe;
    private static TestBroker broker;
    private static FakeOrdersService orders;
    private static PaymentsServer server;

    private final String buyer = "buyer" + Ids.random();

    @BeforeAll
    static void start() {
        stripe = new StripeServer();
        broker = TestBroker.start();
        orders = new FakeOrdersService(broker.url());
        server = new PaymentsServer(
                broker,
                "holdfast.payments.provider=stripe",
                "holdfast.payments.settlement.every=1s",
                "holdfast.payments.settlement.grace=0s",
                "holdfast.payments.stripe.api-key=sk_test_123",
                "holdfast.payments.stripe.webhook-secret=" + SECRET,
                "holdfast.payments.stripe.base-url=" + stripe.url());
    }

    @AfterAll
    static void stop() {
        server.close();
        orders.close();
        broker.stop();
        stripe.close();
    }

    @AfterEach
    void nothingFailsAnyMore() {
        stripe.behave();
    }

    @Test
    void anOrderIsOnePaymentInHoweverManyTabsItIsOpened() {
        OrderState order = orders.place(buyer);
        try (ExecutorService tabs = Executors.newVirtualThreadPerTaskExecutor()) {
            Set<String> secrets =
                    IntStream.range(0, 8).mapToObj(_ -> tabs.submit(() -> secret(open(order)))).toList().stream()
                            .map(tab -> {
                                try {
                                    return tab.get();
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            })
                            .collect(Collectors.toSet());
            assertThat(secrets).containsExactly(only(order).secret());
        }
        assertThat(open(order).statusOrCode()).isEqualTo("AUTHORIZING");

        // Both tabs confirm; the second is told by Stripe that it came too late.
        assertThat(stripe.confirm(intent(order), StripeServer.CARD)).isEqualTo(200);
        assertThat(stripe.confirm(intent(order), StripeServer.CARD)).isEqualTo(400);
        assertThat(look(order).statusOrCode()).isEqualTo("CAPTURED");
        assertThat(look(order).statusOrCode()).isEqualTo("CAPTURED");
        Answer late = open(order);
        assertThat(late.statusOrCode()).isEqualTo("CAPTURED");
        assertThat(secret(late)).isEmpty();
        assertCapturedOnce(order);
    }

    @Test
    void aRepeatedRequestToOpenIsMarkedAndAnotherBodyRefused() {
        OrderState order = orders.place(buyer);
        Answer first = open(order, "Idempotency-Key", "k1");
        Answer second = open(order, "Idempotency-Key", "k1");
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(secret(second)).isEqualTo(secret(first));
        assertThat(open(orders.place(buyer), "Idempotency-Key", "k1").statusOrCode())
                .isEqualTo("idempotency-key-reused");
    }

    @Test
    void anOrderWhoseHoldWasProlongedCanBePaidUntilItsNewEnd() {
        OrderState order =
                orders.place(buyer, OrderStatus.COMPLETED, Instant.now().minusSeconds(1));
        assertThat(open(order).statusOrCode()).isEqualTo("hold-expired");

        orders.prolong(order.id(), Instant.now().plusSeconds(600));

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(open(order).statusOrCode()).isEqualTo("AUTHORIZING"));
        stripe.confirm(intent(order), StripeServer.CARD);
        assertThat(look(order).statusOrCode()).isEqualTo("CAPTURED");
        assertCapturedOnce(order);
    }

    @Test
    void othersCanNeitherOpenNorLook() {
        OrderState order = orders.place(buyer);
        open(order);
        assertThat(server.post("/api/payments/intents", "buyer2", body(order)).status())
                .isEqualTo(404);
        assertThat(server.post(path(order) + "/look", "buyer2", "{}").status()).isEqualTo(404);
        assertThat(server.post(path(order) + "/look", "", "{}").status()).isEqualTo(401);
    }

    @Test
    void guestsPayInThePage() {
        String guest = "guest" + Ids.random();
        TestIdentity.shared().isGuest(guest, "guest@example.com");
        OrderState order = orders.place(guest);
        assertThat(server.post("/api/payments/intents", guest, body(order)).statusOrCode())
                .isEqualTo("AUTHORIZING");
        stripe.confirm(intent(order), StripeServer.CARD);
        assertThat(server.post(path(order) + "/look", guest, "{}").statusOrCode())
                .isEqualTo("CAPTURED");
    }

    @Test
    void theWebhookComesFirst() {
        OrderState order = orders.place(buyer);
        webhooks();
        open(order);
        stripe.confirm(intent(order), StripeServer.CARD);
        awaitStatus(order, "CAPTURED");
        assertThat(look(order).statusOrCode()).isEqualTo("CAPTURED");
        assertCapturedOnce(order);
    }

    /** The webhooks come late, in the opposite order and twice. */
    @Test
    void thePageAsksFirst() {
        OrderState order = orders.place(buyer);
        StripeWebhooks webhooks = webhooks();
        webhooks.hold();
        open(order);
        stripe.confirm(intent(order), StripeServer.DECLINED);
        stripe.confirm(intent(order), StripeServer.ASKS);
        stripe.answerBank(intent(order), true);
        assertThat(look(order).statusOrCode()).isEqualTo("CAPTURED");

        webhooks.sendHeld();
        assertThat(look(order).statusOrCode()).isEqualTo("CAPTURED");
        assertCapturedOnce(order);
    }

    /** Neither a webhook nor the page: the sweep looks before the hold ends. */
    @Test
    void neitherAWebhookNorThePageTells() {
        OrderState order =
                orders.place(buyer, OrderStatus.COMPLETED, Instant.now().plusSeconds(55));
        open(order);
        assertThat(dueAt(order)).isEqualTo(order.expiresAt().minusSeconds(5));
        stripe.confirm(intent(order), StripeServer.CARD);
        makeDue(order);
        awaitStatus(order, "CAPTURED");
        assertCapturedOnce(order);
    }

    @Test
    void aBankThatAsksIsAnnouncedAndItsApprovalCompletesTheOrder() {
        OrderState order = orders.place(buyer);
        open(order);
        assertThat(stripe.confirm(intent(order), StripeServer.ASKS)).isEqualTo(200);
        Answer asked = look(order);
        assertThat(asked.statusOrCode()).as("not declined").isEqualTo("AUTHORIZING");
        assertThat(asked.body().path("challenged").asBoolean()).isTrue();
        look(order);
        await().untilAsserted(() ->
                assertThat(orders.received(order.id())).hasExactlyElementsOfTypes(PaymentChallenged.class));

        stripe.answerBank(intent(order), true);
        assertThat(look(order).statusOrCode()).isEqualTo("CAPTURED");
        await().untilAsserted(() -> assertThat(orders.received(order.id()))
                .hasExactlyElementsOfTypes(PaymentChallenged.class, PaymentAuthorized.class, PaymentCaptured.class));
        assertCapturedOnce(order);
    }

    /** Of another card in the same order, the second is the one that pays. */
    @ParameterizedTest
    @CsvSource({StripeServer.DECLINED + ",402", StripeServer.ASKS + ",200"})
    void afterADeclinedCardAnotherPays(String first, int status) {
        OrderState order = orders.place(buyer);
        webhooks();
        Answer opened = open(order);
        assertThat(stripe.confirm(intent(order), first)).isEqualTo(status);
        stripe.answerBank(intent(order), false);
        // A webhook may have read that the bank asks, and be applied later than the page's question.
        await().until(() -> !look(order).body().path("challenged").asBoolean());
        assertThat(look(order).statusOrCode()).isEqualTo("AUTHORIZING");
        assertThat(secret(open(order))).isEqualTo(secret(opened));

        stripe.confirm(intent(order), StripeServer.CARD);
        awaitStatus(order, "CAPTURED");
        assertThat(orders.received(order.id())).noneMatch(PaymentFailed.class::isInstance);
        assertCapturedOnce(order);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXPIRED", "CANCELLED"})
    void whatIsAbandonedEndsWithTheOrder(OrderStatus end) {
        OrderState order = orders.place(buyer);
        open(order);
        stripe.confirm(intent(order), StripeServer.ASKS);
        look(order);
        orders.moveTo(order.id(), end);
        awaitStatus(order, "DECLINED");
        assertThat(only(order).status()).isEqualTo("canceled");
        assertThat(server.get(path(order), buyer).body().path("failure").asString())
                .isEqualTo("not-confirmed");

        stripe.answerBank(intent(order), true);
        assertThat(look(order).statusOrCode()).isEqualTo("DECLINED");
        assertThat(open(order).statusOrCode())
                .isEqualTo(end == OrderStatus.EXPIRED ? "hold-expired" : "order-not-payable");
        assertNothingCharged(order);
    }

    /** The buyer's approval and the end of the hold cross each other, while Stripe cannot be told of the end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsApprovedAfterTheHoldEndedIsVoided(boolean byWebhook) {
        OrderState order = orders.place(buyer);
        if (byWebhook) {
            webhooks();
        }
        open(order);
        stripe.confirm(intent(order), StripeServer.ASKS);
        look(order);
        stripe.failAt("/cancel");
        orders.moveTo(order.id(), OrderStatus.EXPIRED);
        await().until(() -> stripe.requests().stream().anyMatch(path -> path.endsWith(intent(order) + "/cancel")));
        stripe.answerBank(intent(order), true);
        assertThat(look(order).statusOrCode()).isEqualTo("AUTHORIZING");
        stripe.failAt("");
        awaitStatus(order, "DECLINED");
        assertThat(only(order).status()).isEqualTo("canceled");
        assertNothingCharged(order);
    }

    /** The approval is known before the end of the hold is: orders-service decides, and the authorization is voided. */
    @Test
    void whatIsAuthorizedForAnOrderThatExpiresIsVoided() {
        OrderState order = orders.place(buyer, OrderStatus.EXPIRED);
        open(order);
        stripe.confirm(intent(order), StripeServer.CARD);
        assertThat(look(order).statusOrCode()).isIn("AUTHORIZED", "VOIDED");
        awaitStatus(order, "VOIDED");
        assertThat(only(order).status()).isEqualTo("canceled");
        assertNothingCharged(order);
    }

    @Test
    void aTokenPaysInsteadOfAPaymentThatIsOpenInATab() {
        OrderState order = orders.place(buyer);
        open(order);
        String inTab = intent(order);
        assertThat(server.pay(buyer, order.id(), "tok_visa").statusOrCode()).isEqualTo("CAPTURED");
        assertThat(stripe.confirm(inTab, StripeServer.CARD)).as("in the tab").isEqualTo(400);
        assertThat(open(order).statusOrCode()).isEqualTo("order-not-payable");
        assertThat(all(order)).extracting(StripeIntent::status).containsExactlyInAnyOrder("canceled", "succeeded");
        assertBalanced();
    }

    @Test
    void aTokenWhoseBankWantsToAskIsNotDeclined() {
        OrderState order = orders.place(buyer);
        Answer refused = server.pay(buyer, order.id(), "tok_authenticationRequired");
        assertThat(refused.status()).isEqualTo(402);
        assertThat(refused.statusOrCode()).isEqualTo("authentication-required");

        Answer opened = open(order);
        assertThat(opened.statusOrCode()).isEqualTo("AUTHORIZING");
        String intent = all(order).stream()
                .filter(one -> one.secret().equals(secret(opened)))
                .findFirst()
                .orElseThrow()
                .id();
        stripe.confirm(intent, StripeServer.ASKS);
        stripe.answerBank(intent, true);
        assertThat(look(order).statusOrCode()).isEqualTo("CAPTURED");
        assertThat(all(order))
                .extracting(StripeIntent::status)
                .containsExactlyInAnyOrder("requires_payment_method", "succeeded");
        assertBalanced();
    }

    @Test
    void aLostAnswerToOpeningOpensNoSecondPayment() {
        OrderState order = orders.place(buyer);
        stripe.loseAnswerOf("/v1/payment_intents");
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(open(order).statusOrCode()).isEqualTo("AUTHORIZING"));
        assertThat(secret(open(order))).isEqualTo(only(order).secret());
    }

    @Test
    void whileStripeIsDownNothingIsOpenedAndAfterwardsItIs() {
        OrderState order = orders.place(buyer);
        open(orders.place(buyer));
        stripe.failWith(429);
        assertThat(open(order).statusOrCode()).isEqualTo("provider-unavailable");
        stripe.failWith(0);
        await().untilAsserted(() -> assertThat(open(order).statusOrCode()).isEqualTo("AUTHORIZING"));
        assertThat(all(order)).hasSize(1);
    }

    /** The service is down between the buyer's confirmation and the capture; no page asks and no webhook comes afterwards. */
    @ParameterizedTest
    @ValueSource(strings = {"before it is known", "before it is captured"})
    void aRestartCompletesWhatWasConfirmed(String when) {
        boolean known = when.equals("before it is captured");
        if (known) {
            // The page would wait for a capture that does not come.
            server.restart("holdfast.payments.decision-wait=100ms");
        }
        OrderState order = orders.place(buyer);
        open(order);
        stripe.confirm(intent(order), StripeServer.CARD);
        if (known) {
            stripe.failAt("/capture");
            look(order);
            await().until(() -> stripe.requests().stream().anyMatch(path -> path.endsWith(intent(order) + "/capture")));
        }
        server.restart();
        stripe.failAt("");
        makeDue(order);
        awaitStatus(order, "CAPTURED");
        assertCapturedOnce(order);
    }

    @Test
    void askingHasALimit() {
        OrderState order = orders.place(buyer);
        open(order);
        // As fast as it can: the looks of a minute are counted.
        Answer limited =
                await().pollInterval(Duration.ofMillis(1)).until(() -> look(order), answer -> answer.status() == 429);
        assertThat(limited.header("Retry-After")).isNotEmpty();
    }

    private StripeWebhooks webhooks() {
        return stripe.sendWebhooks(URI.create(server.url("/api/payments/webhooks/stripe")), SECRET);
    }

    /** From the charge to the bank account, with a refund by hand that the ledger learns of last. */
    @Test
    void whatStripeBooksIsFollowedUpToThePayout() {
        OrderState order = orders.placeFor("event7", "organizer7", buyer);
        open(order);
        stripe.confirm(intent(order), StripeServer.CARD);
        assertThat(look(order).statusOrCode()).isEqualTo("CAPTURED");
        settled(view -> {
            assertThat(view.path("differences")).isEmpty();
            assertThat(view.path("ledger").path(0).path("charged").asLong()).isEqualTo(2500);
            assertThat(total(view, "charged")).isEqualTo(2500);
            assertThat(total(view, "fees")).isEqualTo(103);
            assertThat(total(view, "net")).isEqualTo(2397);
            assertThat(total(view, "paidOut")).isZero();
        });

        String payout = stripe.payOut();
        settled(view -> assertThat(total(view, "paidOut")).isEqualTo(2397));
        stripe.payoutComesBack(payout);
        settled(view -> assertThat(total(view, "paidOut")).isZero());

        stripe.refundByHand(intent(order), 700);
        settled(view -> assertThat(total(view, "refunded")).isEqualTo(700));
        assertThat(server.post("/actuator/reconciliation", "", "{}").status()).isEqualTo(200);
        settled(view -> {
            assertThat(view.path("differences")).isEmpty();
            assertThat(view.path("ledger").path(0).path("refunded").asLong()).isEqualTo(700);
        });
    }

    /** Of a dispute of all of it that is lost, Stripe returns what was refunded before. */
    @Test
    void nothingIsLeftOfAPartlyRefundedChargeWhoseDisputeIsLost() {
        OrderState order = orders.placeFor("event8", "organizer7", buyer);
        open(order);
        stripe.confirm(intent(order), StripeServer.CARD);
        assertThat(look(order).statusOrCode()).isEqualTo("CAPTURED");
        stripe.refundByHand(intent(order), 700);
        stripe.dispute(intent(order), "needs_response");
        stripe.dispute(intent(order), "lost");
        assertThat(server.post("/actuator/reconciliation", "", "{}").status()).isEqualTo(200);

        settled("event8", view -> {
            assertThat(view.path("differences")).isEmpty();
            assertThat(total(view, "refunded")).isEqualTo(700);
            assertThat(total(view, "disputed")).isEqualTo(1800);
            assertThat(view.path("ledger").path(0).path("refunded").asLong()).isEqualTo(700);
            assertThat(view.path("ledger").path(0).path("disputed").asLong()).isEqualTo(1800);
        });
        assertBalanced();
    }

    private void settled(Consumer<JsonNode> expected) {
        settled("event7", expected);
    }

    private void settled(String event, Consumer<JsonNode> expected) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            server.bean(SettlementJob.class).run();
            Answer answer = server.get("/api/payments/events/" + event + "/settlement", "organizer7");
            assertThat(answer.status()).isEqualTo(200);
            expected.accept(answer.body());
        });
    }

    private static long total(JsonNode view, String amount) {
        return view.path("totals").path(0).path(amount).asLong();
    }

    private Answer open(OrderState order, String... headers) {
        return server.post("/api/payments/intents", buyer, body(order), headers);
    }

    private static String body(OrderState order) {
        return "{\"orderId\":\"%s\"}".formatted(order.id());
    }

    private static String secret(Answer opened) {
        return opened.body().path("clientSecret").asString("");
    }

    private Answer look(OrderState order) {
        return server.post(path(order) + "/look", buyer, "{}");
    }

    private static String path(OrderState order) {
        return "/api/payments/" + paymentId(order);
    }

    private static String paymentId(OrderState order) {
        return Ids.derived("payment", order.id());
    }

    private Instant dueAt(OrderState order) {
        return payments()
                .find(Filters.eq(paymentId(order)))
                .first()
                .get("work", Document.class)
                .getDate("dueAt")
                .toInstant();
    }

    /** Lets the time pass until the payment's next step is due, if it has not been made by now. */
    private void makeDue(OrderState order) {
        Bson notMade = Filters.and(Filters.eq(paymentId(order)), Filters.exists("work"));
        payments().updateOne(notMade, Updates.set("work.dueAt", new Date(0)));
    }

    private MongoCollection<Document> payments() {
        return server.bean(MongoTemplate.class).getCollection("payments");
    }

    private List<StripeIntent> all(OrderState order) {
        return stripe.of(paymentId(order));
    }

    private StripeIntent only(OrderState order) {
        List<StripeIntent> all = all(order);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private String intent(OrderState order) {
        return only(order).id();
    }

    private void awaitStatus(OrderState order, String status) {
        await().untilAsserted(() ->
                assertThat(server.get(path(order), buyer).statusOrCode()).isEqualTo(status));
    }

    private void assertCapturedOnce(OrderState order) {
        assertThat(all(order)).extracting(StripeIntent::status).containsExactly("succeeded");
        assertThat(all(order).getFirst().refunded()).isZero();
        assertThat(stripe.requests()).noneMatch(path -> path.endsWith("/" + intent(order) + "/cancel"));
        await().untilAsserted(() -> assertThat(orders.received(order.id()))
                .extracting(PaymentMessage::getClass)
                .filteredOn(PaymentCaptured.class::equals)
                .hasSize(1));
        assertBalanced();
    }

    private void assertNothingCharged(OrderState order) {
        assertThat(all(order)).extracting(StripeIntent::status).doesNotContain("succeeded", "requires_capture");
        assertThat(orders.received(order.id())).noneMatch(PaymentCaptured.class::isInstance);
        assertBalanced();
    }

    private void assertBalanced() {
        await().untilAsserted(() -> assertThat(server.get("/actuator/ledger", "")
                        .body()
                        .path("balanced")
                        .asBoolean())
                .isTrue());
    }
}
