package io.holdfast.local;

import java.nio.file.Path;

/**
 * A MongoDB-compatible server on the loopback interface with its data in a directory of ours. Whatever it has acknowledged survives a
 * {@code kill -9}, for every kind.
 */
public sealed interface DatabaseServer extends AutoCloseable permits MongodServer, EmbeddedDatabase {

    /** A description for people. */
    String description();

    int port();

    Path directory();

    /** For {@code spring.mongodb.uri}. */
    default String uri(String database) {
        return "mongodb://127.0.0.1:%d/%s".formatted(port(), database);
    }

    boolean isRunning();

    /** Stops it in an orderly way. */
    void stop();

    /** Ends it without warning: {@code kill -9} if it is a process. */
    void kill();

    /** Starts it again, on the same port and data. */
    void restart();

    @Override
    default void close() {
        stop();
    }
}
