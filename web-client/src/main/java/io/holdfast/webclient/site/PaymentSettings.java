package io.holdfast.webclient.site;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How orders are paid: settings of payments-service with the same names, so that the pages cannot differ from it.
 *
 * @param provider {@code sandbox} or {@code stripe}
 */
@ConfigurationProperties("holdfast.payments")
record PaymentSettings(
        @DefaultValue("sandbox") String provider,
        @DefaultValue Stripe stripe) {

    static final String STRIPE_SCRIPT = "https://js.stripe.com/v3/";

    /**
     * @param publishableKey with which a page shows Stripe's form
     * @param script Stripe's script; another one only for tests
     */
    record Stripe(
            @Nullable String publishableKey,
            @DefaultValue(STRIPE_SCRIPT) URI script) {}

    boolean isSandbox() {
        return provider.equals("sandbox");
    }

    boolean isStripe() {
        return provider.equals("stripe");
    }
}
