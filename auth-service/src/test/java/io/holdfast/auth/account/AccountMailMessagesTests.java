package io.holdfast.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.language.MessageCheck;
import org.junit.jupiter.api.Test;

class AccountMailMessagesTests {

    @Test
    void mailsSayTheSameInEveryLanguage() {
        assertThat(MessageCheck.problems("mail/auth-service")).isEmpty();
    }
}
