package io.holdfast.webclient.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardFormTests {

    private static final TransportProperties TLS = new TransportProperties(true, Duration.ZERO, null);

    @Test
    void isOffWithoutStripeWhateverElseIsSet() {
        assertThat(form("sandbox", null, PaymentSettings.STRIPE_SCRIPT).isOn()).isFalse();
        assertThat(form("stripe", " pk_live_1 ", PaymentSettings.STRIPE_SCRIPT).key())
                .isEqualTo("pk_live_1");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void aMissingKeyIsNamed(@Nullable String key) {
        assertThatIllegalStateException()
                .isThrownBy(() -> form("stripe", key, PaymentSettings.STRIPE_SCRIPT))
                .withMessageContaining("HOLDFAST_PAYMENTS_STRIPE_PUBLISHABLEKEY is missing");
    }

    /** It would be in every payment page. */
    @ParameterizedTest
    @ValueSource(strings = {"sk_live_secret", "rk_live_secret", "whsec_secret"})
    void aSecretIsNeitherShownNorRepeated(String key) {
        assertThatIllegalStateException()
                .isThrownBy(() -> form("stripe", key, PaymentSettings.STRIPE_SCRIPT))
                .withMessageContaining("begins with pk_")
                .withMessageNotContaining("secret");
    }

    @Test
    void anotherScriptIsRefusedWhereBuyersType() {
        assertThatIllegalStateException()
                .isThrownBy(() -> form("stripe", "pk_live_1", "https://example.com/stripe.js"))
                .withMessageContaining("for tests");
    }

    private static CardForm form(String provider, @Nullable String key, String script) {
        return new CardForm(new PaymentSettings(provider, new PaymentSettings.Stripe(key, URI.create(script))), TLS);
    }
}
