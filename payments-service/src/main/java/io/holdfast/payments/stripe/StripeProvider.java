package io.holdfast.payments.stripe;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.net.RequestOptions;
import com.stripe.param.DisputeListParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.CaptureMethod;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.PaymentMethodCreateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.AuthorizationRequest;
import io.holdfast.payments.provider.Dispute;
import io.holdfast.payments.provider.PaymentProvider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stripe: a PaymentIntent for each attempt, confirmed by a call of its own or by the buyer in the page, and captured by another call.
 *
 * <p>Stripe repeats whatever it answered to an idempotency key for a day, also a {@code 500}, of which nothing tells whether it was done.
 * So the name of an intent is known before anything can be authorized, and what became of it can be asked. Capturing and cancelling carry
 * no key: an intent can be captured or cancelled only once. Refunds carry ours, since a part can be refunded twice; what is left of a charge
 * cannot, and does without the key where that got an error.
 */
final class StripeProvider implements PaymentProvider {

    private static final Logger log = LoggerFactory.getLogger(StripeProvider.class);

    private static final Pattern TOKEN = Pattern.compile("(tok|pm)_[A-Za-z0-9_]{1,200}");
    /** In the metadata of intents, and of the charges that have them from there. */
    static final String PAYMENT_ID = "payment_id";

    private static final String KEY = "key";
    /** Stripe's words for a card whose bank has to ask the buyer. */
    private static final Set<String> AUTHENTICATION = Set.of("authentication_required", "authentication_not_handled");

    private static final String REFUSED = "refused-by-provider";
    private static final long MOST_LISTED = 100;

    private final StripeClient stripe;

    StripeProvider(StripeClient stripe) {
        this.stripe = stripe;
    }

    @Override
    public boolean accepts(String token) {
        return TOKEN.matcher(token).matches();
    }

    @Override
    public boolean opensPayments() {
        return true;
    }

    /** Cards, and the wallets that stand for cards. */
    @Override
    public Answer open(AuthorizationRequest request) {
        if (!StripeAmounts.has(request.amount(), request.currency())) {
            return new Answer.Refused(REFUSED);
        }
        try {
            return StripeAnswers.inPage(
                    stripe.v1().paymentIntents().create(intent(request).build(), key(request.key())), List.of());
        } catch (StripeException e) {
            if (StripeAnswers.isStripesFault(e)) {
                // What it may have made does no harm: no one learns its secret.
                return new Answer.Unreached(String.valueOf(e.getMessage()));
            }
            return StripeAnswers.of(e, request.key()).orElseGet(() -> new Answer.Refused(REFUSED));
        }
    }

    @Override
    public Answer authorize(AuthorizationRequest request) {
        if (!StripeAmounts.has(request.amount(), request.currency())) {
            return new Answer.Refused(REFUSED);
        }
        String paymentMethod;
        String reference;
        try {
            paymentMethod = paymentMethod(request);
            reference = stripe.v1()
                    .paymentIntents()
                    .create(intent(request).build(), key(request.key()))
                    .getId();
        } catch (CardException e) {
            return declined(e, request);
        } catch (StripeException e) {
            return StripeAnswers.isStripesFault(e)
                    ? beforeConfirming(e)
                    : StripeAnswers.of(e, request.key()).orElseGet(() -> new Answer.Refused(REFUSED));
        }
        return confirm(reference, paymentMethod, request);
    }

    /**
     * Nothing is authorized by this call. An earlier call for the same attempt may have got further, unless the error is what Stripe keeps
     * for the key: then none ever did.
     */
    private static Answer beforeConfirming(StripeException e) {
        return StripeAnswers.isReplayed(e)
                ? new Answer.Refused("provider-unavailable")
                : new Answer.Unreached(String.valueOf(e.getMessage()));
    }

    private Answer confirm(String reference, String paymentMethod, AuthorizationRequest request) {
        PaymentIntentConfirmParams card = PaymentIntentConfirmParams.builder()
                .setPaymentMethod(paymentMethod)
                .setErrorOnRequiresAction(true)
                .build();
        String key = request.key() + "-confirm";
        try {
            PaymentIntent intent = stripe.v1().paymentIntents().confirm(reference, card, key(key));
            return StripeAnswers.of(intent).orElseGet(() -> new Answer.Refused("card-declined"));
        } catch (CardException e) {
            return declined(e, request);
        } catch (StripeException e) {
            return StripeAnswers.of(e, key)
                    .map(answer -> afterFailedConfirm(answer, reference))
                    .orElseGet(() -> afterRefusedConfirm(reference));
        }
    }

