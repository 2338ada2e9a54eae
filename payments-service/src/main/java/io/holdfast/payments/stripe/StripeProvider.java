package io.holdfast.payments.stripe;

import com.stripe.StripeClient;
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
import com.stripe.model.Refund;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.CaptureMethod;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.PaymentMethodCreateParams;
import com.stripe.param.RefundCreateParams;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.payments.provider.PaymentProvider;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stripe: a PaymentIntent per attempt, confirmed at once and captured by hand.
 *
 * <p>Setting aside and refunding carry our idempotency key. Capturing and cancelling do not: an intent can only be
 * captured or cancelled once anyway, and Stripe would repeat a stored {@code 500} for a day to a key that met one.
 */
final class StripeProvider implements PaymentProvider {

    private static final Logger log = LoggerFactory.getLogger(StripeProvider.class);

    private static final Pattern TOKEN = Pattern.compile("(tok|pm)_[A-Za-z0-9_]{1,200}");
    private static final String PAYMENT_ID = "payment_id";
    private static final String KEY = "key";

    private final StripeClient stripe;

    StripeProvider(StripeClient stripe) {
        this.stripe = stripe;
    }

    @Override
    public boolean accepts(String token) {
        return TOKEN.matcher(token).matches();
    }

    @Override
    public Answer authorize(AuthorizationRequest request) {
        try {
            PaymentIntent intent = stripe.v1()
                    .paymentIntents()
                    .create(
                            PaymentIntentCreateParams.builder()
                                    .setAmount(request.amount())
                                    .setCurrency(request.currency().toLowerCase(Locale.ROOT))
                                    .setPaymentMethod(paymentMethod(request))
                                    .addPaymentMethodType("card")
                                    .setCaptureMethod(CaptureMethod.MANUAL)
                                    .setConfirm(true)
                                    .setErrorOnRequiresAction(true)
                                    .putMetadata(PAYMENT_ID, request.paymentId())
                                    .putMetadata("order_id", request.orderId())
                                    .putMetadata(KEY, request.key())
                                    .build(),
                            key(request.key()));
            return state(intent).orElseGet(() -> new Answer.Refused("card-declined"));
        } catch (CardException e) {
            log.info("Stripe declined {}: {} {}", request.key(), e.getCode(), e.getDeclineCode());
            return new Answer.Refused("card-declined");
        } catch (StripeException e) {
            return failure(request.key(), e).orElseGet(() -> new Answer.Refused("refused-by-provider"));
        }
    }

    private String paymentMethod(AuthorizationRequest request) throws StripeException {
        if (request.token().startsWith("pm_")) {
            return request.token();
        }
        PaymentMethodCreateParams card = PaymentMethodCreateParams.builder()
                .setType(PaymentMethodCreateParams.Type.CARD)
                .setCard(PaymentMethodCreateParams.Token.builder()
                        .setToken(request.token())
                        .build())
                .build();
        return stripe.v1()
                .paymentMethods()
                .create(card, key(request.key() + "-method"))
                .getId();
    }

    @Override
    public Answer capture(String reference, String key) {
        try {
            PaymentIntent intent = stripe.v1().paymentIntents().capture(reference);
            return state(intent).orElseGet(() -> unclear(intent));
        } catch (CardException e) {
            log.info("Stripe refused {}: {} {}", key, e.getCode(), e.getDeclineCode());
            return new Answer.Refused("capture-failed");
        } catch (StripeException e) {
            return failure(key, e).orElseGet(() -> switch (look(reference)) {
                // It is still there to be captured, and Stripe does not want to.
                case Answer.Authorized _ -> new Answer.Refused("capture-failed");
                // With another account's key nothing is known; that must not fail orders.
                case Answer.Refused unknown -> new Answer.Unknown(unknown.reason());
                case Answer state -> state;
            });
        }
    }

