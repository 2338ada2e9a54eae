package io.holdfast.events.picture;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Which addresses are of the public Internet: none of this machine, of our own network, of a cloud's metadata service, or with a special
 * meaning (IANA's special-purpose registries, RFC 6890).
 */
final class PublicAddresses {

    /** Networks of IPv4: the first address, and the number of bits that count. */
    private static final int[][] SPECIAL = {
        {ip(0, 0, 0, 0), 8}, // this network
        {ip(10, 0, 0, 0), 8}, // private
        {ip(100, 64, 0, 0), 10}, // shared by customers of a carrier
        {ip(127, 0, 0, 0), 8}, // loopback
        {ip(169, 254, 0, 0), 16}, // link-local, with the metadata of clouds
        {ip(172, 16, 0, 0), 12}, // private
        {ip(192, 0, 0, 0), 24}, // protocol assignments
        {ip(192, 0, 2, 0), 24}, // documentation
        {ip(192, 88, 99, 0), 24}, // relays of 6to4
        {ip(192, 168, 0, 0), 16}, // private
        {ip(198, 18, 0, 0), 15}, // benchmarks
        {ip(198, 51, 100, 0), 24}, // documentation
        {ip(203, 0, 113, 0), 24}, // documentation
        {ip(224, 0, 0, 0), 3}, // multicast, reserved, broadcast
    };

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        return switch (address) {
            case Inet4Address _ -> isPublic(address.getAddress());
            case Inet6Address _ -> isPublic6(address.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic(byte[] bytes) {
        int address = ip(bytes[0] & 0xff, bytes[1] & 0xff, bytes[2] & 0xff, bytes[3] & 0xff);
        for (int[] network : SPECIAL) {
            int shift = Integer.SIZE - network[1];
            if (address >>> shift == network[0] >>> shift) {
                return false;
            }
        }
        return true;
    }

    /** Only global unicast (2000::/3), and none that leads into IPv4 or is documentation. */
    private static boolean isPublic6(byte[] bytes) {
        int first = word(bytes, 0);
        int second = word(bytes, 2);
        boolean global = first >>> 13 == 1;
        boolean assignments = first == 0x2001 && second < 0x200; // Teredo, benchmarks, ORCHID
        boolean documentation = (first == 0x2001 && second == 0xdb8) || (first == 0x3fff && second < 0x1000);
        boolean sixToFour = first == 0x2002;
        return global && !assignments && !documentation && !sixToFour;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static int ip(int a, int b, int c, int d) {
        return a << 24 | b << 16 | c << 8 | d;
    }
}
