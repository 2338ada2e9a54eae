package io.holdfast.payments.payment;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.payment.PayRequestStore.FirstAnswer;
import io.holdfast.payments.provider.Dispute;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/payments")
class PaymentController {

    /** Problems that a repeated request is answered with again. Others, such as 503, ask the client to try again. */
    static final Set<HttpStatus> FINAL = Set.of(HttpStatus.PAYMENT_REQUIRED, HttpStatus.CONFLICT, HttpStatus.GONE);

    private final PayOrder payOrder;
    private final InPagePayments inPage;
    private final PaymentStore payments;
    private final PayRequestStore requests;
    private final PayableOrderStore orders;

    PaymentController(
            PayOrder payOrder,
            InPagePayments inPage,
            PaymentStore payments,
            PayRequestStore requests,
            PayableOrderStore orders) {
        this.payOrder = payOrder;
        this.inPage = inPage;
        this.payments = payments;
        this.requests = requests;
        this.orders = orders;
    }

    /**
     * Pays an order. It is charged once, however often and however many at a time ask for it. Paying right after ordering works.
     * The sandbox takes {@code tok_visa}, {@code tok_chargeDeclined}, {@code tok_slow}, {@code tok_captureFails},
     * {@code tok_providerDown}, {@code tok_refundFails}, {@code tok_refundPends} and {@code tok_disputed}.
     */
    @PostMapping
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "402",
            description = "`card-declined`: Nothing was charged; another card may do."
                    + " `authentication-required`: The bank wants to ask the buyer, which needs a page.")
    @ApiResponse(responseCode = "404", description = "`not-found`: There is no such order, or it is not yours.")
    @ApiResponse(responseCode = "409", description = "`order-not-payable`: It is cancelled, free, or paid already.")
    @ApiResponse(
            responseCode = "410",
            description = "`hold-expired`: The tickets were held too long ago. Nothing was charged.")
    @ApiResponse(
            responseCode = "429",
            description = "`rate-limited`: Many cards were declined. `Retry-After` says when another one may be tried.")
    @ApiResponse(
            responseCode = "503",
            description =
                    "`provider-unavailable`, `others-under-way`: The payment provider cannot be reached; or so many other cards"
                            + " of the buyer are being tried that this one was not. Nothing was charged. `unavailable`: This payment is"
                            + " still under way: ask again.")
    @ResponseStatus(HttpStatus.CREATED)
    PaymentAnswer pay(
            Caller caller,
            Optional<IdempotencyKey> key,
            @Valid @RequestBody PayRequest request,
            HttpServletRequest origin,
            HttpServletResponse response) {
        Payer payer = Payer.of(caller, origin.getRemoteAddr());
        if (key.isEmpty()) {
            return PaymentAnswer.of(payOrder.pay(payer, request.orderId(), request.token()));
        }
        Optional<FirstAnswer> before = requests.begin(caller.id(), key.get(), request.orderId(), request.token());
        if (before.isPresent()) {
            Replay.mark(response);
            return replay(caller, request, before.get());
        }
        try {
            Payment payment = payOrder.pay(payer, request.orderId(), request.token());
            requests.saveAnswer(caller.id(), key.get(), FirstAnswer.of(payment));
            return PaymentAnswer.of(payment);
        } catch (ProblemException e) {
            if (FINAL.contains(e.status())) {
                requests.saveAnswer(caller.id(), key.get(), FirstAnswer.of(e));
            }
            throw e;
        }
    }

    private PaymentAnswer replay(Caller caller, PayRequest request, FirstAnswer answer) {
        answer.problem().ifPresent(problem -> {
            throw problem;
        });
        Payment payment = find(caller, Payment.idFor(request.orderId()));
        return PaymentAnswer.of(payment, answer.payment() == null ? payment.status() : answer.payment());
    }

    /**
     * Opens the payment of an order, for the buyer to confirm it in the page with the provider's own form: only with Stripe as the provider. Opening it
     * again, in another tab or after a reload, gives the same payment with the same secret. The result is learned by asking
     * ({@code POST /api/payments/{id}/look}) and by Stripe's webhook, whichever is first.
     */
    @PostMapping("/intents")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "`not-found`: There is no such order, or it is not yours.")
    @ApiResponse(
            responseCode = "409",
            description = "`order-not-payable`: It is cancelled, free, or paid already."
                    + " `pay-by-token`: The provider is the sandbox, which takes tokens only.")
    @ApiResponse(
            responseCode = "410",
            description = "`hold-expired`: The tickets were held too long ago. Nothing was charged.")
    @ApiResponse(
            responseCode = "429",
            description = "`rate-limited`: Many cards were declined. `Retry-After` says when another one may be tried.")
    @ApiResponse(
            responseCode = "503",
            description =
                    "`provider-unavailable`, `others-under-way`: The payment provider cannot be reached; or so many other cards"
                            + " of the buyer are being tried that this one was not. Nothing was charged. `unavailable`: This payment is"
                            + " still under way: ask again.")
    @ResponseStatus(HttpStatus.CREATED)
    OpenedPayment open(
            Caller caller,
            Optional<IdempotencyKey> key,
            @Valid @RequestBody OpenRequest request,
            HttpServletRequest origin,
            HttpServletResponse response) {
        // Opening is safe to repeat by itself. The key only shows which requests are repetitions; the secret is not
        // stored.
        boolean repeated = key.flatMap(given -> requests.begin(caller.id(), given, request.orderId(), Attempt.IN_PAGE))
                .isPresent();
        InPagePayments.Opened opened = inPage.open(Payer.of(caller, origin.getRemoteAddr()), request.orderId());
        if (repeated) {
            Replay.mark(response);
        }
        key.ifPresent(given -> requests.saveAnswer(caller.id(), given, FirstAnswer.of(opened.payment())));
        return OpenedPayment.of(opened);
    }

    /**
     * Asks the provider what became of a payment that its buyer confirms in the page, and returns it as it is then. If the provider has
     * authorized it, this waits until its order is completed by it or has ended.
     */
    @PostMapping("/{id}/look")
    @ApiResponse(responseCode = "404", description = "`not-found`: There is no such payment, or it is not yours.")
    @ApiResponse(responseCode = "429", description = "`rate-limited`: The provider was asked too often.")
    @ApiResponse(responseCode = "503", description = "`provider-unavailable`: The payment provider does not answer.")
    LookedPayment look(Caller caller, @PathVariable String id) {
        return LookedPayment.of(inPage.look(find(caller, id)));
    }

    /** A payment with its history. */
    @GetMapping("/{id}")
    PaymentDetails get(Caller caller, @PathVariable String id) {
        return PaymentDetails.of(find(caller, id));
    }

    private Payment find(Caller caller, String id) {
        return payments.find(id)
                .filter(payment -> payment.buyerId().equals(caller.id()) || isOfOrderOf(caller, payment))
                .orElseThrow(ProblemException::notFound);
    }

    /** A guest's order may have gone into an account since it was paid. */
    private boolean isOfOrderOf(Caller caller, Payment payment) {
        return orders.find(payment.orderId())
                .filter(order -> order.buyerId().equals(caller.id()))
                .isPresent();
    }

    /**
     * @param token a token of the payment provider, which stands for the card
     */
    record PayRequest(
            @NotBlank @Size(max = 64) String orderId,
            @NotBlank @Size(max = 255) String token) {

        /** Without the token, which must not end up in a log. */
        @Override
        public String toString() {
            return "PayRequest[" + orderId + "]";
        }
    }

    record OpenRequest(@NotBlank @Size(max = 64) String orderId) {}

    /**
     * A payment that was opened.
     *
     * @param amount minor units of {@code currency}
     * @param clientSecret with which the provider's script confirms it; null when it was confirmed already
     */
    record OpenedPayment(
            String id,
            String orderId,
            PaymentStatus status,
            long amount,
            String currency,
            @Nullable String clientSecret) {

        static OpenedPayment of(InPagePayments.Opened opened) {
            Payment payment = opened.payment();
            return new OpenedPayment(
                    payment.id(),
                    payment.orderId(),
                    payment.status(),
                    payment.amount(),
                    payment.currency(),
                    opened.secret());
        }

        /** Without the secret, which must not end up in a log. */
        @Override
        public String toString() {
            return "OpenedPayment[" + orderId + ", " + status + "]";
        }
    }

    /**
     * A payment after the provider was asked.
     *
     * @param amount minor units of {@code currency}
     * @param challenged whether the buyer's bank is asking the buyer
     */
    record LookedPayment(
            String id, String orderId, PaymentStatus status, long amount, String currency, boolean challenged) {

        static LookedPayment of(Payment payment) {
            return new LookedPayment(
                    payment.id(),
                    payment.orderId(),
                    payment.status(),
                    payment.amount(),
                    payment.currency(),
                    payment.awaitsBuyer() && payment.attempt().isChallenged());
        }
    }

    /**
     * A payment without its history.
     *
     * @param amount minor units of {@code currency}
     */
    record PaymentAnswer(String id, String orderId, PaymentStatus status, long amount, String currency) {

        static PaymentAnswer of(Payment payment) {
            return of(payment, payment.status());
        }

        static PaymentAnswer of(Payment payment, PaymentStatus status) {
            return new PaymentAnswer(payment.id(), payment.orderId(), status, payment.amount(), payment.currency());
        }
    }

    /**
     * @param amount minor units of {@code currency}
     * @param refunded how much of the amount was refunded so far; how much is to be refunded is part of the order
     * @param refundPending how much of it the provider has accepted to refund and not refunded yet
     * @param refundFailed how much could not be refunded and is not being tried again
     * @param disputes about the charge, each with its latest status
     * @param failure a stable word for why it failed; null when it did not
     */
    record PaymentDetails(
            String id,
            String orderId,
            PaymentStatus status,
            long amount,
            long refunded,
            long refundPending,
            long refundFailed,
            List<DisputeState> disputes,
            String currency,
            @Nullable String failure,
            Instant createdAt,
            List<HistoryEntry> history,
            long version) {

        static PaymentDetails of(Payment payment) {
            return new PaymentDetails(
                    payment.id(),
                    payment.orderId(),
                    payment.status(),
                    payment.amount(),
                    payment.refundPaid(),
                    payment.refunds().pendingNow(),
                    payment.refunds().stopped(),
                    payment.disputes().all().stream().map(Dispute::state).toList(),
                    payment.currency(),
                    payment.failure(),
                    payment.createdAt(),
                    payment.history().entries(),
                    payment.version());
        }
    }
}
