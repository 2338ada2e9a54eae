package io.holdfast.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.check.DrawCommand.Asked;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code ./holdfast draw verify}, with the vectors of {@code docs/waiting-room.md}. */
class DrawCommandTests {

    private static final String SEED = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String COMMITMENT = "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd";
    private static final String ROOT = "a9ce8f39584538e47553f1194c6e1248e4314ce1290d9afd8bbc448559f08a54";
    private static final List<String> ENTRIES = List.of("ada", "bob", "cyd", "dan", "eve", "fay", "gus");

    @Test
    void computesThePlacesOfTheDocumentation() {
        assertThat(DrawnPlaces.commitment(SEED)).isEqualTo(COMMITMENT);
        assertThat(DrawnPlaces.root(ENTRIES)).isEqualTo(ROOT);
        assertThat(DrawnPlaces.root(List.of("ada")))
                .isEqualTo("23ee1a459e454566be1948a97881b2b7eea0353a7b3e908de1540eaadc086fd9");
        assertThat(DrawnPlaces.root(List.of()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(DrawnPlaces.of(SEED, ROOT, ENTRIES).keySet())
                .containsExactly("ada", "bob", "fay", "eve", "gus", "cyd", "dan");
    }

    @Test
    void aDrawThatIsRightIsVerified() {
        assertThat(DrawCommand.verify(draw(SEED, COMMITMENT, ROOT, ENTRIES), Asked.NOTHING))
                .isEmpty();
        assertThat(DrawCommand.verify(
                        draw(SEED, COMMITMENT, ROOT, ENTRIES), new Asked(COMMITMENT, "fay", null, null, null)))
                .isEmpty();
    }

    @Test
    void saysWhatIsWrong() {
        String other = "ff" + SEED.substring(2);
        assertThat(DrawCommand.verify(draw(other, COMMITMENT, ROOT, ENTRIES), Asked.NOTHING)
                        .getFirst())
                .contains("not the one that was promised");
        assertThat(DrawCommand.verify(
                                draw(other, DrawnPlaces.commitment(other), ROOT, ENTRIES),
                                new Asked(COMMITMENT, null, null, null, null))
                        .getFirst())
                .contains("not the one that was promised");
        assertThat(DrawCommand.verify(draw(SEED, COMMITMENT, ROOT, ENTRIES.subList(0, 6)), Asked.NOTHING)
                        .getFirst())
                .contains("the root does not belong");
        assertThat(DrawCommand.verify(draw(SEED, COMMITMENT, ROOT, List.of("ada", "ada")), Asked.NOTHING)
                        .getFirst())
                .contains("listed twice");
        assertThat(DrawCommand.verify(draw(SEED, COMMITMENT, ROOT, ENTRIES), new Asked(null, "zoe", null, null, null))
                        .getFirst())
                .contains("was not drawn");
    }

    @Test
    void whatIsNoDrawIsNotVerified() {
        for (String text :
                List.of("", "{}", "[]", "{\"algorithm\": \"holdfast-draw-1\"}", draw("xyz", "", "", List.of()))) {
            assertThatThrownBy(() -> DrawCommand.verify(text, Asked.NOTHING)).isInstanceOf(CommandFailed.class);
        }
    }

    @Test
    void aReceiptIsVerifiedAndMissesWhatIsNotInTheList() throws Exception {
        String draw = draw(SEED, COMMITMENT, ROOT, ENTRIES);
        KeyPair room = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

        assertThat(wrong(draw, receipt(room, "e", "bob", 2, COMMITMENT))).isEmpty();
        assertThat(wrong(draw, receipt(room, "e", "hal", 8, COMMITMENT)))
                .containsExactly(
                        "entry hal has a receipt as number 8, and 7 were drawn: it came after the draw, or was left out");
        assertThat(DrawCommand.verify(
                        draw, new Asked(null, null, receipt(room, "e", "bob", 2, COMMITMENT), null, "another")))
                .containsExactly("the receipt was not signed by the room's key");
        assertThat(wrong(draw, receipt(room, "e", "zoe", 2, COMMITMENT)))
                .containsExactly("entry zoe has a receipt as number 2, and is not that in the list");
        assertThat(wrong(draw, receipt(room, "other", "bob", 2, COMMITMENT)).getFirst())
                .contains("event other");
        assertThat(wrong(draw, receipt(room, "e", "bob", 2, ROOT)).getFirst()).contains("promises another seed");
        assertThat(wrong(draw, receipt(room, "e", "bob", 2, COMMITMENT).replace("\\nbob\\n", "\\nada\\n"))
                        .getFirst())
                .contains("was not signed");
        for (String text :
                List.of("", "{}", "{\"receipt\": null, \"room\": {}}", receipt(room, "e", "bob", 2, "a\\nb"))) {
            assertThatThrownBy(() -> wrong(draw, text)).isInstanceOf(CommandFailed.class);
        }
    }

    /** Made by the lines of the documentation, with RFC 6962's path beside each of seven leaves. */
    @Test
    void aProofLeadsToTheRootWithoutTheList() {
        for (int number = 1; number <= ENTRIES.size(); number++) {
            assertThat(DrawnPlaces.root(ENTRIES.get(number - 1), number, ENTRIES.size(), path(ENTRIES, number - 1)))
                    .isEqualTo(ROOT);
        }
        String proof = proof("bob", 2, path(ENTRIES, 1));
        assertThat(DrawCommand.verifyProof(new Asked(null, null, null, proof, null)))
                .isEmpty();
        assertThat(DrawCommand.verify(draw(SEED, COMMITMENT, ROOT, ENTRIES), new Asked(null, null, null, proof, null)))
                .isEmpty();
        assertThat(DrawCommand.verifyProof(new Asked(null, null, null, proof("cyd", 2, path(ENTRIES, 1)), null))
                        .getFirst())
                .contains("does not lead to root");
        for (String text : List.of(
                "",
                "{}",
                proof("bob", 0, path(ENTRIES, 1)),
                proof("bob", 8, path(ENTRIES, 1)),
                proof("bob", 2, List.of()),
                proof("bob", 2, List.of("zz")))) {
            assertThatThrownBy(() -> DrawCommand.verifyProof(new Asked(null, null, null, text, null)))
                    .isInstanceOf(CommandFailed.class);
        }
        for (Asked asked : List.of(
                Asked.NOTHING,
                new Asked(COMMITMENT, null, null, proof, null),
                new Asked(null, "bob", null, proof, null),
                new Asked(null, null, "{}", proof, null))) {
            assertThatThrownBy(() -> DrawCommand.verifyProof(asked)).hasMessageContaining("Which draw?");
        }
    }

    private static List<String> wrong(String draw, String receipt) {
        return DrawCommand.verify(draw, new Asked(null, null, receipt, null, null));
    }

    private static String receipt(KeyPair room, String event, String entry, int number, String commitment)
            throws GeneralSecurityException {
        String statement = String.join("\\n", "holdfast-entry-1", event, entry, String.valueOf(number), commitment);
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(room.getPrivate());
        signer.update(statement.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8));
        byte[] key = room.getPublic().getEncoded();
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return """
                {"status": "waiting", "receipt": {"statement": "%s", "signature": "%s"}, "room": {"publicKey": "%s"}}""".formatted(
                        statement,
                        base64.encodeToString(signer.sign()),
                        base64.encodeToString(Arrays.copyOfRange(key, key.length - 32, key.length)));
    }

    private static String proof(String entry, int number, List<String> path) {
        return """
                {"entry": "%s", "number": %d, "entries": 7, "root": "%s", "path": [%s]}""".formatted(
                entry,
                number,
                ROOT,
                String.join(", ", path.stream().map(hash -> '"' + hash + '"').toList()));
    }

    private static List<String> path(List<String> entries, int index) {
        if (entries.size() == 1) {
            return List.of();
        }
        int left = Integer.highestOneBit(entries.size() - 1);
        List<String> first = entries.subList(0, left);
        List<String> rest = entries.subList(left, entries.size());
        List<String> path = new ArrayList<>(index < left ? path(first, index) : path(rest, index - left));
        path.add(DrawnPlaces.root(index < left ? rest : first));
        return path;
    }

    private static String draw(String seed, String commitment, String root, List<String> entries) {
        return """
                {"eventId": "e", "algorithm": "holdfast-draw-1", "drawnAt": "2027-01-01T00:00:00Z", "commitment": "%s", "seed": "%s",
                 "root": "%s", "entries": [%s]}""".formatted(
                commitment,
                seed,
                root,
                String.join(
                        ", ", entries.stream().map(entry -> '"' + entry + '"').toList()));
    }
}
