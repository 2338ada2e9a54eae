package io.holdfast.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.contracts.DisputeState;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.payments.provider.Dispute;
import io.holdfast.testkit.stripe.StripeServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeProviderTests {

    private final StripeServer fake = new StripeServer();
    private final StripeProvider stripe = StripeClients.provider(fake);

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void authorizesCapturesAndRefundsOnceHoweverOftenItIsCalled() {
        assertThat(stripe.authorize(request("tok_visa"))).isEqualTo(new Answer.Authorized("pi_1"));
        assertThat(stripe.authorize(request("tok_visa"))).isEqualTo(new Answer.Authorized("pi_1"));
        assertThat(fake.only().method()).isEqualTo("pm_of_tok_visa");
        assertThat(fake.only().key()).isEqualTo("p1-1");

        assertThat(stripe.capture("pi_1", "c")).isEqualTo(new Answer.Captured("pi_1"));
        assertThat(stripe.capture("pi_1", "c")).isEqualTo(new Answer.Captured("pi_1"));
        assertThat(stripe.cancel("pi_1", "v")).isEqualTo(new Answer.Captured("pi_1"));

        assertThat(stripe.refund("pi_1", 2500, "USD", "r")).isEqualTo(new Answer.Refunded("pi_1", 2500));
        assertThat(stripe.refund("pi_1", 2500, "USD", "another key")).isEqualTo(new Answer.Refunded("pi_1", 2500));
        assertThat(stripe.lookUp("pi_1")).isEqualTo(new Answer.Refunded("pi_1", 2500));
    }

    @Test
    void refundsPartsOncePerKeyAndNeverMoreThanWasCharged() {
        stripe.authorize(request("tok_visa"));
        stripe.capture("pi_1", "c");

        assertThat(stripe.refund("pi_1", 1000, "USD", "0-1000")).isEqualTo(new Answer.Refunded("pi_1", 1000));
        assertThat(stripe.refund("pi_1", 1000, "USD", "0-1000")).isEqualTo(new Answer.Refunded("pi_1", 1000));
        fake.refundByHand("pi_1", 700);
        assertThat(stripe.refund("pi_1", 1000, "USD", "0-1000"))
                .as("everything refunded so far, whatever answer is stored for the key")
                .isEqualTo(new Answer.Refunded("pi_1", 1700));
        assertThat(stripe.refund("pi_1", 1500, "USD", "1000-2500"))
                .as("more than is left")
                .isEqualTo(new Answer.Refunded("pi_1", 1700));
        assertThat(fake.only().refunded()).isEqualTo(1700);
    }

    /** Neither what is on its way nor what never arrives is paid. */
    @ParameterizedTest
    @CsvSource({
        "succeeded, 1000, 0, 0",
        "pending, 0, 1000, 0",
        "requires_action, 0, 1000, 0",
        "failed, 0, 0, 1000",
        "canceled, 0, 0, 1000"
    })
    void aRefundCountsByItsStatus(String status, long paid, long pending, long failed) {
        stripe.authorize(request("tok_visa"));
        stripe.capture("pi_1", "c");
        fake.refundsBegin(status);

        assertThat(stripe.refund("pi_1", 1000, "USD", "0-1000"))
                .isEqualTo(new Answer.Refunded("pi_1", paid, pending, failed, List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "warning_needs_response, INQUIRY",
        "warning_under_review, INQUIRY",
        "warning_closed, CLOSED",
        "prevented, CLOSED",
        "needs_response, OPEN",
        "under_review, OPEN",
        "won, WON",
        "lost, LOST"
    })
    void aDisputeHasTakenTheMoneyBackWhenStripeSaysSo(String status, DisputeState.Status told) {
        stripe.authorize(request("tok_visa"));
        stripe.capture("pi_1", "c");
        fake.dispute("pi_1", status);

        assertThat(stripe.lookUp("pi_1").disputes())
                .extracting(Dispute::status, Dispute::amount)
                .containsExactly(tuple(told, 2500L));
    }

    /** With a charge Stripe tells of the latest ones only, and the others fill several pages. */
    @ParameterizedTest
    @ValueSource(ints = {100, 5})
    void allRefundsCountHoweverManyThereAre(int page) {
        fake.pagesOf(page);
        stripe.authorize(request("tok_visa"));
        stripe.capture("pi_1", "c");
        fake.refundsBegin("failed");
        fake.refundByHand("pi_1", 400);
        fake.refundsBegin("pending");
        fake.refundByHand("pi_1", 300);
        fake.refundsBegin("succeeded");
        for (int i = 0; i < 10; i++) {
            fake.refundByHand("pi_1", 100);
        }

        assertThat(stripe.lookUp("pi_1")).isEqualTo(new Answer.Refunded("pi_1", 1000, 300, 400, List.of()));
    }

    @Test
    void anUnknownIntentFailsNoCapture() {
        assertThat(stripe.lookUp("pi_7")).isEqualTo(new Answer.Refused("no-such-charge"));
        assertThat(stripe.capture("pi_7", "c")).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void voidsOnce() {
        stripe.authorize(request("pm_card_visa"));
        assertThat(stripe.cancel("pi_1", "v")).isEqualTo(new Answer.Voided("pi_1"));
        assertThat(stripe.cancel("pi_1", "v")).isEqualTo(new Answer.Voided("pi_1"));
        assertThat(stripe.capture("pi_1", "c")).isEqualTo(new Answer.Voided("pi_1"));
        assertThat(stripe.authorize(request("pm_card_visa")))
                .as("the stored answer of the key")
                .isEqualTo(new Answer.Authorized("pi_1"));
    }

    @Test
    void reportsADeclinedCardAndARefusedCapture() {
        assertThat(stripe.authorize(request("tok_chargeDeclined"))).isEqualTo(new Answer.Refused("card-declined"));
        stripe.authorize(new AuthorizationRequest("p1-2", "p1", "o1", 2500, "USD", "tok_captureFails"));
        assertThat(stripe.capture("pi_2", "c")).isEqualTo(new Answer.Refused("capture-failed"));
    }

    @Test
    void aBankThatWantsToAskIsNoDeclinedCard() {
        assertThat(stripe.authorize(request("tok_authenticationRequired")))
                .isEqualTo(new Answer.Refused("authentication-required"));
    }

    @Test
    void opensOnePaymentHoweverOftenItIsCalledAndFollowsItsBuyer() {
        Answer opened = stripe.open(request("in-page"));
        assertThat(opened).isEqualTo(new Answer.AwaitsBuyer("pi_1", fake.only().secret(), false));
        assertThat(opened.toString()).doesNotContain("secret");
        assertThat(stripe.open(request("in-page"))).isEqualTo(opened);

        fake.confirm("pi_1", StripeServer.DECLINED);
        assertThat(stripe.lookUp("pi_1")).isEqualTo(opened);
        fake.confirm("pi_1", StripeServer.ASKS);
        assertThat(stripe.lookUp("pi_1"))
                .isEqualTo(new Answer.AwaitsBuyer("pi_1", fake.only().secret(), true));
        fake.answerBank("pi_1", false);
        assertThat(stripe.lookUp("pi_1")).isEqualTo(opened);
        fake.confirm("pi_1", StripeServer.CARD);
        assertThat(stripe.lookUp("pi_1")).isEqualTo(new Answer.Authorized("pi_1"));
        assertThat(stripe.capture("pi_1", "c")).isEqualTo(new Answer.Captured("pi_1"));
    }

    /** Stripe repeats it to the key for a day: another one has to be used. */
    @Test
    void anErrorOfStripesEndsTheAttemptToOpenAPayment() {
        fake.failWith(500);
        assertThat(stripe.open(request("in-page"))).isInstanceOf(Answer.Unreached.class);
        fake.failWith(409);
        assertThat(stripe.open(request("in-page"))).isInstanceOf(Answer.Unknown.class);
    }

    /** It may be authorized: who reads "not reached" pays again. */
    @Test
    void aConfirmationIsUnknownWhileStripeCannotBeAskedAboutIt() {
        fake.breakAt("/confirm", true);
        fake.failAt("/pi_1", 429);
        assertThat(stripe.authorize(request("tok_visa"))).isInstanceOf(Answer.Unknown.class);

        fake.failAt("");
        assertThat(stripe.authorize(request("tok_visa"))).isEqualTo(new Answer.Authorized("pi_1"));
    }

    /** Whether or not it made something: nothing was confirmed, and never will be under this key. */
    @ParameterizedTest
    @CsvSource({"/v1/payment_methods, false", "/v1/payment_intents, false", "/v1/payment_intents, true"})
    void anErrorOfStripesBeforeACardIsConfirmedEndsTheAttempt(String where, boolean done) {
        fake.breakAt(where, done);
        assertThat(stripe.authorize(request("tok_visa"))).isInstanceOf(Answer.Unreached.class);
        assertThat(stripe.authorize(request("tok_visa")))
                .as("what Stripe keeps for the key")
                .isEqualTo(new Answer.Refused("provider-unavailable"));
        assertThat(stripe.authorize(new AuthorizationRequest("p1-2", "p1", "o1", 2500, "USD", "tok_visa")))
                .isInstanceOf(Answer.Authorized.class);
        assertThat(fake.of("p1"))
                .filteredOn(intent -> intent.status().equals("requires_capture"))
                .hasSize(1);
    }

    /** An earlier call under the key may have been answered. */
    @Test
    void anErrorThatStripeDoesNotKeepProvesNothing() {
        stripe.authorize(request("tok_visa"));
        fake.failWith(503);
        assertThat(stripe.authorize(request("tok_visa"))).isInstanceOf(Answer.Unreached.class);
        assertThat(stripe.authorize(request("tok_visa"))).isInstanceOf(Answer.Unreached.class);
    }

    @Test
    void whatAnErrorOfStripesHasConfirmedIsAsked() {
        fake.breakAt("/confirm", true);
        assertThat(stripe.authorize(request("tok_visa"))).isEqualTo(new Answer.Authorized("pi_1"));
        assertThat(stripe.authorize(request("tok_visa"))).isEqualTo(new Answer.Authorized("pi_1"));

        fake.breakAt("/confirm", false);
        AuthorizationRequest second = new AuthorizationRequest("p2-1", "p2", "o2", 2500, "USD", "tok_visa");
        assertThat(stripe.authorize(second)).as("to be cancelled").isInstanceOf(Answer.AwaitsBuyer.class);
        assertThat(stripe.cancel("pi_2", "v")).isEqualTo(new Answer.Voided("pi_2"));
        assertThat(stripe.authorize(second)).isEqualTo(new Answer.Voided("pi_2"));
    }

    @Test
    void aRefusedConfirmationIsNoErrorOfStripes() {
        assertThat(stripe.authorize(request("pm_unknown"))).isEqualTo(new Answer.Refused("refused-by-provider"));
    }

    /** Stripe never refunds more than was charged, so all that is left needs no key. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterAnErrorOfStripesWhatIsLeftIsRefundedOnce(boolean done) {
        stripe.authorize(request("tok_visa"));
        stripe.capture("pi_1", "c");
        stripe.refund("pi_1", 1000, "USD", "0-1000");
        fake.breakAt("/v1/refunds", done);
        Answer first = stripe.refund("pi_1", 1500, "USD", "1000-2500");
        assertThat(done ? stripe.lookUp("pi_1") : first).isEqualTo(new Answer.Refunded("pi_1", 2500));
        assertThat(fake.only().refunded()).isEqualTo(2500);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterAnErrorOfStripesAPartIsNotRefundedAgainWhileItsKeyIsKnown(boolean done) {
        stripe.authorize(request("tok_visa"));
        stripe.capture("pi_1", "c");
        fake.breakAt("/v1/refunds", done);
        assertThat(stripe.refund("pi_1", 1000, "USD", "0-1000")).isInstanceOf(Answer.Unknown.class);
        assertThat(stripe.refund("pi_1", 1000, "USD", "0-1000")).isInstanceOf(Answer.Unknown.class);
        assertThat(fake.only().refunded()).isEqualTo(done ? 1000 : 0);
    }

    @Test
    void endsAPaymentThatAwaitsItsBuyer() {
        stripe.open(request("in-page"));
        fake.confirm("pi_1", StripeServer.ASKS);
        assertThat(stripe.cancel("pi_1", "v")).isEqualTo(new Answer.Voided("pi_1"));
        fake.answerBank("pi_1", true);
        assertThat(stripe.lookUp("pi_1")).isEqualTo(new Answer.Voided("pi_1"));
    }

    @ParameterizedTest
    @CsvSource({
        "500, Unreached, Unknown",
        "503, Unreached, Unknown",
        "409, Unknown, Unknown",
        "429, Unreached, Unreached",
        "401, Unreached, Unreached",
        "403, Unreached, Unreached"
    })
    void anErrorIsUnreachedOnlyIfStripeCertainlyDidNothing(int status, String authorized, String answer) {
        stripe.authorize(request("tok_visa"));
        fake.failWith(status);

        AuthorizationRequest second = new AuthorizationRequest("p2-1", "p2", "o2", 2500, "USD", "tok_visa");
        assertThat(stripe.authorize(second).getClass().getSimpleName()).isEqualTo(authorized);
        assertThat(stripe.capture("pi_1", "c").getClass().getSimpleName()).isEqualTo(answer);
        assertThat(stripe.cancel("pi_1", "v").getClass().getSimpleName()).isEqualTo(answer);
        assertThat(stripe.refund("pi_1", 2500, "USD", "r").getClass().getSimpleName())
                .isEqualTo(answer);
        assertThat(stripe.lookUp("pi_1").getClass().getSimpleName()).isEqualTo(answer);
    }

    @Test
    void noAnswerIsUnknownAndARefusedConnectionIsUnreached() throws IOException {
        StripeProvider alone;
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            alone = StripeClients.provider("http://127.0.0.1:" + silent.getLocalPort());
            assertThat(alone.authorize(request("pm_card_visa"))).isInstanceOf(Answer.Unknown.class);
        }
        assertThat(alone.authorize(request("pm_card_visa"))).isInstanceOf(Answer.Unreached.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4242424242424242", "tok_", "tok_a b", "src_123", "tok_visa\n", "{\"$ne\":null}"})
    void acceptsOnlyTokensOfTheRightForm(String token) {
        assertThat(stripe.accepts(token)).isFalse();
        assertThat(stripe.accepts("tok_visa")).isTrue();
        assertThat(stripe.accepts("pm_card_visa")).isTrue();
    }

    private static AuthorizationRequest request(String token) {
        return new AuthorizationRequest("p1-1", "p1", "o1", 2500, "USD", token);
    }
}
