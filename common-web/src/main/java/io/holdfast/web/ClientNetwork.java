package io.holdfast.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Where a request comes from, for limits that one client shall not get around by taking another of its addresses. */
public final class ClientNetwork {

    private ClientNetwork() {}

    /** The client's, as the gateway says it where the service listens to gateways ({@code server.forward-headers-strategy}). */
    public static String of(HttpServletRequest request) {
        return of(request.getRemoteAddr());
    }

    /** An IPv4 address as it is; of an IPv6 address the first half, since whoever has one has at least the 64 bits below it. */
    public static String of(String address) {
        try {
            if (InetAddress.ofLiteral(address) instanceof Inet6Address v6) {
                return HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), 8));
            }
        } catch (IllegalArgumentException e) {
            // Not a literal: as good a name as any.
        }
        return address;
    }
}
