package io.holdfast.payments.stripe;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.ProviderCalls;
import io.holdfast.payments.provider.ProviderNotifications;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Receives Stripe's webhooks. Only the name of the intent is taken from a webhook, and its state is then read from Stripe; so webhooks
 * that come twice, late or out of order do no harm.
 */
@RestController
@ConditionalOnProperty(name = "holdfast.payments.provider", havingValue = "stripe")
class StripeWebhookController {

    private static final Logger log = LoggerFactory.getLogger(StripeWebhookController.class);

    private final StripeProvider stripe;
    private final ProviderCalls calls;
    private final ProviderNotifications notifications;
    private final PaymentsProperties properties;
    private final JsonMapper json;
    private final Clock clock;

    StripeWebhookController(
            StripeProvider stripe,
            ProviderCalls calls,
            ProviderNotifications notifications,
            PaymentsProperties properties,
            JsonMapper json,
            Clock clock) {
        this.stripe = stripe;
        this.calls = calls;
        this.notifications = notifications;
        this.properties = properties;
        this.json = json;
        this.clock = clock;
    }

    /** Receives a webhook from Stripe. Only with Stripe as the provider; the raw body is signed by Stripe. */
    @PostMapping("/api/payments/webhooks/stripe")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "`not-found`: The provider is not Stripe.")
    Map<String, Boolean> receive(
            @RequestBody byte[] body,
            @RequestHeader(name = "Stripe-Signature", required = false) @Nullable String signature) {
        String payload = new String(body, StandardCharsets.UTF_8);
        verify(payload, signature);
        String reference = intent(payload);
        if (reference != null) {
            applyStateOf(reference);
        }
        return Map.of("received", true);
    }

    private void verify(String payload, @Nullable String signature) {
        String secret = properties.stripe().webhookSecret();
        if (secret == null || secret.isBlank() || signature == null || !isSigned(payload, signature, secret)) {
            throw unsigned();
        }
    }

    private boolean isSigned(String payload, String signature, String secret) {
        try {
            return Webhook.Signature.verifyHeader(payload, signature, secret, Webhook.DEFAULT_TOLERANCE, clock);
        } catch (SignatureVerificationException | RuntimeException e) {
            // Stripe's library throws other exceptions for headers that do not have the form of a signature.
            log.warn("A webhook was not signed by Stripe: {}", e.toString());
            return false;
        }
    }

    private static ProblemException unsigned() {
        return ProblemException.of(
                HttpStatus.BAD_REQUEST, ProblemException.VALIDATION_FAILED, "The signature does not match the body.");
    }

    /** The intent that the event is about; null when it is about something else. */
    private @Nullable String intent(String payload) {
        try {
            JsonNode object = json.readTree(payload).path("data").path("object");
            String field = object.path("object").asString("").equals("payment_intent") ? "id" : "payment_intent";
            String reference = object.path(field).asString("");
            return reference.isEmpty() ? null : reference;
        } catch (JacksonException e) {
            throw ProblemException.of(
                    HttpStatus.BAD_REQUEST, ProblemException.VALIDATION_FAILED, "The body is not an event.");
        }
    }

    private void applyStateOf(String reference) {
        AtomicReference<StripeProvider.@Nullable Intent> read = new AtomicReference<>();
        Answer _ = calls.make(() -> {
            StripeProvider.Intent intent = stripe.read(reference);
            read.set(intent);
            return intent.answer();
        });
        StripeProvider.Intent intent = read.get();
        if (intent == null || !intent.isTold()) {
            // Stripe repeats the webhook later.
            throw ProblemException.unavailable("Stripe could not be asked.", properties.retryAfter());
        }
        String paymentId = intent.paymentId();
        String key = intent.key();
        if (paymentId != null && key != null) {
            notifications.accept(paymentId, key, intent.answer());
        }
    }
}
