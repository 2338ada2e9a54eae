package io.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTests {

    @Test
    void noPortIsGivenAwayTwiceOrThatIsKeptForLater() {
        int kept = Ports.free();
        Ports.keep(kept + 1);
        Set<Integer> given = new HashSet<>(Set.of(kept, kept + 1));
        for (int i = 0; i < 500; i++) {
            assertThat(given.add(Ports.free())).isTrue();
        }
    }

    @Test
    void twoProcessesNeverGetTheSame() throws Exception {
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Asking.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<Integer> here = new HashSet<>();
        for (int i = 0; i < Asking.PORTS; i++) {
            here.add(Ports.free());
        }
        Set<Integer> there = new HashSet<>();
        for (String line : other.inputReader().lines().toList()) {
            there.add(Integer.valueOf(line));
        }
        assertThat(other.waitFor()).isZero();
        assertThat(there).hasSize(Asking.PORTS).doesNotContainAnyElementsOf(here);
    }

    /** The other process. */
    static final class Asking {

        static final int PORTS = 300;

        static void main() {
            for (int i = 0; i < PORTS; i++) {
                IO.println(Ports.free());
            }
        }
    }
}
