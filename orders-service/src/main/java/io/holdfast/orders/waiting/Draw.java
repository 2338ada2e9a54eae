package io.holdfast.orders.waiting;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The places of a draw, which follow from a seed and the entries alone: {@code docs/waiting-room.md} describes the algorithm and has test
 * vectors. The tree of the entries is the Merkle tree of RFC 6962, section 2.1.
 */
final class Draw {

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private Draw() {}

    /** What is published of a seed before the draw: its SHA-256. */
    static byte[] commitment(byte[] seed) {
        return sha256().digest(seed);
    }

    /** The root of the tree of the entries, in the order in which they came. */
    static byte[] root(List<String> entries) {
        return rootOf(leaves(entries));
    }

    /**
     * The place of each entry, from 1, in the order of the entries: they are sorted by HMAC-SHA-256 of the root and their id, with the
     * seed as key.
     */
    static int[] places(byte[] seed, byte[] root, List<String> entries) {
        List<byte[]> lots = lots(seed, root, entries);
        int[] places = new int[entries.size()];
        int[] sorted = IntStream.range(0, places.length)
                .boxed()
                .sorted((one, other) -> compare(lots, entries, one, other))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int place = 0; place < sorted.length; place++) {
            places[sorted[place]] = place + 1;
        }
        return places;
    }

    private static int compare(List<byte[]> lots, List<String> entries, int one, int other) {
        int byLot = Arrays.compareUnsigned(lots.get(one), lots.get(other));
        return byLot != 0 ? byLot : entries.get(one).compareTo(entries.get(other));
    }

    private static List<byte[]> lots(byte[] seed, byte[] root, List<String> entries) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed, "HmacSHA256"));
            List<byte[]> lots = new ArrayList<>(entries.size());
            for (String entry : entries) {
                mac.update(root);
                lots.add(mac.doFinal(entry.getBytes(UTF_8)));
            }
            return lots;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Proves that the entry at {@code index} is in the tree: the hashes beside its path, from the leaf to the root. */
    static List<byte[]> proof(List<String> entries, int index) {
        List<byte[]> proof = new ArrayList<>();
        prove(leaves(entries), index, proof);
        return proof;
    }

    private static void prove(List<byte[]> leaves, int index, List<byte[]> proof) {
        if (leaves.size() <= 1) {
            return;
        }
        int left = largestPowerOfTwoBelow(leaves.size());
        if (index < left) {
            prove(leaves.subList(0, left), index, proof);
            proof.add(rootOf(leaves.subList(left, leaves.size())));
        } else {
            prove(leaves.subList(left, leaves.size()), index - left, proof);
            proof.add(rootOf(leaves.subList(0, left)));
        }
    }

    private static List<byte[]> leaves(List<String> entries) {
        MessageDigest sha256 = sha256();
        return entries.stream()
                .map(entry -> {
                    sha256.update(LEAF);
                    return sha256.digest(entry.getBytes(UTF_8));
                })
                .toList();
    }

    private static byte[] rootOf(List<byte[]> leaves) {
        MessageDigest sha256 = sha256();
        if (leaves.isEmpty()) {
            return sha256.digest();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int left = largestPowerOfTwoBelow(leaves.size());
        byte[] before = rootOf(leaves.subList(0, left));
        byte[] after = rootOf(leaves.subList(left, leaves.size()));
        sha256.update(NODE);
        sha256.update(before);
        return sha256.digest(after);
    }

    private static int largestPowerOfTwoBelow(int size) {
        return Integer.highestOneBit(size - 1);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
