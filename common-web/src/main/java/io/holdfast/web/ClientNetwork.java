package io.holdfast.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Where a client is: its IPv4 address, or the network of its IPv6 address, so that no limit is got around by taking the next address. */
public record ClientNetwork(String name) {

    /**
     * Whoever has one IPv6 address has at least the 64 bits below it.
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
            // Not a literal: as good a name as any.
        }
        return new ClientNetwork(address);
    }
}
