package io.holdfast.payments.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.PermissionException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import io.holdfast.payments.provider.Answer;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates Stripe's PaymentIntents and errors into answers. */
final class StripeAnswers {

    private static final Logger log = LoggerFactory.getLogger(StripeAnswers.class);

    private StripeAnswers() {}

    /** Where the money of an intent is; empty while nothing is authorized or captured. */
    static Optional<Answer> of(PaymentIntent intent) {
        String reference = intent.getId();
        return switch (String.valueOf(intent.getStatus())) {
            case "requires_capture" -> Optional.of(new Answer.Authorized(reference));
            case "succeeded" -> Optional.of(charged(reference, intent.getLatestChargeObject()));
            case "canceled" -> Optional.of(new Answer.Voided(reference));
            case "processing" -> Optional.of(unclear(intent));
            default -> Optional.empty();
        };
    }

    private static Answer charged(String reference, @Nullable Charge charge) {
        long refunded = charge == null || charge.getAmountRefunded() == null ? 0 : charge.getAmountRefunded();
        return refunded > 0 ? new Answer.Refunded(reference, refunded) : new Answer.Captured(reference);
    }

    /** The answer for an intent in a state in which it should not be. */
    static Answer unclear(PaymentIntent intent) {
        return new Answer.Unknown("the intent is " + intent.getStatus());
    }

    /**
     * The answer to a call that failed; empty when Stripe understood the request and refused it.
     *
     * @param key identifies the call in the log
     */
    static Optional<Answer> of(StripeException e, String key) {
        int status = e.getStatusCode() == null ? 0 : e.getStatusCode();
        if (e instanceof ApiConnectionException) {
            boolean refused = e.getCause() instanceof ConnectException || e.getCause() instanceof UnknownHostException;
            return Optional.of(
                    refused ? new Answer.Unreached(String.valueOf(e.getMessage())) : new Answer.Unknown(message(e)));
        }
        if (e instanceof AuthenticationException || e instanceof PermissionException) {
            log.error("Stripe does not accept the API key: {}", message(e));
            return Optional.of(new Answer.Unreached(message(e)));
        }
        if (e instanceof RateLimitException || status == 429) {
            return Optional.of(new Answer.Unreached(message(e)));
        }
        if (e instanceof IdempotencyException || status == 409 || status >= 500) {
            return Optional.of(new Answer.Unknown(message(e)));
        }
        log.warn("Stripe refused {}: {}", key, message(e));
        return e instanceof InvalidRequestException || e instanceof CardException
                ? Optional.empty()
                : Optional.of(new Answer.Unknown(message(e)));
    }

    private static String message(StripeException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
