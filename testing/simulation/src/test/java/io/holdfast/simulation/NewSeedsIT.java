package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs seeds that were never run before, for a minute. One that fails is printed with what repeats it. */
@Tag("new-seeds")
class NewSeedsIT {

    @Test
    void nothingIsWrongWithNewSeeds() throws IOException, InterruptedException {
        Process simulation = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djdk.trackAllThreads=false",
                        "-Dlogback.configurationFile=simulation-logback.xml",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Simulate.class.getName(),
                        "--seconds",
                        Integer.getInteger("holdfast.simulate.seconds", 60).toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(simulation.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(simulation.waitFor()).as(output).isZero();
        assertThat(output).contains("First seed: ");
    }
}
