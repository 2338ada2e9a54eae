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
 * @param provider who moves the money
 * @param orderWait how long to wait for the first message about an order somebody wants to pay
 * @param decisionWait how long a payment waits for its order's decision before it answers {@code AUTHORIZED}
 * @param patience how long a payment waits for another one of the same order that is under way
 * @param lease after how long a provider call whose caller is gone may be repeated by somebody else; longer than
 *     {@code providerQueue} and {@code providerTimeout} together
 * @param sweep how often to look for payments left in between
 * @param reconcile how often to compare with the provider
 * @param reconcileWindow how long after its last change a payment is compared
 * @param providerConcurrency provider calls under way at once
 * @param providerQueue how long a provider call waits for its turn
 * @param providerTimeout how long to wait for the provider's answer
 * @param maxAttempts how often one order may be tried to be paid
 * @param retryAfter what a client is told when the provider cannot be reached
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
        @Min(1) @DefaultValue("64") int providerConcurrency,
        @NotNull @DefaultValue("2s") Duration providerQueue,
        @NotNull @DefaultValue("8s") Duration providerTimeout,
        @Min(1) @DefaultValue("20") int maxAttempts,
        @NotNull @DefaultValue("3s") Duration retryAfter,
        @NotNull @Valid @DefaultValue Sandbox sandbox,
        @NotNull @Valid @DefaultValue Stripe stripe) {

    public PaymentsProperties {
        if (lease.compareTo(providerQueue.plus(providerTimeout)) <= 0) {
            throw new IllegalArgumentException(
                    "holdfast.payments.lease must be longer than provider-queue and provider-timeout together");
        }
    }

    /** Who moves the money. */
    public enum Provider {
        SANDBOX,
        STRIPE
    }

    /**
     * The built-in provider.
     *
     * @param slow how long {@code tok_slow} takes
     * @param latency how long every call takes
     * @param unreachable nothing gets through
     * @param lostAnswers share of calls, 0 to 1, that are carried out but whose answer is lost
     * @param lostCalls share of calls, 0 to 1, that are lost on the way, with nobody knowing
     */
    public record Sandbox(
            @NotNull @DefaultValue("3s") Duration slow,
            @NotNull @DefaultValue("0s") Duration latency,
            @DefaultValue("false") boolean unreachable,
            @DefaultValue("0") double lostAnswers,
            @DefaultValue("0") double lostCalls) {}

    /**
     * Stripe.
     *
     * @param apiKey the secret key; needed when Stripe is the provider
     * @param webhookSecret signs what Stripe posts to us; without it webhooks are refused
     * @param baseUrl where Stripe's API is
     */
    public record Stripe(
            @Nullable String apiKey,
            @Nullable String webhookSecret,
            @NotNull @DefaultValue("https://api.stripe.com") String baseUrl,
            @NotNull @DefaultValue("3s") Duration connectTimeout) {}
}
