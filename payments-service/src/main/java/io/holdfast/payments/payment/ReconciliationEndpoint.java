package io.holdfast.payments.payment;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.stereotype.Component;

/** For operators: {@code POST} compares payments with the provider now, and reports what was found and done. */
@Component
@Endpoint(id = "reconciliation")
class ReconciliationEndpoint {

    private final Reconciler reconciler;

    ReconciliationEndpoint(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    @WriteOperation
    ReconciliationReport reconcile() {
        return reconciler.reconcile();
    }
}