    @Override
    public Answer cancel(String reference, String key) {
        try {
            PaymentIntent intent = stripe.v1().paymentIntents().cancel(reference);
            return state(intent).orElseGet(() -> unclear(intent));
        } catch (StripeException e) {
            return failure(key, e).orElseGet(() -> look(reference));
        }
    }

    @Override
    public Answer refund(String reference, long amount, String key) {
        try {
            String status = String.valueOf(giveBack(reference, amount, key).getStatus());
            return switch (status) {
                // A pending one is on its way to the buyer's bank. A stored answer does not tell of what came later.
                case "succeeded", "pending" -> look(reference);
                default -> new Answer.Unknown("refund is " + status);
            };
        } catch (StripeException e) {
            return failure(key, e).orElseGet(() -> look(reference));
        }
    }

    Refund giveBack(String reference, long amount, String key) throws StripeException {
        return stripe.v1()
                .refunds()
                .create(
                        RefundCreateParams.builder()
                                .setPaymentIntent(reference)
                                .setAmount(amount)
                                .putMetadata(KEY, key)
                                .build(),
                        key(key));
    }

    @Override
    public Answer look(String reference) {
        return read(reference).answer();
    }

    /** Where the money of an intent is, and whose it is. */
    Intent read(String reference) {
        try {
            PaymentIntent intent = stripe.v1()
                    .paymentIntents()
                    .retrieve(
                            reference,
                            PaymentIntentRetrieveParams.builder()
                                    .addExpand("latest_charge")
                                    .build());
            Map<String, String> metadata = intent.getMetadata() == null ? Map.of() : intent.getMetadata();
            return new Intent(
                    metadata.get(PAYMENT_ID), metadata.get(KEY), state(intent).orElseGet(() -> unclear(intent)));
        } catch (StripeException e) {
            return new Intent(
                    null,
                    null,
                    failure(reference, e)
                            .orElseGet(() -> "resource_missing".equals(e.getCode())
                                    ? new Answer.Refused("no-such-charge")
                                    : new Answer.Unknown(String.valueOf(e.getMessage()))));
        }
    }

    /**
     * What Stripe knows of an intent.
     *
     * @param paymentId null when it is not one of ours
     * @param key null when it is not one of ours
     */
    record Intent(@Nullable String paymentId, @Nullable String key, Answer answer) {}

    /** Empty while no money is set aside and none is taken. */
    private static Optional<Answer> state(PaymentIntent intent) {
        String reference = intent.getId();
        return switch (String.valueOf(intent.getStatus())) {
            case "requires_capture" -> Optional.of(new Answer.Authorized(reference));
            case "succeeded" -> {
                Charge charge = intent.getLatestChargeObject();
                long refunded = charge == null || charge.getAmountRefunded() == null ? 0 : charge.getAmountRefunded();
                yield Optional.of(
                        refunded > 0 ? new Answer.Refunded(reference, refunded) : new Answer.Captured(reference));
            }
            case "canceled" -> Optional.of(new Answer.Voided(reference));
            case "processing" -> Optional.of(unclear(intent));
            default -> Optional.empty();
        };
    }

    private static Answer unclear(PaymentIntent intent) {
        return new Answer.Unknown("the intent is " + intent.getStatus());
    }

    /** What an error leaves open; empty when Stripe understood the request and refused it. */
    private static Optional<Answer> failure(String key, StripeException e) {
        int status = e.getStatusCode() == null ? 0 : e.getStatusCode();
        if (e instanceof ApiConnectionException) {
            boolean refused = e.getCause() instanceof ConnectException || e.getCause() instanceof UnknownHostException;
            return Optional.of(
                    refused ? new Answer.Unreached(String.valueOf(e.getMessage())) : new Answer.Unknown(message(e)));
        }
        if (e instanceof AuthenticationException || e instanceof PermissionException) {
            log.error("Stripe does not let us in: {}", message(e));
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

    private static RequestOptions key(String key) {
        return RequestOptions.builder().setIdempotencyKey(key).build();
    }
}
