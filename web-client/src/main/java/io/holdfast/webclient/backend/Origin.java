package io.holdfast.webclient.backend;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Where the visitor's request of this thread comes from: services keep a record of it. */
final class Origin {

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private Origin() {}

    /** Adds it, unless the call names another one itself. */
    static void addTo(HttpHeaders headers) {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
            return;
        }
        HttpServletRequest visit = attributes.getRequest();
        if (!headers.containsHeader(FORWARDED_FOR)) {
            headers.set(FORWARDED_FOR, address(visit));
        }
        String agent = visit.getHeader(HttpHeaders.USER_AGENT);
        if (agent != null && !headers.containsHeader(HttpHeaders.USER_AGENT)) {
            headers.set(HttpHeaders.USER_AGENT, agent.replaceAll("[^ -~]", " "));
        }
    }

    private static String address(HttpServletRequest visit) {
        String forwarded = visit.getHeader(FORWARDED_FOR);
        return forwarded != null && forwarded.matches("[0-9a-fA-F.:, ]{2,200}") ? forwarded : visit.getRemoteAddr();
    }
}
