package io.holdfast.testkit;

import io.holdfast.local.DatabaseKind;
import io.holdfast.local.DatabaseServer;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A real database with fresh data, of the kind that this run of the tests is about: the system property
 * {@code holdfast.test.database} says {@code embedded}, {@code server} ({@code HOLDFAST_MONGOD}, {@code mongod} or
 * {@code documentdb}) or, by default, {@code auto}: a server if there is one, else the embedded one.
 */
public final class TestDatabase {

    static final String PROPERTY = "holdfast.test.database";

    private final DatabaseServer server;

    private TestDatabase() {
        DatabaseKind kind = kind().orElseGet(() -> Assumptions.abort(MISSING));
        this.server = kind.start(TestDirectories.temporary("database"), 0);
    }

    static final String MISSING =
            "There is no MongoDB-compatible server here: neither HOLDFAST_MONGOD nor mongod nor documentdb on PATH";

    /** The one that all tests of this JVM share. Never stop it: take {@link #start() your own} for that. */
    public static TestDatabase shared() {
        return Shared.DATABASE;
    }

    /** One of your own; ends with the JVM if you do not stop it. */
    public static TestDatabase start() {
        return new TestDatabase();
    }

    /** What this run of the tests is about; empty if it is about a server and none is here. */
    public static Optional<DatabaseKind> kind() {
        String wanted = System.getProperty(PROPERTY, "auto").toLowerCase(Locale.ROOT);
        return switch (wanted) {
            case "embedded" -> Optional.of(new DatabaseKind.Embedded());
            case "server" -> DatabaseKind.program(System.getenv()).map(program -> program);
            case "auto" -> Optional.of(DatabaseKind.best(System.getenv()));
            default -> throw new IllegalArgumentException(PROPERTY + " is embedded, server or auto, not " + wanted);
        };
    }

    /** For {@code spring.mongodb.uri}; a fresh name is the caller's job. */
    public String uri(String database) {
        return server.uri(database);
    }

    public void stop() {
        server.stop();
    }

    /** {@code kill -9}, or its likeness for the embedded one. */
    public void kill() {
        server.kill();
    }

    /** Starts it again on the same port with the same data; ends it before if it runs. */
    public void restart() {
        server.restart();
    }

    private static final class Shared {
        static final TestDatabase DATABASE = new TestDatabase();
    }
}
