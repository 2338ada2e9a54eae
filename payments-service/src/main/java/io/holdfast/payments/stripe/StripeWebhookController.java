package io.holdfast.payments.stripe;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.ProviderGate;
import io.holdfast.payments.provider.ProviderNews;
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
 * Stripe's webhooks: a hint to look. What a hint says is never believed; the intent it names is read from Stripe, so
 * hints that come twice, late or out of order do no harm.
 */
@RestController
@ConditionalOnProperty(name = "holdfast.payments.provider", havingValue = "stripe")
class StripeWebhookController {

    private static final Logger log = LoggerFactory.getLogger(StripeWebhookController.class);

    private final StripeProvider stripe;
    private final ProviderGate gate;
    private final ProviderNews news;
    private final PaymentsProperties properties;
    private final JsonMapper json;
    private final Clock clock;

    StripeWebhookController(
            StripeProvider stripe,
            ProviderGate gate,
            ProviderNews news,
            PaymentsProperties properties,
            JsonMapper json,
            Clock clock) {
        this.stripe = stripe;
        this.gate = gate;
        this.news = news;
        this.properties = properties;
        this.json = json;
        this.clock = clock;
    }

    /** Stripe tells that something happened. Only with Stripe as the provider; signed by it, on the raw body. */
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
            look(reference);
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
            // Stripe's library takes apart whatever the header says, and stumbles over what is not a signature at all.
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

    private void look(String reference) {
        AtomicReference<StripeProvider.@Nullable Intent> read = new AtomicReference<>();
        Answer answer = gate.ask(() -> {
            StripeProvider.Intent intent = stripe.read(reference);
            read.set(intent);
            return intent.answer();
        });
        StripeProvider.Intent intent = read.get();
        if (intent == null || answer instanceof Answer.Unreached || intent.answer() instanceof Answer.Unreached) {
            // Stripe tells it again later.
            throw ProblemException.unavailable("Stripe could not be asked.", properties.retryAfter());
        }
        String paymentId = intent.paymentId();
        String key = intent.key();
        if (paymentId != null && key != null) {
            news.learned(paymentId, key, answer);
        }
    }
}
