package io.holdfast.payments.payment;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** For operators: {@code GET} reads the whole ledger and reports whether it balances and agrees with the payments. */
@Component
@Endpoint(id = "ledger")
class LedgerEndpoint {

    private final LedgerAudit audit;

    LedgerEndpoint(LedgerAudit audit) {
        this.audit = audit;
    }

    @ReadOperation
    LedgerAudit.Report check() {
        return audit.check();
    }
}
