package io.holdfast.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The processor time of processes, which depends less than elapsed time on what else the machine does. */
final class Cpu {

    private final Map<String, Supplier<Stream<ProcessHandle>>> watched = new LinkedHashMap<>();

    Cpu watch(String name, long pid) {
        watched.put(name, () -> ProcessHandle.of(pid).stream());
        return this;
    }

    /** The process, its children, and theirs. */
    Cpu watchTree(String name, long pid) {
        watched.put(
                name,
                () -> ProcessHandle.of(pid).stream()
                        .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants())));
        return this;
    }

    /** The children of a process, and theirs, except for {@code known}. */
    Cpu watchOthers(String name, long pid, Set<Long> known) {
        watched.put(
                name,
                () -> ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .filter(handle -> !known.contains(handle.pid())));
        return this;
    }

    Map<String, Duration> used() {
        Map<String, Duration> used = new LinkedHashMap<>();
        watched.forEach((name, processes) -> used.put(name, used(processes.get())));
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
