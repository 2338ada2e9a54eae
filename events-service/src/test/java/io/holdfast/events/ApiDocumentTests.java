package io.holdfast.events;

import io.holdfast.apidocs.ApiDocument;
import io.holdfast.apidocs.ApiFile;
import org.junit.jupiter.api.Test;

/** {@code docs/api/events-service.json} is generated from the code; {@code ./holdfast api} writes it. */
class ApiDocumentTests {

    @Test
    void isGeneratedFromTheCode() {
        ApiFile.named("events-service").mustBe(ApiDocument.of("events-service", EventsApplication.class));
    }
}
