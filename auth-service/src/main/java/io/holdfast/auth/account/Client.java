package io.holdfast.auth.account;

import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ReadableText;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Where a request comes from.
 *
 * @param address of the client, as the gateway received it
 * @param device what the browser says of itself; not to be trusted, only shown
 */
record Client(String address, String device) {

    private static final int MAX_DEVICE = 200;

    static Client of(HttpServletRequest request) {
        String agent = Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
        String device =
                ReadableText.cleaned(agent.replaceAll("\\p{Cntrl}+", " ").strip());
        return new Client(
                request.getRemoteAddr(), device.length() > MAX_DEVICE ? device.substring(0, MAX_DEVICE) : device);
    }

    String network() {
        return ClientNetwork.of(address).name();
    }
}
