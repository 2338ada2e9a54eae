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
        return new Tree(entries).root();
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

    /** The Merkle tree of entries: with it a proof takes a dozen steps, however many they are. */
    static final class Tree {

        private static final int HASH = 32;

        /** The hashes of each level one after the other, from the leaves to the root. One without a neighbour is on the next level, too. */
        private final List<byte[]> levels = new ArrayList<>();

        /** @param entries in the order in which they came */
        Tree(List<String> entries) {
            byte[] level = leaves(entries);
            levels.add(level);
            while (level.length > HASH) {
                level = above(level);
                levels.add(level);
            }
        }

        private static byte[] leaves(List<String> entries) {
            MessageDigest sha256 = sha256();
            if (entries.isEmpty()) {
                return sha256.digest();
            }
            byte[] leaves = new byte[entries.size() * HASH];
            for (int index = 0; index < entries.size(); index++) {
                sha256.update(LEAF);
                System.arraycopy(sha256.digest(entries.get(index).getBytes(UTF_8)), 0, leaves, index * HASH, HASH);
            }
            return leaves;
        }

        private static byte[] above(byte[] level) {
            MessageDigest sha256 = sha256();
            int nodes = level.length / HASH;
            byte[] above = new byte[(nodes + 1) / 2 * HASH];
            for (int node = 0; node + 1 < nodes; node += 2) {
                sha256.update(NODE);
                sha256.update(level, node * HASH, 2 * HASH);
                System.arraycopy(sha256.digest(), 0, above, node / 2 * HASH, HASH);
            }
            if (nodes % 2 == 1) {
                System.arraycopy(level, level.length - HASH, above, above.length - HASH, HASH);
            }
            return above;
        }

        byte[] root() {
            return levels.getLast().clone();
        }

        /** Proves that the entry at {@code index} is in the tree: the hashes beside its path, from the leaf to the root. */
        List<byte[]> proof(int index) {
            List<byte[]> proof = new ArrayList<>();
            int node = index;
            for (byte[] level : levels) {
                int beside = node ^ 1;
                if (beside * HASH < level.length) {
                    proof.add(Arrays.copyOfRange(level, beside * HASH, (beside + 1) * HASH));
                }
                node /= 2;
            }
            return proof;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
