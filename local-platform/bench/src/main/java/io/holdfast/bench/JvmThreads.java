package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The processor time of threads of a JVM that have one task, read from {@code /proc} as on Linux: none where there is no such directory. What
 * ended threads used is not in it.
 */
final class JvmThreads {

    /** The kernel reports times to programs in these, whatever its own clock does. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** Where a thread's times are after the name, which may have spaces and is in brackets: in its own code, and in the kernel. */
    private static final int OWN = 11;

    private static final int KERNEL = 12;

    private final String name;
    private final Path threads;
    private final Predicate<String> which;

    private JvmThreads(String name, Path process, String which) {
        this.name = name;
        this.threads = process.resolve("task");
        this.which = Pattern.compile(which).asPredicate();
    }

    /**
     * The JVM's compilers, its collector, and the loops of the gateway.
     *
     * @param process such as {@code /proc/4711}
     */
    static List<JvmThreads> all(Path process) {
        return List.of(
                new JvmThreads("compilers", process, "^C[12] Compiler"),
                new JvmThreads("collector", process, "^(GC |G1 |VM Thread)"),
                new JvmThreads("gateway", process, "^vert\\.x-"));
    }

    String name() {
        return name;
    }

    /** What they have used so far. */
    Duration used() {
        if (!Files.isDirectory(threads)) {
            return Duration.ZERO;
        }
        try (Stream<Path> all = Files.list(threads)) {
            return all.flatMap(thread -> read(thread.resolve("stat")).stream())
                    .map(this::used)
                    .reduce(Duration.ZERO, Duration::plus);
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }

    /** Empty if it has ended. */
    private static Optional<String> read(Path stat) {
        try {
            return Optional.of(Files.readString(stat));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @param stat {@code 4711 (C2 CompilerThre) S …} */
    private Duration used(String stat) {
        int end = stat.lastIndexOf(')');
        if (!which.test(stat.substring(stat.indexOf('(') + 1, end))) {
            return Duration.ZERO;
        }
        String[] fields = stat.substring(end + 2).split(" ", -1);
        return TICK.multipliedBy(Long.parseLong(fields[OWN]) + Long.parseLong(fields[KERNEL]));
    }
}
