package io.holdfast.webclient.site;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A form that could not be dealt with, to be sent once more as it was, hidden key included: so it still happens only once.
 * A form with a password is not sent back to the page.
 */
record ResentForm(String action, List<Field> fields) {

    record Field(String name, String value) {}

    static @Nullable ResentForm of(HttpServletRequest request) {
        if (!"POST".equals(request.getMethod()) || request.getParameter("key") == null) {
            return null;
        }
        List<Field> fields = new ArrayList<>();
        request.getParameterMap().forEach((name, values) -> {
            for (String value : values) {
                fields.add(new Field(name, value));
            }
        });
        return new ResentForm(request.getRequestURI(), List.copyOf(fields));
    }
}
