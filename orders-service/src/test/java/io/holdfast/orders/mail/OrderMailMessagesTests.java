package io.holdfast.orders.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.language.MessageCheck;
import org.junit.jupiter.api.Test;

class OrderMailMessagesTests {

    @Test
    void mailsSayTheSameInEveryLanguage() {
        assertThat(MessageCheck.problems("mail/orders-service")).isEmpty();
    }
}
