package io.holdfast.payments.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.PermissionException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import io.holdfast.contracts.DisputeState;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.Dispute;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates Stripe's PaymentIntents and errors into answers. */
final class StripeAnswers {

    private static final Logger log = LoggerFactory.getLogger(StripeAnswers.class);

    private StripeAnswers() {}

    /** Where the money of an intent is, without disputes; empty while nothing is authorized or captured. */
    static Optional<Answer> of(PaymentIntent intent) {
        return of(intent, List.of());
    }

    /**
     * Where the money of an intent is; empty while nothing is authorized or captured. The refunds are read one by one if Stripe included
     * them: the sum that Stripe gives does not tell pending ones from others.
     */
    static Optional<Answer> of(PaymentIntent intent, List<Dispute> disputes) {
        String reference = intent.getId();
        return switch (String.valueOf(intent.getStatus())) {
            case "requires_capture" -> Optional.of(new Answer.Authorized(reference));
            case "succeeded" -> Optional.of(charged(reference, intent.getLatestChargeObject(), disputes));
            case "canceled" -> Optional.of(new Answer.Voided(reference));
            case "processing" -> Optional.of(unclear(intent));
            default -> Optional.empty();
        };
    }

    /** The same for an intent that its buyer confirms in the page. */
    static Answer inPage(PaymentIntent intent, List<Dispute> disputes) {
        return of(intent, disputes).orElseGet(() -> switch (String.valueOf(intent.getStatus())) {
            case "requires_payment_method", "requires_confirmation" -> awaitsBuyer(intent, false);
            case "requires_action" -> awaitsBuyer(intent, true);
            default -> unclear(intent);
        });
    }

    private static Answer awaitsBuyer(PaymentIntent intent, boolean challenged) {
        return new Answer.AwaitsBuyer(intent.getId(), intent.getClientSecret(), challenged);
    }

    private static Answer charged(String reference, @Nullable Charge charge, List<Dispute> disputes) {
        if (charge != null && charge.getRefunds() != null && charge.getRefunds().getData() != null) {
            return charged(reference, charge.getRefunds().getData(), disputes);
        }
        long refunded = charge == null || charge.getAmountRefunded() == null
                ? 0
                : StripeAmounts.minor(charge.getAmountRefunded(), charge.getCurrency());
        return Answer.charged(reference, refunded, 0, 0, disputes);
    }

    /** The answer for a charge with these refunds, which must be all of them. */
    static Answer charged(String reference, Iterable<Refund> refunds, List<Dispute> disputes) {
        long paid = 0;
        long pending = 0;
        long failed = 0;
        for (Refund refund : refunds) {
            long amount = StripeAmounts.minor(refund.getAmount(), refund.getCurrency());
            switch (String.valueOf(refund.getStatus())) {
                case "pending", "requires_action" -> pending += amount;
                case "failed", "canceled" -> failed += amount;
                default -> paid += amount;
            }
        }
        return Answer.charged(reference, paid, pending, failed, disputes);
    }

    static Dispute dispute(com.stripe.model.Dispute dispute) {
        DisputeState.Status status = switch (String.valueOf(dispute.getStatus())) {
            case "warning_needs_response", "warning_under_review" -> DisputeState.Status.INQUIRY;
            case "warning_closed", "prevented" -> DisputeState.Status.CLOSED;
            case "won" -> DisputeState.Status.WON;
            case "lost" -> DisputeState.Status.LOST;
            default -> DisputeState.Status.OPEN;
        };
        long amount = status == DisputeState.Status.LOST ? kept(dispute) : dispute.getAmount();
        return new Dispute(
                dispute.getId(),
                StripeAmounts.minor(amount, dispute.getCurrency()),
                String.valueOf(dispute.getReason()),
                status,
                answerBy(dispute));
    }

    private static @Nullable Instant answerBy(com.stripe.model.Dispute dispute) {
        boolean awaitsAnswer = String.valueOf(dispute.getStatus()).endsWith("needs_response");
        Long until = dispute.getEvidenceDetails() == null
                ? null
                : dispute.getEvidenceDetails().getDueBy();
        return awaitsAnswer && until != null ? Instant.ofEpochSecond(until) : null;
    }

    /**
     * What the bank keeps of a dispute that is lost, in Stripe's units: Stripe may have returned what was refunded before, and the status is
     * the same. In how much of the charge a transaction in another currency is, nothing tells exactly.
     */
    private static long kept(com.stripe.model.Dispute dispute) {
        List<BalanceTransaction> booked = dispute.getBalanceTransactions();
        boolean tells = booked != null
                && !booked.isEmpty()
                && booked.stream().allMatch(each -> Objects.equals(each.getCurrency(), dispute.getCurrency()));
        if (!tells) {
            return dispute.getAmount();
        }
        long moved = booked.stream().mapToLong(BalanceTransaction::getAmount).sum();
        return Math.clamp(-moved, 0, dispute.getAmount());
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

    /** Whether Stripe failed. It repeats that to the same key for a day, and may or may not have done what was asked. */
    static boolean isStripesFault(StripeException e) {
        return e.getStatusCode() != null && e.getStatusCode() >= 500;
    }

    /** Whether this is what Stripe keeps for the key, and gives to each request with it. */
    static boolean isReplayed(StripeException e) {
        return e.getStripeError() != null
                && e.getStripeError().getLastResponse() != null
                && e.getStripeError()
                        .getLastResponse()
                        .headers()
                        .firstValue("Idempotent-Replayed")
                        .filter("true"::equals)
                        .isPresent();
    }

    private static String message(StripeException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
