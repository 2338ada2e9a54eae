package io.holdfast.events.event;

import java.io.IOException;
import java.io.StringReader;
import org.apache.tomcat.util.http.parser.AcceptEncoding;
import org.jspecify.annotations.Nullable;

/** What {@code Accept-Encoding} says (RFC 9110, section 12.5.3). */
final class ContentCodings {

    static final String GZIP = "gzip";

    private ContentCodings() {}

    /** @param accepted the header; null for none, which is answered without any coding */
    static boolean acceptsGzip(@Nullable String accepted) {
        if (accepted == null) {
            return false;
        }
        try {
            // Without those of quality 0. A client that accepts anything gets it plain, since it may have excluded
            // gzip.
            return AcceptEncoding.parse(new StringReader(accepted)).stream()
                    .anyMatch(coding -> coding.getEncoding().equalsIgnoreCase(GZIP));
        } catch (IOException e) {
            return false;
        }
    }
}
