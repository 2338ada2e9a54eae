package io.holdfast.check;

import java.util.Arrays;

/** {@code ./holdfast check}, which infra/scripts/help/check.txt explains. */
public final class CheckCommand {

    private static final int WRONG = 1;
    private static final int NOT_CHECKED = 2;

    private CheckCommand() {}

    public static void main(String[] arguments) {
        // Keeps what the drivers log out of the report.
        System.setProperty("logback.configurationFile", "check-logback.xml");
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        try (SystemAccess system =
                TargetOptions.of("check", Arrays.asList(arguments)).open()) {
            Report report = Check.of(system.addresses()).run();
            IO.print(report);
            return report.isSound() ? 0 : WRONG;
        } catch (CommandFailed e) {
            System.err.println(e.getMessage());
            return NOT_CHECKED;
        }
    }
}
