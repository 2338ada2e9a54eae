package io.holdfast.testkit;

import io.holdfast.local.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Temporary directories that go with the JVM. */
final class TestDirectories {

    private TestDirectories() {}

    static Path temporary(String name) {
        try {
            Path directory = Files.createTempDirectory("holdfast-" + name + "-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        // Shutdown hooks run side by side: a server in there may not have ended yet. Two tries are enough in practice.
        try {
            Directories.delete(directory);
        } catch (UncheckedIOException e) {
            Directories.delete(directory);
        }
    }
}
