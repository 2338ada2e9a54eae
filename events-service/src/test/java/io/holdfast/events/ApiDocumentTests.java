package io.holdfast.events;

import io.holdfast.apidocs.ApiDocument;
import io.holdfast.apidocs.ApiFile;
import org.junit.jupiter.api.Test;

/** {@code docs/api/events-service.json} is what the code says; {@code ./holdfast api} writes it anew. */
class ApiDocumentTests {

    @Test
    void isWhatTheCodeSays() {
        ApiFile.named("events-service").mustBe(ApiDocument.of("events-service", EventsApplication.class));
    }
}
