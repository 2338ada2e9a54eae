package io.holdfast.orders;

import io.holdfast.apidocs.ApiDocument;
import io.holdfast.apidocs.ApiFile;
import org.junit.jupiter.api.Test;

/** {@code docs/api/orders-service.json} is generated from the code; {@code ./holdfast api} writes it. */
class ApiDocumentTests {

    @Test
    void isGeneratedFromTheCode() {
        ApiFile.named("orders-service").mustBe(ApiDocument.of("orders-service", OrdersApplication.class));
    }
}
