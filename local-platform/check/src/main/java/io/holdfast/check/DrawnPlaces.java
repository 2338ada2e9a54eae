package io.holdfast.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The places of a draw of a waiting room, computed from what is published: written after {@code docs/waiting-room.md}, not after
 * orders-service, so that it finds out if that does something else.
 */
public final class DrawnPlaces {

    private static final HexFormat HEX = HexFormat.of();

    private DrawnPlaces() {}

    /** What is published of a seed before the draw, in hexadecimal. */
    public static String commitment(String seed) {
        return HEX.formatHex(sha256(HEX.parseHex(seed)));
    }

    /** The root of the Merkle tree (RFC 6962) of the entries, in hexadecimal. */
    public static String root(List<String> entries) {
        // Trees of 1, 2, 4… leaves that are complete, the largest first; joined from the right at the end.
        List<byte[]> trees = new ArrayList<>();
        for (int count = 0; count < entries.size(); count++) {
            trees.add(sha256(new byte[] {0}, entries.get(count).getBytes(UTF_8)));
            for (int full = count; (full & 1) == 1; full >>= 1) {
                joinLast(trees);
            }
        }
        while (trees.size() > 1) {
            joinLast(trees);
        }
        return HEX.formatHex(trees.isEmpty() ? sha256() : trees.getFirst());
    }

    /**
     * The root of a tree to which the path of a single entry leads (RFC 6962, section 2.1.1), in hexadecimal.
     *
     * @param number of the entry, from 1
     * @param path the hashes beside the entry's path, in hexadecimal, from the leaf to the root
     * @throws IllegalArgumentException if a tree of so many entries has no such path
     */
    static String root(String entry, int number, int entries, List<String> path) {
        if (number < 1 || number > entries) {
            throw new IllegalArgumentException("There is no entry %d of %d".formatted(number, entries));
        }
        List<byte[]> beside = path.stream().map(HEX::parseHex).toList();
        return HEX.formatHex(node(sha256(new byte[] {0}, entry.getBytes(UTF_8)), number - 1, entries, beside));
    }

    private static byte[] node(byte[] leaf, int index, int leaves, List<byte[]> path) {
        if ((leaves == 1) != path.isEmpty()) {
            throw new IllegalArgumentException("The path has the wrong length");
        }
        if (leaves == 1) {
            return leaf;
        }
        int left = Integer.highestOneBit(leaves - 1);
        List<byte[]> below = path.subList(0, path.size() - 1);
        return index < left
                ? sha256(new byte[] {1}, node(leaf, index, left, below), path.getLast())
                : sha256(new byte[] {1}, path.getLast(), node(leaf, index - left, leaves - left, below));
    }

    private static void joinLast(List<byte[]> trees) {
        byte[] right = trees.removeLast();
        byte[] left = trees.removeLast();
        trees.add(sha256(new byte[] {1}, left, right));
    }

    /** The place of each entry, the first place first. */
    public static Map<String, Integer> of(String seed, String root, List<String> entries) {
        Map<String, String> byLot = new TreeMap<>();
        for (String entry : entries) {
            byLot.put(lot(seed, root, entry) + entry, entry);
        }
        Map<String, Integer> places = new LinkedHashMap<>();
        byLot.values().forEach(entry -> places.put(entry, places.size() + 1));
        return places;
    }

    private static String lot(String seed, String root, String entry) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(HEX.parseHex(seed), "HmacSHA256"));
            mac.update(HEX.parseHex(root));
            return HEX.formatHex(mac.doFinal(entry.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
