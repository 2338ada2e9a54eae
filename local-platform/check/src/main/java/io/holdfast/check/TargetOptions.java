package io.holdfast.check;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The options of a command that name the system it is about.
 *
 * @param data the directory a run keeps its data in
 * @param environment names servers
 * @param named whether options named servers, so that the directory does not matter
 */
public record TargetOptions(Path data, Map<String, String> environment, boolean named) {

    /**
     * Parses options.
     *
     * @param command whose options they are
     * @throws CommandFailed when there is no such option
     */
    public static TargetOptions of(String command, List<String> arguments) {
        Path data = Path.of(System.getProperty("holdfast.home", ""), ".holdfast");
        String authorities = System.getenv(SystemAddresses.AUTHORITIES);
        Map<String, String> named = new HashMap<>();
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String option = rest.pop();
            int equals = option.indexOf('=');
            if (option.startsWith("--") && equals > 0) {
                rest.push(option.substring(equals + 1));
                option = option.substring(0, equals);
            }
            if (option.equals("--data")) {
                data = Path.of(value(option, rest));
            } else if (option.equals("--tls-authorities")) {
                authorities = value(option, rest);
            } else if (isOfServer(option)) {
                named.put(variable(option), value(option, rest));
            } else {
                throw new CommandFailed(
                        "There is no option %s. ./holdfast %s --help lists what there is.".formatted(option, command));
            }
        }
        Map<String, String> environment = new HashMap<>(named.isEmpty() ? System.getenv() : named);
        if (authorities != null) {
            environment.put(SystemAddresses.AUTHORITIES, authorities);
        }
        return new TargetOptions(data.toAbsolutePath().normalize(), environment, !named.isEmpty());
    }

    /** Opens the system, whether it runs or has stopped. */
    public SystemAccess open() {
        return SystemAccess.open(data, environment, named);
    }

    /** Opens a system that has stopped. */
    public SystemAccess openStopped() {
        return SystemAccess.openStopped(data, environment, named, false);
    }

    /** Opens a system that does not run, or a directory that has none yet. */
    public SystemAccess openStoppedOrNew() {
        return SystemAccess.openStopped(data, environment, named, true);
    }

    private static boolean isOfServer(String option) {
        return option.equals("--mongodb-uri")
                || option.equals("--messaging-servers")
                || SystemAddresses.SERVICES.stream()
                        .anyMatch(service -> option.equals("--" + service + "-mongodb-uri"));
    }

    /** {@code --orders-mongodb-uri} is {@code HOLDFAST_ORDERS_MONGODB_URI}. */
    private static String variable(String option) {
        return "HOLDFAST_" + option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty() || rest.peek().isBlank()) {
            throw new CommandFailed(option + " needs a value");
        }
        return rest.pop();
    }
}
