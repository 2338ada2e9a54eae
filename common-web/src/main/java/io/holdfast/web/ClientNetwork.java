package io.holdfast.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** A client's IPv4 address, or the /64 network of its IPv6 address, so that limits cannot be evaded by changing the address. */
public record ClientNetwork(String name) {

    /**
     * A client with one IPv6 address can use all addresses of its /64 network.
     *
     * @param address of the request ({@code getRemoteAddr}); the client's own where the service listens to gateways
     *     ({@code server.forward-headers-strategy})
     */
    public static ClientNetwork of(String address) {
        try {
            if (InetAddress.ofLiteral(address) instanceof Inet6Address v6) {
                return new ClientNetwork(HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), 8)));
            }
        } catch (IllegalArgumentException e) {
            // Not an address: used as it is.
        }
        return new ClientNetwork(address);
    }
}
