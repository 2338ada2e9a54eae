package io.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsServerIT {

    @TempDir
    Path directory;

    @BeforeEach
    void needsServer() {
        Assumptions.assumeTrue(NatsServer.find().isPresent(), "There is no nats-server on PATH");
    }

    @Test
    void restartsOnTheSamePortAfterAKill() {
        try (NatsServer server = NatsServer.start(directory, 0)) {
            String url = server.url();
            server.kill();
            assertThat(server.isRunning()).isFalse();

            server.restart();

            assertThat(server.isRunning()).isTrue();
            assertThat(server.url()).isEqualTo(url);
            assertThat(server.version()).startsWith("v");
        }
    }

    @Test
    void endsTheProcessOfAnEarlierRun() {
        NatsServer leftOver = NatsServer.start(directory, 0);

        try (NatsServer next = NatsServer.start(directory, 0)) {
            assertThat(leftOver.isRunning()).isFalse();
            assertThat(next.isRunning()).isTrue();
        }
    }
}
