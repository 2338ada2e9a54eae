package io.holdfast.local;

import java.nio.file.Path;

/** A JVM with nothing but an embedded database in it, for tests that kill it. */
final class EmbeddedDatabaseMain {

    private EmbeddedDatabaseMain() {}

    public static void main(String[] args) throws InterruptedException {
        EmbeddedDatabase.start(Path.of(args[0]), Integer.parseInt(args[1]));
        Thread.currentThread().join();
    }
}
