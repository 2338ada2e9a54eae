package io.holdfast.apidocs;

import java.nio.file.Files;
import java.nio.file.Path;

/** The tree of sources that the tests run in. */
final class Checkout {

    private Checkout() {}

    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(directory.resolve("holdfast"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException("./holdfast is nowhere above the working directory");
            }
        }
        return directory;
    }
}
