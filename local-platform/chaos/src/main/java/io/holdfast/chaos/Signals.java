package io.holdfast.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Signals to processes of the system under test, each with all that it has started. */
final class Signals {

    private Signals() {}

    /** {@code kill -9} of all of them at once: none has a moment to notice that another has ended. */
    static void kill(List<ProcessHandle> processes) {
        List<ProcessHandle> all = processes.stream().flatMap(Signals::tree).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    /** {@code kill -9} of one process; what it has started notices that. */
    static void killAlone(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Stops them without their noticing. Returns what to pass to {@link #thaw}. */
    static Set<ProcessHandle> freeze(ProcessHandle process) {
        Set<ProcessHandle> frozen = new HashSet<>();
        // A parent may start another one until it is frozen itself, so: again until there is none left.
        for (List<ProcessHandle> more = missing(process, frozen); !more.isEmpty(); more = missing(process, frozen)) {
            send("STOP", more);
            frozen.addAll(more);
        }
        return frozen;
    }

    static void thaw(Set<ProcessHandle> frozen) {
        send("CONT", frozen.stream().filter(ProcessHandle::isAlive).toList());
    }

    private static List<ProcessHandle> missing(ProcessHandle process, Set<ProcessHandle> frozen) {
        return tree(process)
                .filter(one -> one.isAlive() && !frozen.contains(one))
                .toList();
    }

    private static Stream<ProcessHandle> tree(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }

    private static void send(String signal, List<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.forEach(process -> command.add(String.valueOf(process.pid())));
        try {
            // Fails for those that have ended meanwhile, which is as well.
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
