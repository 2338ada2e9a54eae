package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTests {

    @TempDir
    private Path directory;

    @Test
    void aFullDiskTakesNothingAndKeepsWhatItHas() throws IOException {
        Disk disk = Disk.at(directory.resolve("disk"));
        assumeTrue(disk.canBeFull(), "this user may not mount a tmpfs");
        try {
            Path before = Files.write(disk.directory().resolve("before"), new byte[100_000]);
            disk.fill();
            assertThatThrownBy(() -> Files.write(disk.directory().resolve("more"), new byte[4_000_000]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("space");
            assertThat(before).hasSize(100_000);

            disk.free();
            assertThat(Files.write(disk.directory().resolve("after"), new byte[4_000_000]))
                    .hasSize(4_000_000);
        } finally {
            disk.close();
        }
        assertThat(disk.directory()).isEmptyDirectory();
    }
}
