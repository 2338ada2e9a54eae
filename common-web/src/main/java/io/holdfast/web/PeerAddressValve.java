package io.holdfast.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Notes the address of the socket over which a request came. What a request tells as its remote address is the forwarded one, where there is
 * such a header.
 */
final class PeerAddressValve extends ValveBase {

    /** The attribute of requests that has the address. */
    static final String PEER_ADDRESS = "io.holdfast.web.peerAddress";

    PeerAddressValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(PEER_ADDRESS, request.getPeerAddr());
        getNext().invoke(request, response);
    }
}
