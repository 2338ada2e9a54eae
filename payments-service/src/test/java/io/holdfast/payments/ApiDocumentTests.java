package io.holdfast.payments;

import io.holdfast.apidocs.ApiDocument;
import io.holdfast.apidocs.ApiFile;
import org.junit.jupiter.api.Test;

/** {@code docs/api/payments-service.json} is what the code says; {@code ./holdfast api} writes it anew. */
class ApiDocumentTests {

    @Test
    void isWhatTheCodeSays() {
        ApiFile.named("payments-service").mustBe(ApiDocument.of("payments-service", PaymentsApplication.class));
    }
}
