package io.holdfast.payments.stripe;

import io.holdfast.payments.PaymentsProperties;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds Stripe's settings that are missing or cannot be right, before a buyer does. */
final class StripeSettings {

    private static final Logger log = LoggerFactory.getLogger(StripeSettings.class);

    private StripeSettings() {}

    /**
     * Returns the secret key.
     *
     * @throws IllegalStateException with everything that is wrong
     */
    static String requireUsable(PaymentsProperties.Stripe stripe, boolean production) {
        String apiKey = orEmpty(stripe.apiKey());
        List<String> wrong = new ArrayList<>();
        if (apiKey.isEmpty()) {
            wrong.add("HOLDFAST_PAYMENTS_STRIPE_APIKEY, the secret key, is missing");
        } else if (apiKey.startsWith("pk_")) {
            wrong.add("HOLDFAST_PAYMENTS_STRIPE_APIKEY is a publishable key; the secret key begins with sk_ or rk_");
        }
        checkWebhookSecret(orEmpty(stripe.webhookSecret()), production, wrong);
        String publishable = orEmpty(stripe.publishableKey());
        if (isForTests(publishable) != isForTests(apiKey) && !publishable.isEmpty() && !apiKey.isEmpty()) {
            wrong.add("one of HOLDFAST_PAYMENTS_STRIPE_APIKEY and HOLDFAST_PAYMENTS_STRIPE_PUBLISHABLEKEY is for tests,"
                    + " the other is not");
        }
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(
                    "Stripe cannot be used (docs/running.md, Stripe): " + String.join("; ", wrong));
        }
        return apiKey;
    }

    private static void checkWebhookSecret(String secret, boolean production, List<String> wrong) {
        if (!secret.isEmpty() && !secret.startsWith("whsec_")) {
            wrong.add("HOLDFAST_PAYMENTS_STRIPE_WEBHOOKSECRET is no signing secret, which begins with whsec_");
        } else if (secret.isEmpty() && production) {
            wrong.add("HOLDFAST_PAYMENTS_STRIPE_WEBHOOKSECRET, the signing secret of the webhook, is missing");
        } else if (secret.isEmpty()) {
            log.warn("Stripe's webhooks are refused, since HOLDFAST_PAYMENTS_STRIPE_WEBHOOKSECRET is not set:"
                    + " what came of payments is learned later, by asking");
        }
    }

    private static boolean isForTests(String key) {
        return key.contains("_test_");
    }

    private static String orEmpty(@Nullable String setting) {
        return setting == null ? "" : setting.strip();
    }
}
