package io.holdfast.simulation.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.BackgroundLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
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

    @Test
    void aThreadOutsideThatHasAMonitorForAWhileChangesNothing() throws Exception {
        List<String> undisturbed = contend(Duration.ZERO, Duration.ZERO);

        assertThat(contend(Duration.ofMillis(300), Duration.ZERO))
                .isEqualTo(undisturbed)
                .hasSize(4);
    }

    @Test
    void aWaitingThreadThatHasAMonitorEndsTheRun() {
        assertThatThrownBy(() -> contend(Duration.ZERO, Duration.ofSeconds(1)))
                .rootCause()
                .hasMessageContaining("second")
                .hasMessageContaining("It waits for a monitor that a waiting thread has");
    }

    @SuppressWarnings("unchecked")
    private static List<String> contend(Duration outside, Duration inside) throws Exception {
        return (List<String>) new SimulationLoader(MachineTests.class.getClassLoader())
                .loadClass(Contention.class.getName())
                .getDeclaredMethod("run", Duration.class, Duration.class)
                .invoke(null, outside, inside);
    }

    /** Two threads that need a monitor. Not rewritten: in a package of the simulation. */
    public static final class Contention {

        private Contention() {}

        /**
         * @param outside how long, of real time, a thread of the JVM has the monitor
         * @param inside how long, of simulated time, each thread has it
         */
        public static List<String> run(Duration outside, Duration inside) throws InterruptedException {
            Object monitor = new Object();
            CountDownLatch held = new CountDownLatch(1);
            Thread other = Thread.ofPlatform().start(() -> {
                synchronized (monitor) {
                    held.countDown();
                    LockSupport.parkNanos(outside.toNanos());
                }
            });
            held.await();
            if (outside.isZero()) {
                other.join();
            }
            Machine machine = new Machine(1, Trace.summed());
            machine.endAfterInMonitor(outside.plusSeconds(2));
            List<String> lines = new ArrayList<>();
            for (String name : List.of("first", "second")) {
                machine.outside().start(name, () -> {
                    machine.pause(name.length());
                    synchronized (monitor) {
                        lines.add(name + " has it at " + machine.nanoTime());
                        if (!inside.isZero()) {
                            machine.pause(inside.toNanos());
                        }
                    }
                    lines.add(name + " had it at " + machine.nanoTime());
                });
            }
            machine.run(Duration.ofMinutes(1));
            return lines;
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
