package io.holdfast.simulation.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MachineTests {

    @Test
    void theSameSeedDoesTheSameAgain() throws Exception {
        assertThat(run(1)).isEqualTo(run(1)).isNotEqualTo(run(2));
    }

    @Test
    void timeJumpsToWhatIsDue() throws Exception {
        assertThat(run(1)).last().asString().startsWith("ends after PT1H with ");
    }

    @Test
    void aCrashedProcessDoesNothingMore() throws Exception {
        // Three loops, of which each has a round every 20 to 40 seconds: of five minutes, and of an hour.
        assertThat(run(3)).filteredOn(line -> line.startsWith("b ")).hasSizeBetween(1, 3 * 16);
        assertThat(run(3)).filteredOn(line -> line.startsWith("a ")).hasSizeGreaterThan(3 * 85);
    }

    @Test
    void refusesCallsThatItCannotDecide() {
        assertThatThrownBy(() -> RewrittenCalls.of(Calls.class)
                        .rewrite(getClass()
                                .getResourceAsStream("MachineTests$Unpredictable.class")
                                .readAllBytes()))
                .hasMessageContaining("CompletableFuture.supplyAsync");
    }

    static final class Unpredictable {
        static CompletableFuture<String> call() {
            return CompletableFuture.supplyAsync(() -> "on a thread of the JDK");
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> run(long seed) throws Exception {
        return (List<String>) new SimulationLoader(MachineTests.class.getClassLoader())
                .loadClass(Program.class.getName())
                .getDeclaredMethod("run", long.class)
                .invoke(null, seed);
    }

    /** Loaded by the loader of the simulation: two processes with loops, one of which crashes. */
    public static final class Program {

        private Program() {}

        public static List<String> run(long seed) {
            Machine machine = new Machine(seed, Trace.summed());
            List<String> lines = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                SimulatedProcess process = machine.process(name, Duration.ZERO);
                process.start("main", () -> {
                    for (int loop = 0; loop < 3; loop++) {
                        String line = name + " " + loop + " at ";
                        BackgroundLoop.every(Duration.ofSeconds(machine.between(20, 40)), "loop")
                                .run(() -> lines.add(line + machine.nanoTime()))
                                .start();
                    }
                });
                if (name.equals("b")) {
                    machine.outside().start("killer", () -> {
                        machine.pause(Duration.ofMinutes(5).toNanos());
                        process.crash();
                    });
                }
            }
            machine.run(Duration.ofHours(1));
            lines.add("ends after " + Duration.ofNanos(machine.nanoTime()) + " with "
                    + machine.trace().sum());
            return lines;
        }
    }
}
