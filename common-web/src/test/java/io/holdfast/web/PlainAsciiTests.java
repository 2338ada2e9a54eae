package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.security.web.firewall.StrictHttpFirewall;

class PlainAsciiTests {

    /** Every character, alone, at the beginning and at the end. */
    @Test
    void allowsWhatTheFirewallAllows() {
        for (Predicate<String> rule : List.of(
                StrictHttpFirewall.ALLOWED_HEADER_NAMES,
                StrictHttpFirewall.ALLOWED_HEADER_VALUES,
                StrictHttpFirewall.ALLOWED_PARAMETER_NAMES)) {
            Predicate<String> ours = PlainAscii.or(rule);
            assertThat(ours.test("")).isEqualTo(rule.test(""));
            for (int point = 0; point <= 0x2ffff; point++) {
                String character = Character.toString(point);
                for (String text : List.of(character, character + "abc", "abc" + character)) {
                    if (ours.test(text) != rule.test(text)) {
                        throw new AssertionError("U+%04X".formatted(point));
                    }
                }
            }
        }
    }
}
