package io.holdfast.webclient.backend;

import org.springframework.http.HttpHeaders;

/**
 * The visitor's browser, for limits and for the list of sessions.
 *
 * @param address as the gateway received it
 * @param agent what it says of itself
 */
public record Browser(String address, String agent) {

    void addTo(HttpHeaders headers) {
        headers.set("X-Forwarded-For", address);
        headers.set(HttpHeaders.USER_AGENT, agent);
    }
}
