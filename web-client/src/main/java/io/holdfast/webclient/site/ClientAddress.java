package io.holdfast.webclient.site;

import io.holdfast.webclient.backend.Browser;
import jakarta.servlet.http.HttpServletRequest;

/** Where a request comes from: services that limit clients are told. */
public final class ClientAddress {

    private ClientAddress() {}

    /** The address of the visitor as the gateway received it. */
    public static String of(HttpServletRequest request) {
        String forwarded = request.getHeader("X-Forwarded-For");
        return forwarded != null && forwarded.matches("[0-9a-fA-F.:, ]{2,200}") ? forwarded : request.getRemoteAddr();
    }

    /** The visitor's browser, without characters that a header cannot have. */
    public static Browser browser(HttpServletRequest request) {
        String agent = request.getHeader("User-Agent");
        return new Browser(of(request), agent == null ? "" : agent.replaceAll("[^ -~]", " "));
    }
}
