package io.holdfast.auth;

import io.holdfast.apidocs.ApiDocument;
import io.holdfast.apidocs.ApiFile;
import org.junit.jupiter.api.Test;

/** {@code docs/api/auth-service.json} is generated from the code; {@code ./holdfast api} writes it. */
class ApiDocumentTests {

    @Test
    void isGeneratedFromTheCode() {
        ApiFile.named("auth-service").mustBe(ApiDocument.of("auth-service", AuthApplication.class));
    }
}
