package io.holdfast.orders;

import io.holdfast.apidocs.ApiDocument;
import io.holdfast.apidocs.ApiFile;
import org.junit.jupiter.api.Test;

/** {@code docs/api/orders-service.json} is what the code says; {@code ./holdfast api} writes it anew. */
class ApiDocumentTests {

    @Test
    void isWhatTheCodeSays() {
        ApiFile.named("orders-service").mustBe(ApiDocument.of("orders-service", OrdersApplication.class));
    }
}
