package io.holdfast.web;

import java.util.function.Predicate;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * What {@link StrictHttpFirewall} allows in headers and parameters, decided for printable ASCII without its regular expressions, which it
 * evaluates each time a header is read. All other text is left to them, so that the rules are the same.
 */
final class PlainAscii {

    private static final char FIRST = ' ';
    private static final char LAST = '~';

    private PlainAscii() {}

    static void addTo(StrictHttpFirewall firewall) {
        firewall.setAllowedHeaderNames(or(StrictHttpFirewall.ALLOWED_HEADER_NAMES));
        firewall.setAllowedHeaderValues(or(StrictHttpFirewall.ALLOWED_HEADER_VALUES));
        firewall.setAllowedParameterNames(or(StrictHttpFirewall.ALLOWED_PARAMETER_NAMES));
    }

    static Predicate<String> or(Predicate<String> rule) {
        return text -> isPlain(text) || rule.test(text);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < FIRST || c > LAST) {
                return false;
            }
        }
        return true;
    }
}
