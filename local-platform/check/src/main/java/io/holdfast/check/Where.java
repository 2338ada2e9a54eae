package io.holdfast.check;

import io.holdfast.check.Place.Found;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a command is to look for a system, as it was typed.
 *
 * @param data the directory a run keeps its data in
 * @param environment names servers
 * @param named whether servers were typed, so that the directory does not matter
 */
public record Where(Path data, Map<String, String> environment, boolean named) {

    /**
     * What these options say.
     *
     * @param command whose options they are
     * @throws CannotLook when there is no such option
     */
    public static Where of(String command, List<String> arguments) {
        Path data = Path.of(System.getProperty("holdfast.home", ""), ".holdfast");
        String authorities = System.getenv(Systems.AUTHORITIES);
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
                throw new CannotLook(
                        "There is no option %s. ./holdfast %s --help lists what there is.".formatted(option, command));
            }
        }
        Map<String, String> environment = new HashMap<>(named.isEmpty() ? System.getenv() : named);
        if (authorities != null) {
            environment.put(Systems.AUTHORITIES, authorities);
        }
        return new Where(data.toAbsolutePath().normalize(), environment, !named.isEmpty());
    }

    /** Opens what is there, running or not. */
    public Found find() {
        return Place.find(data, environment, named);
    }

    /** Opens what has stopped. */
    public Found findStopped() {
        return Place.findStopped(data, environment, named, false);
    }

    /** Opens what does not run, and need not be there yet. */
    public Found prepare() {
        return Place.findStopped(data, environment, named, true);
    }

    private static boolean isOfServer(String option) {
        return option.equals("--mongodb-uri")
                || option.equals("--messaging-servers")
                || Systems.SERVICES.stream().anyMatch(service -> option.equals("--" + service + "-mongodb-uri"));
    }

    /** {@code --orders-mongodb-uri} is {@code HOLDFAST_ORDERS_MONGODB_URI}. */
    private static String variable(String option) {
        return "HOLDFAST_" + option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty() || rest.peek().isBlank()) {
            throw new CannotLook(option + " needs a value");
        }
        return rest.pop();
    }
}
