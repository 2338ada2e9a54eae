package io.holdfast.platform;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Parses the options of {@code ./holdfast run}, takes its data directory, and reports why a start failed. */
final class Launcher {

    private static final int NOT_STARTED = 1;
    private static final int BAD_OPTION = 2;
    private static final int RUNNING_ALREADY = 3;

    private Launcher() {}

    /** What is launched. */
    @FunctionalInterface
    interface Application {
        void run(Options options, DataDirectory directory) throws IOException, InterruptedException;
    }

    /** Runs it; ends the process with an exit code when it fails. */
    static void launch(String[] arguments, Application application) {
        try {
            Options options = Options.parse(arguments);
            Logging.configure(options.data().resolve("logs"), "holdfast");
            application.run(options, DataDirectory.open(options.data()));
        } catch (Options.BadOption e) {
            fail(e.getMessage() + ". ./holdfast run --help lists what there is.", BAD_OPTION);
        } catch (DataDirectory.AlreadyRunning e) {
            fail(e.getMessage(), RUNNING_ALREADY);
        } catch (IOException | InterruptedException | RuntimeException e) {
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            LoggerFactory.getLogger(Launcher.class).debug("Did not start", e);
            fail("Holdfast could not start: " + reason(cause), NOT_STARTED);
        }
    }

    private static void fail(@Nullable String message, int code) {
        System.err.println(message);
        System.exit(code);
    }

    private static String reason(Throwable failure) {
        StringBuilder reasons = new StringBuilder(String.valueOf(failure.getMessage()));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            reasons.append("\n  because of ").append(cause);
        }
        return reasons.toString();
    }
}
