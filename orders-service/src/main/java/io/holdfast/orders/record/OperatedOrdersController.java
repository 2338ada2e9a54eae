package io.holdfast.orders.record;

import io.holdfast.mail.OperatedMails;
import io.holdfast.messaging.Ids;
import io.holdfast.record.Entry;
import io.holdfast.record.RecordEntry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Operator;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/orders/operator}: mails about orders and the record of orders, for operators. */
@RestController
@RequestMapping("/api/orders/operator")
class OperatedOrdersController {

    /** @param paused false to go on */
    record Pause(@NotNull Boolean paused) {}

    private final OperatedMails mails;
    private final Recorder record;

    OperatedOrdersController(OperatedMails mails, Recorder record) {
        this.mails = mails;
        this.record = record;
    }

    /** As an operator, reads which mails about orders did not arrive, and which wait. */
    @GetMapping("/mails")
    OperatedMails.Overview orderMails(Operator operator) {
        return mails.overview();
    }

    /** As an operator, sends a mail about orders again that did not arrive. */
    @PostMapping("/mails/{id}/resend")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    Map<String, Object> resendMail(Operator operator, @PathVariable String id) {
        if (!mails.resend(id)) {
            throw ProblemException.notFound();
        }
        record.add(Entry.byOperator("resent:" + Ids.random(), "mail-resent", operator.id())
                .with("mail", id));
        return Map.of();
    }

    /** As an operator, pauses the mails about orders, or lets them go on. */
    @PostMapping("/mails/pause")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    Map<String, Object> pauseMails(Operator operator, @Valid @RequestBody Pause body) {
        mails.pause(body.paused());
        record.add(Entry.byOperator(
                "paused:" + Ids.random(), body.paused() ? "mails-paused" : "mails-resumed", operator.id()));
        return Map.of();
    }

    /** As an operator, reads what was done with orders, the newest first. */
    @GetMapping("/record")
    Page<RecordEntry> ordersRecord(
            Operator operator,
            @RequestParam(required = false) @Nullable String account,
            @RequestParam(required = false) @Nullable String event,
            PageRequest page) {
        return record.all(account, event, page);
    }
}
