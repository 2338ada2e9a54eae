package io.holdfast.local;

import java.nio.file.Path;

/**
 * A MongoDB-compatible server on the loopback interface with its data in a directory of ours. Whatever it has acknowledged is
 * there again after a {@code kill -9}, whichever kind it is.
 */
public sealed interface DatabaseServer extends AutoCloseable permits MongodServer, EmbeddedDatabase {

    /** What it is, in words for a person. */
    String description();

    int port();

    Path directory();

    /** For {@code spring.mongodb.uri}. */
    default String uri(String database) {
        return "mongodb://127.0.0.1:%d/%s".formatted(port(), database);
    }

    boolean isRunning();

    /** An ordinary end. */
    void stop();

    /** An end without any warning: {@code kill -9} where it is a process. */
    void kill();

    /** Starts it again, on the same port and data. */
    void restart();

    @Override
    default void close() {
        stop();
    }
}
