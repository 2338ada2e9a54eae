package io.holdfast.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertThat(DrawCommand.verify(draw(SEED, COMMITMENT, ROOT, ENTRIES), null, null))
                .isEmpty();
        assertThat(DrawCommand.verify(draw(SEED, COMMITMENT, ROOT, ENTRIES), COMMITMENT, "fay"))
                .isEmpty();
    }

    @Test
    void saysWhatIsWrong() {
        String other = "ff" + SEED.substring(2);
        assertThat(DrawCommand.verify(draw(other, COMMITMENT, ROOT, ENTRIES), null, null)
                        .getFirst())
                .contains("not the one that was promised");
        assertThat(DrawCommand.verify(draw(other, DrawnPlaces.commitment(other), ROOT, ENTRIES), COMMITMENT, null)
                        .getFirst())
                .contains("not the one that was promised");
        assertThat(DrawCommand.verify(draw(SEED, COMMITMENT, ROOT, ENTRIES.subList(0, 6)), null, null)
                        .getFirst())
                .contains("the root does not belong");
        assertThat(DrawCommand.verify(draw(SEED, COMMITMENT, ROOT, List.of("ada", "ada")), null, null)
                        .getFirst())
                .contains("listed twice");
        assertThat(DrawCommand.verify(draw(SEED, COMMITMENT, ROOT, ENTRIES), null, "zoe")
                        .getFirst())
                .contains("was not drawn");
    }

    @Test
    void whatIsNoDrawIsNotVerified() {
        for (String text :
                List.of("", "{}", "[]", "{\"algorithm\": \"holdfast-draw-1\"}", draw("xyz", "", "", List.of()))) {
            assertThatThrownBy(() -> DrawCommand.verify(text, null, null)).isInstanceOf(CommandFailed.class);
        }
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
