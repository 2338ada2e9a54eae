package io.holdfast.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which database can be started on this machine. */
public sealed interface DatabaseKind {

    /** Starts one with its data in {@code directory}; port 0 for any free one. */
    DatabaseServer start(Path directory, int port);

    /** A short name for people and for the data directory: one kind cannot read the files of another. */
    String name();

    /** A server program. */
    record Program(String name, List<String> command) implements DatabaseKind {
        @Override
        public MongodServer start(Path directory, int port) {
            return MongodServer.start(command, directory, port);
        }
    }

    /** The embedded one in this JVM. */
    record Embedded() implements DatabaseKind {
        @Override
        public DatabaseServer start(Path directory, int port) {
            return EmbeddedDatabase.start(directory, port);
        }

        @Override
        public String name() {
            return "embedded";
        }
    }

    /**
     * {@code HOLDFAST_MONGOD} (a command; {@code embedded} means none), else {@code mongod}, else {@code documentdb} from
     * {@code PATH}, else nothing.
     */
    static Optional<Program> program(Map<String, String> environment) {
        String configured = environment.getOrDefault("HOLDFAST_MONGOD", "").strip();
        if (configured.equals("embedded")) {
            return Optional.empty();
        }
        if (!configured.isEmpty()) {
            List<String> command = List.of(configured.split("\\s+", -1));
            return Optional.of(
                    new Program(Path.of(command.getFirst()).getFileName().toString(), command));
        }
        return Stream.of("mongod", "documentdb")
                .flatMap(name ->
                        Executables.find(name).stream().map(file -> new Program(name, List.of(file.toString()))))
                .findFirst();
    }

    /** A program if there is one, else the embedded one. */
    static DatabaseKind best(Map<String, String> environment) {
        return program(environment).<DatabaseKind>map(program -> program).orElseGet(Embedded::new);
    }
}