    /** That it is not confirmed (yet) has it cancelled, which is certain, however late Stripe confirms it. */
    private Answer afterFailedConfirm(Answer failed, String reference) {
        Answer state = failed instanceof Answer.Unreached ? failed : lookUp(reference);
        return isState(state) ? state : failed;
    }

    private Answer afterRefusedConfirm(String reference) {
        Answer state = lookUp(reference);
        if (state instanceof Answer.AwaitsBuyer) {
            return new Answer.Refused(REFUSED);
        }
        return state instanceof Answer.Unreached unreached ? new Answer.Unknown(unreached.why()) : state;
    }

    /** Whether it tells how the intent is, and not that this could not be found out. */
    private static boolean isState(Answer looked) {
        return !(looked instanceof Answer.Refused || looked instanceof Answer.Unreached);
    }

    private static Answer declined(CardException e, AuthorizationRequest request) {
        log.info("Stripe declined {}: {} {}", request.key(), e.getCode(), e.getDeclineCode());
        return new Answer.Refused(
                AUTHENTICATION.contains(String.valueOf(e.getCode())) ? "authentication-required" : "card-declined");
    }

    private static PaymentIntentCreateParams.Builder intent(AuthorizationRequest request) {
        return PaymentIntentCreateParams.builder()
                .setAmount(StripeAmounts.of(request.amount(), request.currency()))
                .setCurrency(request.currency().toLowerCase(Locale.ROOT))
                .addPaymentMethodType("card")
                .setCaptureMethod(CaptureMethod.MANUAL)
                .putMetadata(PAYMENT_ID, request.paymentId())
                .putMetadata("order_id", request.orderId())
                .putMetadata(KEY, request.key());
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
            return StripeAnswers.of(intent).orElseGet(() -> StripeAnswers.unclear(intent));
        } catch (CardException e) {
            log.info("Stripe refused {}: {} {}", key, e.getCode(), e.getDeclineCode());
            return new Answer.Refused("capture-failed");
        } catch (StripeException e) {
            return StripeAnswers.of(e, key).orElseGet(() -> afterRefusedCapture(reference));
        }
    }

    private Answer afterRefusedCapture(String reference) {
        return switch (lookUp(reference)) {
            // The amount is still authorized, and Stripe refuses to capture it.
            case Answer.Authorized _ -> new Answer.Refused("capture-failed");
            // An API key of another account does not find the intent; that must not fail orders.
            case Answer.Refused unknown -> new Answer.Unknown(unknown.reason());
            case Answer state -> state;
        };
    }

    @Override
    public Answer cancel(String reference, String key) {
        try {
            PaymentIntent intent = stripe.v1().paymentIntents().cancel(reference);
            return StripeAnswers.of(intent).orElseGet(() -> StripeAnswers.unclear(intent));
        } catch (StripeException e) {
            return StripeAnswers.of(e, key).orElseGet(() -> lookUp(reference));
        }
    }

    @Override
    public Answer refund(String reference, long amount, String currency, String key) {
        if (!StripeAmounts.has(amount, currency)) {
            return lookUp(reference);
        }
        try {
            createRefund(reference, StripeAmounts.of(amount, currency), key);
            // Looked up, since the answer stored for a key includes neither later refunds nor what became of this one.
            return lookUp(reference);
        } catch (StripeException e) {
            return StripeAnswers.isStripesFault(e)
                    ? refundRest(reference, StripeAmounts.of(amount, currency), key)
                    : StripeAnswers.of(e, key).orElseGet(() -> lookUp(reference));
        }
    }

    /** @param amount in Stripe's units */
    Refund createRefund(String reference, long amount, String key) throws StripeException {
        return stripe.v1().refunds().create(refund(reference, amount, key), key(key));
    }

    /**
     * Refunds an amount whose key got an error, if it is all that is left of the charge: whatever that error has done or will do, Stripe
     * refunds no more than was charged. A part waits until Stripe has forgotten the key.
     *
     * @param amount in Stripe's units
     */
    private Answer refundRest(String reference, long amount, String key) {
        try {
            if (left(reference) != amount) {
                return new Answer.Unknown("an error, and it is not known whether the part is refunded");
            }
            Refund _ = stripe.v1().refunds().create(refund(reference, amount, key));
            return lookUp(reference);
        } catch (StripeException e) {
            return StripeAnswers.of(e, key).orElseGet(() -> lookUp(reference));
        }
    }

    /** What was not refunded of the charge of an intent, in Stripe's units. */
    private long left(String reference) throws StripeException {
        Charge charge = stripe.v1()
                .paymentIntents()
                .retrieve(
                        reference,
                        PaymentIntentRetrieveParams.builder()
                                .addExpand("latest_charge")
                                .build())
                .getLatestChargeObject();
        return charge == null ? 0 : charge.getAmount() - charge.getAmountRefunded();
    }

    private static RefundCreateParams refund(String reference, long amount, String key) {
        return RefundCreateParams.builder()
                .setPaymentIntent(reference)
                .setAmount(amount)
                .putMetadata(KEY, key)
                .build();
    }

    @Override
    public Answer lookUp(String reference) {
        return read(reference).answer();
    }

    /** Where the money of an intent is, and to which payment it belongs. */
    Intent read(String reference) {
        try {
            PaymentIntent intent = stripe.v1()
                    .paymentIntents()
                    .retrieve(
                            reference,
                            PaymentIntentRetrieveParams.builder()
                                    .addExpand("latest_charge")
                                    .addExpand("latest_charge.refunds")
                                    .build());
            Map<String, String> metadata = intent.getMetadata() == null ? Map.of() : intent.getMetadata();
            return new Intent(true, metadata.get(PAYMENT_ID), metadata.get(KEY), answer(intent));
        } catch (StripeException e) {
            Answer answer = StripeAnswers.of(e, reference).orElseGet(() -> afterRefusedRead(e));
            return new Intent(answer instanceof Answer.Refused, null, null, answer);
        }
    }

    private Answer answer(PaymentIntent intent) throws StripeException {
        Charge charge = intent.getLatestChargeObject();
        List<Dispute> disputes =
                charge == null || !Boolean.TRUE.equals(charge.getDisputed()) ? List.of() : disputes(intent.getId());
        boolean more = charge != null
                && charge.getRefunds() != null
                && Boolean.TRUE.equals(charge.getRefunds().getHasMore());
        return more
                ? StripeAnswers.charged(intent.getId(), refunds(intent.getId()), disputes)
                : StripeAnswers.inPage(intent, disputes);
    }

    private Iterable<Refund> refunds(String reference) throws StripeException {
        return stripe.v1()
                .refunds()
                .list(RefundListParams.builder()
                        .setPaymentIntent(reference)
                        .setLimit(MOST_LISTED)
                        .build())
                .autoPagingIterable();
    }

    private List<Dispute> disputes(String reference) throws StripeException {
        return stripe
                .v1()
                .disputes()
                .list(DisputeListParams.builder()
                        .setPaymentIntent(reference)
                        .setLimit(MOST_LISTED)
                        .build())
                .getData()
                .reversed()
                .stream()
                .map(StripeAnswers::dispute)
                .toList();
    }

    private static Answer afterRefusedRead(StripeException e) {
        return "resource_missing".equals(e.getCode())
                ? new Answer.Refused("no-such-charge")
                : new Answer.Unknown(String.valueOf(e.getMessage()));
    }

    /**
     * What Stripe stores about an intent.
     *
     * @param isTold whether Stripe told it, or that there is no such intent; false when it may tell later
     * @param paymentId null when it was not created by payments-service
     * @param key the idempotency key of the authorization; null when it was not created by payments-service
     */
    record Intent(
            boolean isTold,
            @Nullable String paymentId,
            @Nullable String key,
            Answer answer) {}

    private static RequestOptions key(String key) {
        return RequestOptions.builder().setIdempotencyKey(key).build();
    }
}
