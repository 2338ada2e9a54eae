package io.holdfast.webclient.site;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A form that a service was too busy to take, for the page to send again. It keeps its hidden key, so it takes effect once.
 * Forms without a key, such as those with a password, are not sent back to the page.
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
