package io.holdfast.auth;

import io.holdfast.apidocs.ApiDocument;
import io.holdfast.apidocs.ApiFile;
import org.junit.jupiter.api.Test;

/** {@code docs/api/auth-service.json} is what the code says; {@code ./holdfast api} writes it anew. */
class ApiDocumentTests {

    @Test
    void isWhatTheCodeSays() {
        ApiFile.named("auth-service").mustBe(ApiDocument.of("auth-service", AuthApplication.class));
    }
}
