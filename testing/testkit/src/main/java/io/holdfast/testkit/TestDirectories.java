package io.holdfast.testkit;

import io.holdfast.local.Directories;
import io.holdfast.local.EndOfProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Temporary directories that are deleted when the JVM ends. */
final class TestDirectories {

    private TestDirectories() {}

    static Path temporary(String name) {
        try {
            Path directory = Files.createTempDirectory("holdfast-" + name + "-");
            EndOfProcess.afterServersStop(() -> Directories.delete(directory));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
