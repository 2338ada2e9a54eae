package io.holdfast.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.stripe.exception.StripeException;
import io.holdfast.local.Executables;
import io.holdfast.local.Ports;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.AuthorizationRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The adapter against Stripe's own mock ({@code HOLDFAST_STRIPEMOCK}, or on {@code PATH}), which checks each request against Stripe's description of its API. It stores
 * nothing and answers with fixtures: an intent is always {@code requires_payment_method}.
 */
class StripeIT {

    private static Process mock;
    private static StripeProvider stripe;
    private static String url;

    @BeforeAll
    static void start() throws IOException {
        String configured =
                System.getenv().getOrDefault("HOLDFAST_STRIPEMOCK", "").strip();
        Optional<Path> program = Executables.find(configured.isEmpty() ? "stripe-mock" : configured);
        assumeThat(program).as("stripe-mock").isPresent();
        int port = Ports.free();
        mock = new ProcessBuilder(program.orElseThrow().toString(), "-http-addr", "127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().until(() -> Ports.isListening(port));
        url = "http://127.0.0.1:" + port;
        stripe = StripeClients.provider(url);
    }

    @AfterAll
    static void stop() {
        if (mock != null) {
            mock.destroyForcibly();
        }
    }

    @Test
    void stripeUnderstandsAnAuthorizationByTokenAndByPaymentMethod() {
        // "refused-by-provider" would be a request that Stripe does not understand.
        assertThat(stripe.authorize(request("tok_visa"))).isEqualTo(new Answer.Refused("card-declined"));
        assertThat(stripe.authorize(request("pm_card_visa"))).isEqualTo(new Answer.Refused("card-declined"));
    }

    @Test
    void stripeUnderstandsCapturesVoidsLookupsAndRefunds() throws StripeException {
        // Anything else than the fixture's state would be a request that Stripe refuses.
        Answer fixture = new Answer.Unknown("the intent is requires_payment_method");
        assertThat(stripe.capture("pi_1", "p1-1-capture")).isEqualTo(fixture);
        assertThat(stripe.cancel("pi_1", "p1-1-void")).isEqualTo(fixture);
        assertThat(stripe.lookUp("pi_1")).isInstanceOf(Answer.AwaitsBuyer.class);
        assertThat(stripe.createRefund("pi_1", 1000, "p1-1-refund-0-1000").getStatus())
                .isEqualTo("succeeded");
        assertThat(stripe.refund("pi_1", 1000, "USD", "p1-1-refund-0-1000")).isInstanceOf(Answer.AwaitsBuyer.class);
    }

    @Test
    void stripeUnderstandsAPaymentThatIsConfirmedInThePage() {
        assertThat(stripe.open(request("in-page")))
                .isInstanceOfSatisfying(
                        Answer.AwaitsBuyer.class,
                        awaits -> assertThat(awaits.secret()).contains("_secret_"));
    }

    @Test
    void stripeUnderstandsTheQuestionsAboutItsBooks() {
        StripeBooks books = StripeClients.books(url);
        Instant to = Instant.parse("2026-03-01T12:00:00Z");
        // A request that Stripe does not understand would be answered with an error.
        assertThat(books.booked(to.minusSeconds(3600), to, null).transactions()).isNotEmpty();
        assertThat(books.booked(to.minusSeconds(3600), to, "txn_1").transactions())
                .isNotEmpty();
        assertThat(books.paidOutWith("po_1", null).transactions()).isNotEmpty();
    }

    private static AuthorizationRequest request(String token) {
        return new AuthorizationRequest("p1-1", "p1", "o1", 2500, "USD", token);
    }
}
