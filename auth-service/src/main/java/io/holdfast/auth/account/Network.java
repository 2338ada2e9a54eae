package io.holdfast.auth.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Where a client is: its IPv4 address, or the network of its IPv6 address. */
record Network(String name) {

    /** Whoever has one IPv6 address has at least the 64 bits below it. */
    static Network of(String address) {
        try {
            if (InetAddress.ofLiteral(address) instanceof Inet6Address v6) {
                return new Network(HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), 8)));
            }
        } catch (IllegalArgumentException e) {
            // Not a literal: as good a name as any.
        }
        return new Network(address);
    }
}
