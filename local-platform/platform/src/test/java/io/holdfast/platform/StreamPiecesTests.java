package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPiecesTests {

    private static final List<String> PIECES = List.of(
            "retry:1000\n\n", "event:availability\ndata:{\"a\":1}\n\n", ":still here\n\n", "data:a\ndata:é\n\n");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 11, 1_000})
    void dividesAStreamWhateverThePortionsItComesIn(int size) {
        Buffer all = Buffer.buffer(String.join("", PIECES) + "data:not compl");
        StreamPieces pieces = new StreamPieces();
        List<String> complete = new ArrayList<>();

        for (int from = 0; from < all.length(); from += size) {
            pieces.add(
                    all.getBuffer(from, Math.min(from + size, all.length())), piece -> complete.add(piece.toString()));
        }

        assertThat(complete).isEqualTo(PIECES);
    }
}
