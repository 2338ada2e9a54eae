package io.holdfast.backup;

import com.mongodb.MongoException;
import io.holdfast.check.CommandFailed;
import io.holdfast.check.SystemAccess;
import io.holdfast.check.TargetOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code ./holdfast backup} and {@code ./holdfast restore}, which infra/scripts/help/backup.txt explains. */
public final class BackupCommand {

    private static final int FAILED = 2;

    private BackupCommand() {}

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "check-logback.xml");
        System.exit(run(new ArrayList<>(Arrays.asList(arguments))));
    }

    private static int run(List<String> arguments) {
        String command = arguments.removeFirst();
        if (arguments.isEmpty() || arguments.getFirst().startsWith("-")) {
            System.err.println("The directory comes first: ./holdfast %s DIR".formatted(command));
            return FAILED;
        }
        try {
            Path directory = Path.of(arguments.removeFirst()).toAbsolutePath().normalize();
            boolean restoring = command.equals("restore");
            boolean replacing = restoring && arguments.removeIf("--replace"::equals);
            TargetOptions target = TargetOptions.of(command, arguments);
            IO.println(restoring ? restore(directory, target, replacing) : backUp(directory, target));
            return 0;
        } catch (CommandFailed | MongoException e) {
            System.err.println(e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            System.err.println(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }

    private static String backUp(Path directory, TargetOptions target) throws IOException, InterruptedException {
        Backup.requireEmpty(directory);
        try (SystemAccess system = target.openStopped();
                Stores stores = Stores.open(system.addresses())) {
            Manifest written = Backup.write(stores, directory, Clock.systemUTC().instant());
            return "Wrote %s to %s. Keep it as you keep the databases: keys and hashes of passwords are in it."
                    .formatted(written, directory);
        }
    }

    private static String restore(Path directory, TargetOptions target, boolean replacing)
            throws IOException, InterruptedException {
        Manifest manifest = Manifest.read(directory);
        try (SystemAccess system = target.openStoppedOrNew();
                Stores stores = Stores.open(system.addresses())) {
            if (!replacing) {
                Restore.requireEmpty(stores);
            }
            boolean complete = false;
            try {
                Restore.load(directory, manifest, stores, Clock.systemUTC().instant());
                complete = true;
            } finally {
                if (!complete) {
                    System.err.println("Only a part was restored. Start nothing on it: restore again, with --replace.");
                }
            }
            return "Restored %s, as they were at %s. Start Holdfast, then run ./holdfast check."
                    .formatted(manifest, manifest.at());
        }
    }
}
