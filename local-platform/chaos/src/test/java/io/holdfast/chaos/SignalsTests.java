package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class SignalsTests {

    private final Process parent = start();

    private static Process start() {
        try {
            Process started = new ProcessBuilder("sh", "-c", "sleep 60 & sleep 60 & wait").start();
            while (started.descendants().count() < 2) {
                Thread.onSpinWait();
            }
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void end() {
        Signals.kill(List.of(parent.toHandle()));
    }

    @Test
    void aProcessIsFrozenAndThawedWithAllItHasStarted() throws IOException {
        Set<ProcessHandle> frozen = Signals.freeze(parent.toHandle());
        assertThat(frozen).hasSize(3);
        for (ProcessHandle process : frozen) {
            awaitState(process, "T");
        }
        Signals.thaw(frozen);
        for (ProcessHandle process : frozen) {
            awaitState(process, "S");
        }
    }

    @Test
    void aFrozenProcessIsKilledWithAllItHasStarted() {
        Set<ProcessHandle> frozen = Signals.freeze(parent.toHandle());
        Signals.kill(List.of(parent.toHandle()));
        assertThat(frozen).noneMatch(ProcessHandle::isAlive);
        Signals.thaw(frozen);
    }

    /** A signal takes effect a moment after it was sent. */
    private static void awaitState(ProcessHandle process, String state) throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        while (!Files.readString(status).contains("State:\t" + state)) {
            Thread.onSpinWait();
        }
    }
}
