package io.holdfast.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.payments.PaymentsProperties.Stripe;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StripeSettingsTests {

    @Test
    void takesWhatCanBeRight() {
        assertThat(StripeSettings.requireUsable(stripe(" sk_live_1 ", "pk_live_1", "whsec_1"), true))
                .isEqualTo("sk_live_1");
        assertThat(StripeSettings.requireUsable(stripe("rk_test_1", null, null), false))
                .isEqualTo("rk_test_1");
    }

    @Test
    void namesEverythingThatIsMissingOrWrong() {
        assertThatIllegalStateException()
                .isThrownBy(() -> StripeSettings.requireUsable(stripe("", null, null), true))
                .withMessageContainingAll("APIKEY, the secret key, is missing", "WEBHOOKSECRET", "is missing");
        assertThatIllegalStateException()
                .isThrownBy(() -> StripeSettings.requireUsable(stripe("pk_live_1", null, "we_1"), false))
                .withMessageContainingAll("APIKEY is a publishable key", "WEBHOOKSECRET is no signing secret");
        assertThatIllegalStateException()
                .isThrownBy(() -> StripeSettings.requireUsable(stripe("sk_live_1", "pk_test_1", "whsec_1"), true))
                .withMessageContaining("is for tests, the other is not");
    }

    private static Stripe stripe(@Nullable String apiKey, @Nullable String publishable, @Nullable String webhook) {
        return new Stripe(apiKey, publishable, webhook, "https://api.stripe.com", Duration.ofSeconds(3));
    }
}
