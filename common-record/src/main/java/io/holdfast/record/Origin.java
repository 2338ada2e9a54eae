package io.holdfast.record;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Where the request of this thread came from.
 *
 * @param address of the client, as the gateway received it; null outside a request
 * @param device what the client says of itself; null outside a request, or if it says nothing
 */
record Origin(@Nullable String address, @Nullable String device) {

    static Origin current() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
            HttpServletRequest request = attributes.getRequest();
            String agent = request.getHeader("User-Agent");
            return new Origin(request.getRemoteAddr(), agent == null ? null : Texts.shortened(agent));
        }
        return new Origin(null, null);
    }
}
