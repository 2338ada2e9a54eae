package io.holdfast.testkit;

import io.holdfast.local.DatabaseKind;
import io.holdfast.local.DatabaseServer;
import io.holdfast.local.DatabaseUris;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;

/**
 * A real database with fresh data. The system property {@code holdfast.test.database} selects its kind: {@code embedded},
 * {@code server} or, by default, {@code auto}: a server if there is one, else the embedded one. A server is looked for as
 * {@code ./holdfast run} does ({@code HOLDFAST_MONGODB_URI},
 * {@code HOLDFAST_MONGOD}, {@code mongod}, {@code documentdb}) and, only if it must be a server, at last in Docker.
 */
public final class TestDatabase {

    static final String PROPERTY = "holdfast.test.database";

    static final String MISSING = "There is no MongoDB-compatible server here: neither HOLDFAST_MONGODB_URI nor "
            + "HOLDFAST_MONGOD nor mongod nor documentdb on PATH nor mongo:8 in Docker";

    private final UnaryOperator<String> uris;
    private final Optional<DatabaseServer> ours;

    private TestDatabase(Source source) {
        switch (source) {
            case Source.Started(DatabaseKind kind) -> {
                DatabaseServer server = kind.start(TestDirectories.temporary("database"), 0);
                this.ours = Optional.of(server);
                this.uris = server::uri;
            }
            case Source.Running running -> {
                this.ours = Optional.empty();
                this.uris = running::uri;
            }
        }
    }

    /** Where a database comes from. */
    private sealed interface Source {

        /** Started by the tests. */
        record Started(DatabaseKind kind) implements Source {}

        /** It runs already and may serve others: tests use a database on it, but do not stop it. */
        record Running(String base) implements Source {
            String uri(String database) {
                return DatabaseUris.rename(base, _ -> database);
            }
        }
    }

    /** The one that all tests of this JVM share. Never stop it: take {@link #start() your own} for that. */
    public static TestDatabase shared() {
        return Shared.DATABASE;
    }

    /** One of your own; ends with the JVM if you do not stop it. Skips the test if the server was not started by the tests. */
    public static TestDatabase start() {
        Source source = sourceOrSkip();
        Assumptions.assumeTrue(
                source instanceof Source.Started, "The database server of this run is not started by the tests");
        return new TestDatabase(source);
    }

    /** Skips the test if the selected database is the embedded one. */
    public static void assumeServer(String why) {
        Assumptions.assumeFalse(sourceOrSkip() instanceof Source.Started(DatabaseKind.Embedded _), why);
    }

    /** Skips the test if there is no database of the selected kind. */
    public static void assumeHere() {
        Source _ = sourceOrSkip();
    }

    /** Whether there is a database of the selected kind. */
    static boolean isHere() {
        return source().isPresent();
    }

    /**
     * The environment with which {@code ./holdfast run} uses the selected kind of database.
     *
     * @param name of a fresh database, where the server is shared
     */
    public static Map<String, String> environment(String name) {
        return switch (sourceOrSkip()) {
            case Source.Started(DatabaseKind.Embedded _) -> Map.of("HOLDFAST_MONGOD", "embedded");
            case Source.Started _ -> Map.of();
            case Source.Running running -> Map.of("HOLDFAST_MONGODB_URI", running.uri(name));
        };
    }

    private static Source sourceOrSkip() {
        return source().orElseGet(() -> Assumptions.abort(MISSING));
    }

    private static Optional<Source> source() {
        String wanted = System.getProperty(PROPERTY, "auto").toLowerCase(Locale.ROOT);
        return switch (wanted) {
            case "embedded" -> Optional.of(new Source.Started(new DatabaseKind.Embedded()));
            case "server" -> server().or(() -> DatabaseInDocker.uri().map(Source.Running::new));
            case "auto" -> server().or(() -> Optional.of(new Source.Started(new DatabaseKind.Embedded())));
            default -> throw new IllegalArgumentException(PROPERTY + " is embedded, server or auto, not " + wanted);
        };
    }

    private static Optional<Source> server() {
        return DatabaseUris.base(System.getenv())
                .<Source>map(Source.Running::new)
                .or(() -> DatabaseKind.program(System.getenv()).map(Source.Started::new));
    }

    /** For {@code spring.mongodb.uri}; the caller chooses a fresh name. */
    public String uri(String database) {
        return uris.apply(database);
    }

    public void stop() {
        ours.orElseThrow().stop();
    }

    /** {@code kill -9}, or the equivalent for the embedded one. */
    public void kill() {
        ours.orElseThrow().kill();
    }

    /** Starts it again on the same port with the same data; stops it first if it runs. */
    public void restart() {
        ours.orElseThrow().restart();
    }

    private static final class Shared {
        static final TestDatabase DATABASE = new TestDatabase(sourceOrSkip());
    }
}
