package io.holdfast.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The disk of one server: a file system in memory of its own, if this user may mount one, so that it can be full while others are not;
 * else an ordinary directory.
 */
final class Disk {

    private static final long SIZE = 2L << 30;

    private final Path directory;
    private final boolean mounted;

    private Disk(Path directory, boolean mounted) {
        this.directory = directory;
        this.mounted = mounted;
    }

    static Disk at(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new Disk(
                directory,
                succeeds(List.of(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=" + SIZE + ",mode=0700",
                        "holdfast-chaos",
                        directory.toString())));
    }

    Path directory() {
        return directory;
    }

    boolean canBeFull() {
        return mounted;
    }

    /** From now on nothing more can be written, until {@link #free}. */
    void fill() {
        resize(used());
    }

    void free() {
        resize(SIZE);
    }

    private long used() {
        try {
            FileStore store = Files.getFileStore(directory);
            return store.getTotalSpace() - store.getUnallocatedSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void resize(long bytes) {
        // What is written meanwhile makes the new size too small to be accepted.
        for (long size = Math.max(bytes, 4_096); !resized(size); size = used() + (1 << 20)) {
            if (size > 2 * SIZE) {
                throw new IllegalStateException("Cannot resize " + directory);
            }
        }
    }

    private boolean resized(long bytes) {
        return succeeds(List.of("mount", "-o", "remount,size=" + bytes, directory.toString()));
    }

    /** Copies all of it to an ordinary directory, for reading. */
    void copyTo(Path target) {
        succeeds(List.of("cp", "-a", directory.toString(), target.toString()));
    }

    /** Forgets all that is on it, if it is mounted. */
    void close() {
        if (mounted) {
            succeeds(List.of("umount", directory.toString()));
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 && !output.contains("denied");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
