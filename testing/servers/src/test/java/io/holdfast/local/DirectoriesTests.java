package io.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTests {

    @TempDir
    private Path temporary;

    @Test
    void deletingAMissingDirectoryDoesNothing() {
        Directories.delete(temporary.resolve("nowhere"));
    }

    @Test
    void deletesADirectoryWithAllItContains() throws IOException {
        Path directory = Files.createDirectories(temporary.resolve("data/a/b"));
        Files.writeString(directory.resolve("file"), "x");
        Files.createSymbolicLink(directory.resolve("link"), temporary);

        Directories.delete(temporary.resolve("data"));

        assertThat(temporary.resolve("data")).doesNotExist();
        assertThat(temporary).exists();
    }

    /** Like a database that is stopping. */
    @Test
    void deletesADirectoryInWhichAServerStillWrites() throws Exception {
        for (int round = 0; round < 50; round++) {
            Path directory = Files.createDirectories(temporary.resolve("data"));
            AtomicBoolean ending = new AtomicBoolean(true);
            Thread server = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 20_000 && ending.get(); i++) {
                    Path file = directory.resolve("file" + i % 100);
                    try {
                        Files.writeString(file, "x");
                        Files.deleteIfExists(directory.resolve("file" + (i + 50) % 100));
                    } catch (IOException e) {
                        ending.set(!Files.notExists(directory));
                    }
                }
            });

            Directories.delete(directory);
            ending.set(false);
            server.join();

            assertThat(directory).doesNotExist();
        }
    }
}
