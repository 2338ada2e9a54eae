package io.holdfast.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.language.MessageCheck;
import org.junit.jupiter.api.Test;

class MailMessagesTests {

    @Test
    void mailsSayTheSameInEveryLanguage() {
        assertThat(MessageCheck.problems("mail/common")).isEmpty();
    }
}
