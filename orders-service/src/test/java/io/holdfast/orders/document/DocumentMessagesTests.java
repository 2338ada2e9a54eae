package io.holdfast.orders.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.language.MessageCheck;
import org.junit.jupiter.api.Test;

class DocumentMessagesTests {

    @Test
    void documentsSayTheSameInEveryLanguage() {
        assertThat(MessageCheck.problems("document/orders-service")).isEmpty();
    }
}
