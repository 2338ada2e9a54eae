package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.check.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A back-up that is not complete is refused before anything is deleted for it. */
class ManifestTests {

    private static final String ORDERS = "orders/orders.bson.gz";

    @TempDir
    private Path directory;

    @BeforeEach
    void backUp() throws IOException {
        try (BsonFile.Writer out = new BsonFile.Writer(directory.resolve(ORDERS))) {
            for (int i = 0; i < 100; i++) {
                out.add(new RawBsonDocument(new Document("_id", "order-" + i).append("units", i), new DocumentCodec()));
            }
        }
        manifest(Map.of(ORDERS, 100L)).write(directory);
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        Manifest manifest = Manifest.read(directory);

        assertThat(manifest).isEqualTo(manifest(Map.of(ORDERS, 100L)));
        List<RawBsonDocument> documents = new ArrayList<>();
        BsonFile.read(directory.resolve(ORDERS), documents::add);
        assertThat(documents)
                .extracting(document -> document.getInt32("units").getValue())
                .contains(0, 50, 99);
    }

    @Test
    void refusesABackUpThatWasNotFinished() throws IOException {
        Files.delete(directory.resolve("backup.properties"));

        assertRefused("no finished back-up");
    }

    @Test
    void refusesAFileThatIsMissing() throws IOException {
        Files.delete(directory.resolve(ORDERS));

        assertRefused("is missing");
    }

    @Test
    void refusesAFileThatWasCutShort() throws IOException {
        byte[] whole = Files.readAllBytes(directory.resolve(ORDERS));
        Files.write(directory.resolve(ORDERS), Arrays.copyOf(whole, whole.length - 20));

        assertRefused("is damaged");
    }

    @Test
    void refusesAFileWithAnotherByteInIt() throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(ORDERS));
        bytes[bytes.length / 2] ^= 1;
        Files.write(directory.resolve(ORDERS), bytes);

        assertRefused("is damaged");
    }

    @Test
    void refusesAFileWithFewerDocuments() throws IOException {
        Files.delete(directory.resolve("backup.properties"));
        manifest(Map.of(ORDERS, 101L)).write(directory);

        assertRefused("has 100 documents, not 101");
    }

    @Test
    void refusesMessagesWithoutTheSettingsOfTheirStream() throws IOException {
        String messages = "streams/orders.bson.gz";
        try (BsonFile.Writer out = new BsonFile.Writer(directory.resolve(messages))) {
            out.add(new RawBsonDocument(new Document("subject", "orders.placed.1"), new DocumentCodec()));
        }
        Files.delete(directory.resolve("backup.properties"));
        manifest(Map.of(messages, 1L)).write(directory);

        assertRefused("orders.json is missing");
    }

    @Test
    void refusesAFileOfNoService() throws IOException {
        Files.delete(directory.resolve("backup.properties"));
        manifest(Map.of("../orders/orders.bson.gz", 100L)).write(directory);

        assertRefused("belongs to no service");
    }

    private static Manifest manifest(Map<String, Long> counts) {
        return new Manifest("2030-01-01T00:00:00Z", new TreeMap<>(counts));
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> Manifest.read(directory))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining(why);
    }
}
