package io.holdfast.payments.payment;

import io.holdfast.record.Entry;
import io.holdfast.record.RecordEntry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Legible;
import io.holdfast.web.OneLine;
import io.holdfast.web.Operator;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/payments/operator}: payments that need a person, for operators. */
@RestController
@RequestMapping("/api/payments/operator")
class OperatedPaymentController {

    /**
     * What an operator ends.
     *
     * @param reason how the buyer has the money, for other operators and for the record
     * @param left what the operator saw as left, in minor units: nothing is ended if that changed meanwhile; null to end whatever is left
     */
    record Ending(
            @NotBlank @Size(max = 200) @Pattern(regexp = OneLine.PATTERN, message = OneLine.MESSAGE) @Legible
            String reason,

            @Nullable @Min(1) Long left) {}

    private final FailedRefundsEndpoint payments;
    private final Recorder record;

    OperatedPaymentController(FailedRefundsEndpoint payments, Recorder record) {
        this.payments = payments;
        this.record = record;
    }

    /** As an operator, reads which payments a person has to look at: a refund failed, or the charge is disputed. Up to 100, those disputed first. */
    @GetMapping("/attention")
    List<FailedRefundsEndpoint.Listed> attention(
            Operator operator,
            @Parameter(
                            description =
                                    "The last one of the list before, as its `why` and `payment` with a colon between.")
                    @RequestParam(required = false)
                    @Nullable
                    String after) {
        return payments.list(after);
    }

    /** As an operator, has a failed refund tried again, which is possible once. */
    @PostMapping("/{id}/retry-refund")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description = "`second-factor-needed`: The operator requires a session that began with a second factor.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`not-retryable`: No refund of it failed, it was tried again before, or the charge is disputed.")
    Map<String, Object> retryRefund(Operator operator, @PathVariable String id) {
        FailedRefundsEndpoint.Retried retried = payments.retryAs(operator.id(), id);
        // Also if it was done before: then a process may have died that had not recorded it yet.
        payments.retriedBy(operator.id(), id)
                .ifPresent(fact -> record.add(
                        Entry.byOperator(fact, "refund-retried", operator.id()).with("payment", id)));
        if (!retried.done()) {
            throw ProblemException.of(HttpStatus.CONFLICT, "not-retryable", String.valueOf(retried.why()));
        }
        return Map.of();
    }

    /** As an operator, ends a failed refund, or what a lost dispute left to pay back, since the buyer has the money in another way. The order's buyer and organizer see that. */
    @PostMapping("/{id}/end-refund")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "403",
            description = "`second-factor-needed`: The operator requires a session that began with a second factor.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "`not-endable`: Nothing of it is left to pay back, or another amount than `left`, it is being tried"
                            + " again, or a dispute is open.")
    Map<String, Object> endRefund(Operator operator, @PathVariable String id, @Valid @RequestBody Ending body) {
        String why = payments.end(operator.id(), id, body.left());
        // As for what is tried again.
        payments.endedBy(operator.id(), id)
                .ifPresent(fact -> record.add(Entry.byOperator(fact, "refund-ended", operator.id())
                        .with("payment", id)
                        .with("reason", body.reason().strip())));
        if (why != null) {
            throw ProblemException.of(HttpStatus.CONFLICT, "not-endable", why);
        }
        return Map.of();
    }

    /** As an operator, reads what operators did with payments, the newest first. */
    @GetMapping("/record")
    Page<RecordEntry> paymentsRecord(
            Operator operator, @RequestParam(required = false) @Nullable String account, PageRequest page) {
        return record.all(account, null, page);
    }
}
