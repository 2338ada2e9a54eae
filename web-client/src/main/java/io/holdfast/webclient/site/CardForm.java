package io.holdfast.webclient.site;

import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Stripe's form for cards and wallets, if Stripe is the payment provider. Only the page that shows it may load Stripe's script and frames;
 * what is typed into them never reaches Holdfast.
 */
@Component
public class CardForm {

    private final boolean on;
    private final String key;
    private final URI script;
    private final List<String> frames;
    private final List<String> calls;
    private final List<String> scripts;

    /** @throws IllegalStateException when Stripe is the provider and its settings cannot be right */
    CardForm(PaymentSettings settings, TransportProperties transport) {
        on = settings.isStripe();
        script = settings.stripe().script();
        key = on ? requireUsable(settings.stripe().publishableKey()) : "";
        boolean original = script.toString().equals(PaymentSettings.STRIPE_SCRIPT);
        if (on && !original && transport.secureCookies()) {
            throw new IllegalStateException(
                    "HOLDFAST_PAYMENTS_STRIPE_SCRIPT is for tests: buyers type their cards into it");
        }
        String origin = script.resolve("/").toString().replaceFirst("/$", "");
        // As Stripe's page about content security policies lists them.
        scripts = original ? List.of(origin, "https://*.js.stripe.com") : List.of(origin);
        frames = original ? List.of(origin, "https://*.js.stripe.com", "https://hooks.stripe.com") : List.of(origin);
        calls = original ? List.of("https://api.stripe.com") : List.of(origin);
    }

    private static String requireUsable(@Nullable String key) {
        if (key == null || !key.strip().startsWith("pk_")) {
            throw new IllegalStateException(
                    key == null || key.isBlank()
                            ? "HOLDFAST_PAYMENTS_STRIPE_PUBLISHABLEKEY is missing: without it the pages cannot take"
                                    + " cards (docs/running.md, Stripe)"
                            : "HOLDFAST_PAYMENTS_STRIPE_PUBLISHABLEKEY is no publishable key, which begins with pk_;"
                                    + " everyone could read it in the page");
        }
        return key.strip();
    }

    public boolean isOn() {
        return on;
    }

    /** The key that everyone may see. */
    public String key() {
        return key;
    }

    public URI script() {
        return script;
    }

    /** Allows the page that is the answer to show the form. */
    public void allowOn(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", SecurityHeaders.policy(scripts, calls, frames));
        // Wallets open a window of their own, and ask the browser for a payment.
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin-allow-popups");
        response.setHeader(
                "Permissions-Policy",
                "camera=(), geolocation=(), microphone=(), payment=(self \"%s\")".formatted(scripts.getFirst()));
    }
}
