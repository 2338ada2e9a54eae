package io.holdfast.payments.payment;

import io.holdfast.contracts.DisputeState;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.payments.provider.Dispute;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.stereotype.Component;

/**
 * For operators: {@code GET} lists payments whose refund failed or whose charge is disputed; {@code POST} with the id of a payment has its
 * failed refund tried again, which is possible once.
 */
@Component
@Endpoint(id = "failedrefunds")
class FailedRefundsEndpoint {

    private static final int MAX_LISTED = 100;

    private final PaymentStore payments;
    private final PaymentWriter writer;
    private final PaymentWorker worker;
    private final Clock clock;

    FailedRefundsEndpoint(PaymentStore payments, PaymentWriter writer, PaymentWorker worker, Clock clock) {
        this.payments = payments;
        this.writer = writer;
        this.worker = worker;
        this.clock = clock;
    }

    /**
     * A payment that a person has to look at.
     *
     * @param why {@code refund-failed}, or that the charge is disputed
     * @param refundFailed minor units of {@code currency}; of the charge, and of earlier ones that were to be undone
     * @param left how much the buyer is to have in another way, and an operator can end then, in minor units; 0 while a dispute may be won
     * @param disputes all about its charge and earlier ones that were to be undone, those that have ended, too
     */
    record Listed(
            String payment,
            String orderId,
            @Nullable String why,
            long refundFailed,
            long left,
            String currency,
            List<ListedDispute> disputes) {}

    /**
     * A dispute about a charge of such a payment.
     *
     * @param reference the provider's name for it
     * @param amount minor units of the payment's currency; of one that is lost what the bank keeps
     * @param reason the bank's, a stable word such as {@code fraudulent}
     * @param answerBy until when it can be answered at the provider; null if there is nothing to answer, or that is not known
     */
    record ListedDispute(
            String reference,
            long amount,
            String reason,
            DisputeState.Status status,
            @Nullable Instant answerBy) {

        static ListedDispute of(Dispute dispute) {
            return new ListedDispute(
                    dispute.reference(), dispute.amount(), dispute.reason(), dispute.status(), dispute.answerBy());
        }
    }

    /** @param done whether the refund is tried again */
    record Retried(boolean done, @Nullable String why) {}

    /**
     * @param after the last one of the list before, as its {@code why} and {@code payment} with a colon between; null for the first 100
     * @throws ProblemException 400 if it has no colon
     */
    @ReadOperation
    List<Listed> list(@Nullable String after) {
        String last = after == null || after.isEmpty() ? ":" : after;
        int colon = last.indexOf(':');
        if (colon < 0) {
            throw ProblemException.invalid("after", "must be a reason and an id with a colon between");
        }
        return payments.findNeedingPerson(last.substring(0, colon), last.substring(colon + 1), MAX_LISTED).stream()
                .map(payment -> new Listed(
                        payment.id(),
                        payment.orderId(),
                        payment.needsPerson().orElse(null),
                        payment.refundStopped(),
                        payment.leftToPerson(),
                        payment.currency(),
                        payment.allDisputes().map(ListedDispute::of).toList()))
                .toList();
    }

    @WriteOperation
    Retried retry(@Selector String payment) {
        return retryAs(null, payment);
    }

    /**
     * The same.
     *
     * @param operator the account that wants it; null if that is not known
     */
    Retried retryAs(@Nullable String operator, String payment) {
        String why = change(
                payment,
                found -> found.retryRefund(operator, clock.instant()),
                "No refund of it failed, it was tried again before, or the charge is disputed.");
        if (why == null) {
            worker.resumeInBackground(payment);
        }
        return new Retried(why == null, why);
    }

    /**
     * Ends what is left to pay back of a payment, since the buyer has the money in another way.
     *
     * @param operator the account that knows of it
     * @param seen how much that is, in minor units: nothing is ended if another amount is left by now; null for whatever is left
     * @return why that cannot be; null if it is done
     */
    @Nullable
    String end(String operator, String payment, @Nullable Long seen) {
        return change(
                payment,
                found -> found.endRefund(operator, seen, clock.instant()),
                "Nothing of it is left to pay back, or another amount than was seen, it is being tried again, or a dispute is open.");
    }

    /** What an operator last had tried again of a payment, as {@link Payment#retriedBy} names it. */
    Optional<String> retriedBy(String operator, String payment) {
        return payments.find(payment).flatMap(found -> found.retriedBy(operator));
    }

    /** What an operator last ended of a payment, as {@link Payment#endedBy} names it. */
    Optional<String> endedBy(String operator, String payment) {
        return payments.find(payment).flatMap(found -> found.endedBy(operator));
    }

    private @Nullable String change(String payment, Consumer<Payment> change, String impossible) {
        while (true) {
            Payment found = payments.find(payment).orElse(null);
            if (found == null) {
                return "There is no such payment.";
            }
            try {
                change.accept(found);
            } catch (IllegalTransition e) {
                return impossible;
            }
            if (writer.save(found).isPresent()) {
                return null;
            }
        }
    }
}
