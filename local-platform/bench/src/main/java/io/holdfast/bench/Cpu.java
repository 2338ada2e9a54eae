package io.holdfast.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The processor time of processes, which depends less than elapsed time on what else the machine does. */
final class Cpu {

    private final Map<String, Supplier<Duration>> watched = new LinkedHashMap<>();

    Cpu watch(String name, long pid) {
        return watch(name, () -> ProcessHandle.of(pid).stream());
    }

    /** A process that is a JVM, and some of its threads by themselves: see {@link JvmThreads}. */
    Cpu watchJvm(String name, long pid) {
        List<JvmThreads> parts = JvmThreads.all(Path.of("/proc", String.valueOf(pid)));
        watched.put(
                name,
                () -> parts.stream()
                        .map(JvmThreads::used)
                        .reduce(used(ProcessHandle.of(pid).stream()), Duration::minus));
        parts.forEach(part -> watched.put(part.name(), part::used));
        return this;
    }

    /** The process, its children, and theirs. */
    Cpu watchTree(String name, long pid) {
        return watch(
                name,
                () -> ProcessHandle.of(pid).stream()
                        .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants())));
    }

    /** The children of a process, and theirs, except for {@code known}. */
    Cpu watchOthers(String name, long pid, Set<Long> known) {
        return watch(
                name,
                () -> ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .filter(handle -> !known.contains(handle.pid())));
    }

    private Cpu watch(String name, Supplier<Stream<ProcessHandle>> processes) {
        watched.put(name, () -> used(processes.get()));
        return this;
    }

    Map<String, Duration> used() {
        Map<String, Duration> used = new LinkedHashMap<>();
        watched.forEach((name, time) -> used.put(name, time.get()));
        return used;
    }

    private static Duration used(Stream<ProcessHandle> processes) {
        return processes
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Microseconds by process for each of {@code count} things done since {@code before}. */
    Map<String, Double> microsEach(Map<String, Duration> before, long count) {
        Map<String, Double> micros = new LinkedHashMap<>();
        used().forEach((name, now) -> {
            Duration spent = now.minus(before.getOrDefault(name, Duration.ZERO));
            micros.put(name, spent.toNanos() / 1e3 / Math.max(count, 1));
        });
        return micros;
    }
}
