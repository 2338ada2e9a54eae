package io.holdfast.payments;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of payments-service.
 *
 * @param provider the payment provider
 * @param orderWait how long a request to pay waits for the first message about its order
 * @param decisionWait how long a request to pay waits for the order to be completed or to end before it answers {@code AUTHORIZED}
 * @param patience how long a request to pay waits for another attempt at the same order that is under way
 * @param lease how long after its start a provider call may be repeated by another thread or replica; longer than
 *     {@code providerQueue} and {@code providerTimeout} together
 * @param sweep the pause between two sweeps for work that is due
 * @param reconcile the pause between two comparisons with the provider
 * @param reconcileWindow how long after its last change a payment is compared
 * @param providerConcurrency provider calls under way at once in each replica, without refunds
 * @param refundConcurrency refunds under way at once in each replica
 * @param providerQueue how long a provider call waits for its turn
 * @param providerTimeout how long to wait for the provider's answer
 * @param maxAttempts attempts that an order may have, without those that failed because the provider was away
 * @param declines how many cards may be declined
 * @param settlement how the provider's books are compared
 * @param retryAfter the {@code Retry-After} of an answer that asks the client to try again
 */
@Validated
@ConfigurationProperties("holdfast.payments")
public record PaymentsProperties(
        @NotNull @DefaultValue("sandbox") Provider provider,
        @NotNull @DefaultValue("2s") Duration orderWait,
        @NotNull @DefaultValue("5s") Duration decisionWait,
        @NotNull @DefaultValue("12s") Duration patience,
        @NotNull @DefaultValue("15s") Duration lease,
        @NotNull @DefaultValue("1s") Duration sweep,
        @NotNull @DefaultValue("10m") Duration reconcile,
        @NotNull @DefaultValue("24h") Duration reconcileWindow,
        @Min(1) @DefaultValue("512") int providerConcurrency,
        @Min(1) @DefaultValue("8") int refundConcurrency,
        @NotNull @DefaultValue("2s") Duration providerQueue,
        @NotNull @DefaultValue("8s") Duration providerTimeout,
        @Min(1) @DefaultValue("20") int maxAttempts,
        @NotNull @DefaultValue("3s") Duration retryAfter,
        @NotNull @Valid @DefaultValue Settlement settlement,
        @NotNull @Valid @DefaultValue Declines declines,
        @NotNull @Valid @DefaultValue Sandbox sandbox,
        @NotNull @Valid @DefaultValue Stripe stripe) {

    /** What confirms that payments in production are simulated. */
    public static final String REALLY = "really";

    public PaymentsProperties {
        if (lease.compareTo(providerQueue.plus(providerTimeout)) <= 0) {
            throw new IllegalArgumentException(
                    "holdfast.payments.lease must be longer than provider-queue and provider-timeout together");
        }
    }

    /** The payment provider. */
    public enum Provider {
        SANDBOX,
        STRIPE
    }

    /**
     * How many cards may be declined within a time; one more is refused unseen.
     *
     * @param window the time, which begins with the first of them
     * @param perBuyer cards of one buyer
     * @param perNetwork cards of all buyers in one network, of each at most a tenth of it
     */
    public record Declines(
            @NotNull @DefaultValue("10m") Duration window,
            @Min(1) @DefaultValue("10") int perBuyer,
            @Min(1) @DefaultValue("100") int perNetwork) {}

    /**
     * How the provider's books are compared with the ledger.
     *
     * @param every the pause between two rounds
     * @param grace how long a difference has to last before it is told: Stripe books some charges an hour after they were captured
     * @param history what was charged longer before the first round is not compared
     */
    public record Settlement(
            @NotNull @DefaultValue("2m") Duration every,
            @NotNull @DefaultValue("3h") Duration grace,
            @NotNull @DefaultValue("90d") Duration history) {}

    /**
     * The built-in provider.
     *
     * @param slow how long an authorization of {@code tok_slow} takes
     * @param latency how long every other call takes
     * @param unreachable whether no call reaches the sandbox
     * @param lostAnswers share of calls, 0 to 1, that are carried out but whose answer is lost
     * @param lostCalls share of calls, 0 to 1, that do not reach the sandbox without the caller knowing
     */
    public record Sandbox(
            @NotNull @DefaultValue("3s") Duration slow,
            @NotNull @DefaultValue("0s") Duration latency,
            @DefaultValue("false") boolean unreachable,
            @DefaultValue("0") double lostAnswers,
            @DefaultValue("0") double lostCalls) {

        /** {@code holdfast.payments.sandbox=really}: the sandbox as it is, in production, too. */
        public static Sandbox valueOf(String text) {
            if (!text.equals(REALLY)) {
                throw new IllegalArgumentException("holdfast.payments.sandbox is \"really\" or not set");
            }
            return new Sandbox(Duration.ofSeconds(3), Duration.ZERO, false, 0, 0);
        }
    }

    /**
     * Stripe.
     *
     * @param apiKey the secret key; required when Stripe is the provider
     * @param publishableKey with which the pages show Stripe's form: a setting of the web client, and only compared here
     * @param webhookSecret with which Stripe signs webhooks; without it they are refused, and what came of payments is learned by asking
     * @param baseUrl of Stripe's API
     */
    public record Stripe(
            @Nullable String apiKey,
            @Nullable String publishableKey,
            @Nullable String webhookSecret,
            @NotNull @DefaultValue("https://api.stripe.com") String baseUrl,
            @NotNull @DefaultValue("3s") Duration connectTimeout) {}
}
