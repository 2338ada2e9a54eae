package io.holdfast.orders.waiting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The draw of waiting rooms. The vectors are those of {@code docs/waiting-room.md}; the program there made them, not this one. */
class DrawTests {

    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] SEED = HEX.parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final List<String> SEVEN = List.of("ada", "bob", "cyd", "dan", "eve", "fay", "gus");

    @Test
    void theVectorsOfTheDocumentation() {
        assertThat(HEX.formatHex(Draw.commitment(SEED)))
                .isEqualTo("630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd");
        assertThat(HEX.formatHex(Draw.root(List.of())))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(HEX.formatHex(Draw.root(List.of("ada"))))
                .isEqualTo("23ee1a459e454566be1948a97881b2b7eea0353a7b3e908de1540eaadc086fd9");
        assertThat(HEX.formatHex(Draw.root(SEVEN)))
                .isEqualTo("a9ce8f39584538e47553f1194c6e1248e4314ce1290d9afd8bbc448559f08a54");
        assertThat(Draw.places(SEED, Draw.root(SEVEN), SEVEN)).containsExactly(1, 2, 6, 7, 4, 3, 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 64, 1_000, 4_097})
    void placesAreAPermutationThatTheSeedGives(int count) {
        Random random = new Random(count);
        List<String> entries = entries(count);
        byte[] seed = new byte[32];
        random.nextBytes(seed);

        int[] places = Draw.places(seed, Draw.root(entries), entries);

        assertThat(Arrays.stream(places).sorted().toArray())
                .isEqualTo(IntStream.rangeClosed(1, count).toArray());
        assertThat(Draw.places(seed, Draw.root(entries), entries)).isEqualTo(places);
        if (count > 10) {
            seed[31] ^= 1;
            assertThat(Draw.places(seed, Draw.root(entries), entries)).isNotEqualTo(places);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 100, 1_025})
    void everyEntryCanProveThatItWasIn(int count) {
        List<String> entries = entries(count);
        Draw.Tree tree = new Draw.Tree(entries);
        byte[] root = tree.root();

        for (int index = 0; index < count; index++) {
            List<byte[]> proof = tree.proof(index);
            assertThat(rootBy(proof, entries.get(index), index, count)).isEqualTo(root);
            assertThat(rootBy(proof, "another", index, count)).isNotEqualTo(root);
        }
    }

    /** As RFC 9162, section 2.1.3.2, verifies a proof of inclusion. */
    private static byte[] rootBy(List<byte[]> proof, String entry, int index, int size) {
        int node = index;
        int last = size - 1;
        byte[] hash = hash(0, entry.getBytes(UTF_8), new byte[0]);
        for (byte[] sibling : proof) {
            if ((node & 1) == 1 || node == last) {
                hash = hash(1, sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = hash(1, hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return hash;
    }

    private static byte[] hash(int prefix, byte[] one, byte[] other) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((byte) prefix);
            sha256.update(one);
            return sha256.digest(other);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> entries(int count) {
        return IntStream.range(0, count).mapToObj(index -> "entry-" + index).toList();
    }
}
