package io.holdfast.payments;

import io.holdfast.apidocs.ApiDocument;
import io.holdfast.apidocs.ApiFile;
import org.junit.jupiter.api.Test;

/** {@code docs/api/payments-service.json} is derived from the code; {@code ./holdfast api} writes it. */
class ApiDocumentTests {

    @Test
    void isUpToDate() {
        ApiFile.named("payments-service").mustBe(ApiDocument.of("payments-service", PaymentsApplication.class));
    }
}
