package io.holdfast.auth.operator;

import io.holdfast.auth.account.OperatedAccount;
import io.holdfast.auth.account.OperatedAccounts;
import io.holdfast.mail.OperatedMails;
import io.holdfast.messaging.Ids;
import io.holdfast.record.Entry;
import io.holdfast.record.RecordEntry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Legible;
import io.holdfast.web.OneLine;
import io.holdfast.web.Operator;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/users/operator}: accounts and mails, for operators. */
@RestController
@RequestMapping("/api/users/operator")
class OperatorController {

    /** @param reason for other operators and for the record */
    record Suspension(
            @NotBlank @Size(max = 200) @Pattern(regexp = OneLine.PATTERN, message = OneLine.MESSAGE) @Legible
            String reason) {}

    /** @param paused false to go on */
    record Pause(@NotNull Boolean paused) {}

    private final OperatedAccounts accounts;
    private final OperatedMails mails;
    private final Recorder record;

    OperatorController(OperatedAccounts accounts, OperatedMails mails, Recorder record) {
        this.accounts = accounts;
        this.mails = mails;
        this.record = record;
    }

    /** As an operator, finds the account with an address or, without one, those that are suspended. */
    @GetMapping("/accounts")
    List<OperatedAccount> operatedAccounts(Operator operator, @RequestParam(required = false) @Nullable String email) {
        return email == null || email.isBlank() ? accounts.suspended() : accounts.find(email);
    }

    /** As an operator, reads an account. */
    @GetMapping("/accounts/{id}")
    OperatedAccount operatedAccount(Operator operator, @PathVariable String id) {
        return accounts.findById(id).orElseThrow(ProblemException::notFound);
    }

    /** As an operator, suspends an account: its sessions end at once, and its events are no longer listed. */
    @PostMapping("/accounts/{id}/suspend")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`is-operator`: It is an operator's account.")
    OperatedAccount suspend(Operator operator, @PathVariable String id, @Valid @RequestBody Suspension body) {
        return accounts.suspend(operator, id, body.reason().strip());
    }

    /** As an operator, lifts the suspension of an account. */
    @PostMapping("/accounts/{id}/lift")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    OperatedAccount lift(Operator operator, @PathVariable String id) {
        return accounts.lift(operator, id);
    }

    /** As an operator, reads which mails about accounts did not arrive, and which wait. */
    @GetMapping("/mails")
    OperatedMails.Overview accountMails(Operator operator) {
        return mails.overview();
    }

    /** As an operator, sends a mail about an account again that did not arrive. */
    @PostMapping("/mails/{id}/resend")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    Map<String, Object> resendAccountMail(Operator operator, @PathVariable String id) {
        if (!mails.resend(id)) {
            throw ProblemException.notFound();
        }
        record.add(Entry.byOperator("resent:" + Ids.random(), "mail-resent", operator.id())
                .with("mail", id));
        return Map.of();
    }

    /** As an operator, pauses the mails about accounts, or lets them go on. */
    @PostMapping("/mails/pause")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    Map<String, Object> pauseAccountMails(Operator operator, @Valid @RequestBody Pause body) {
        mails.pause(body.paused());
        record.add(Entry.byOperator(
                "paused:" + Ids.random(), body.paused() ? "mails-paused" : "mails-resumed", operator.id()));
        return Map.of();
    }

    /** As an operator, reads what was done with accounts, the newest first. */
    @GetMapping("/record")
    Page<RecordEntry> accountsRecord(
            Operator operator, @RequestParam(required = false) @Nullable String account, PageRequest page) {
        return record.all(account, null, page);
    }
}
