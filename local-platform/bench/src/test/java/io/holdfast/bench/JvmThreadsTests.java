package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmThreadsTests {

    @Test
    void addsUpTheTimesOfThreadsByTheirTask(@TempDir Path process) throws IOException {
        thread(process, 10, "java", 999, 1);
        thread(process, 11, "C2 CompilerThre", 150, 50);
        thread(process, 12, "C1 CompilerThre", 30, 0);
        thread(process, 13, "VM Thread", 7, 3);
        thread(process, 14, "vert.x-eventloo", 1, 2);
        thread(process, 15, "vert.x-eventloo", 4, 5);
        thread(process, 16, "odd) R 1 (name", 70, 70);

        assertThat(used(process))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "compilers", Duration.ofMillis(2300),
                        "collector", Duration.ofMillis(100),
                        "gateway", Duration.ofMillis(120)));
    }

    @Test
    void isNothingWhereThereIsNoSuchDirectory(@TempDir Path process) {
        assertThat(used(process).values()).containsOnly(Duration.ZERO);
    }

    private static void thread(Path process, int id, String name, int own, int kernel) throws IOException {
        Path directory = Files.createDirectories(process.resolve("task").resolve(String.valueOf(id)));
        Files.writeString(
                directory.resolve("stat"),
                "%d (%s) S 1 1 1 0 -1 4194560 5 0 0 0 %d %d 0 0 20 0 1 0 77 0 0\n".formatted(id, name, own, kernel));
    }

    private static Map<String, Duration> used(Path process) {
        return JvmThreads.all(process).stream().collect(Collectors.toMap(JvmThreads::name, JvmThreads::used));
    }
}
