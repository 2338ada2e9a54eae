package io.holdfast.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.web.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTests {

    @Test
    void oneAddressHasOneForm() {
        assertThat(EmailAddress.of("  Ada.Lovelace@Example.ORG "))
                .isEqualTo(EmailAddress.of("ada.lovelace@example.org"))
                .isEqualTo(EmailAddress.unchecked("ADA.LOVELACE@example.org"));
        assertThat(EmailAddress.of("a\u0301@example.org")).isEqualTo(EmailAddress.of("\u00e1@example.org"));
    }

    /** All of these reach the same mailbox. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@příklad.cz",
                "ada@PŘÍKLAD.CZ",
                "ada@pr\u030Ci\u0301klad.cz",
                "ada@xn--pklad-zsa96e.cz",
                "ada@XN--PKLAD-ZSA96E.cz",
                "ada@příklad.cz.",
                "ada@příklad\u3002cz",
                "ada@příklad\uFF0Ecz",
                "ada@příklad.\uFF43\uFF5A",
                "ada@příklad.\uFF23\uFF3A\uFF0E",
                "ada\uFF20příklad.cz",
                "ada@p\u00ADříklad.cz",
            })
    void aDomainHasOneForm(String text) {
        assertThat(EmailAddress.of(text).value()).isEqualTo("ada@příklad.cz");
        assertThat(EmailAddress.unchecked(text)).isEqualTo(EmailAddress.of("ada@příklad.cz"));
    }

    @Test
    void domainsOfDifferentOwnersAreDifferent() {
        assertThat(EmailAddress.of("ada@straße.example")).isNotEqualTo(EmailAddress.of("ada@strasse.example"));
        assertThat(EmailAddress.of("\uFF41da@example.org"))
                .as("before the @ only the mailbox's host knows what is the same")
                .isNotEqualTo(EmailAddress.of("ada@example.org"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a@b.co", "first+tag@mail.example.org", "žofie@příklad.cz", "o'neil@example.org", "x@1.2.3.4"})
    void addressesAreAccepted(String text) {
        assertThat(EmailAddress.of(text).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "@example.org",
                "ada@",
                "ada@example",
                "ada@@example.org",
                "a da@example.org",
                "ada@exam ple.org",
                "ada@example..org",
                "ada@example.org..",
                "ada@xn--a.org",
                "ada@-example.org",
                "ada@exam_ple.org",
                "ada@.",
                ".ada@example.org",
                "ada@example.org\u0000",
                "ada@example.org\nBcc: x@y.z",
                "<ada@example.org>"
            })
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> EmailAddress.of(text)).isInstanceOf(ProblemException.class);
    }

    @Test
    void anAddressHasItsLimits() {
        assertThatThrownBy(() -> EmailAddress.of("a".repeat(65) + "@example.org"))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> EmailAddress.of("a@" + "b".repeat(250) + ".org"))
                .isInstanceOf(ProblemException.class);
    }
}
