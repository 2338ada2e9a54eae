package io.holdfast.platform;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The options of {@code ./holdfast run}, which infra/scripts/help/run.txt explains.
 *
 * @param port of the gateway; 0 for any free one
 * @param portChosen whether the port was asked for, so that no other port may be taken instead
 * @param data the directory of everything that is kept
 * @param fresh whether to delete what is there
 * @param demoData whether to load the demo data
 * @param processes whether each service gets a process of its own
 * @param replicas how many of each service
 * @param joining how many seconds it takes until a replica that has become ready gets its full share of the requests
 * @param training whether to end after {@link WarmUp}, which records a start-up cache
 */
record Options(
        int port,
        boolean portChosen,
        Path data,
        boolean fresh,
        boolean demoData,
        boolean processes,
        int replicas,
        int joining,
        boolean training) {

    private static final int MAX_REPLICAS = 4;
    private static final int JOINING = 10;
    private static final int MAX_JOINING = 600;

    /** What Spring takes for true. */
    private static final Set<String> TRUE = Set.of("true", "on", "yes", "1");

    static Options parse(String[] arguments) {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        int port = 8080;
        boolean portChosen = false;
        Path data = Path.of(System.getProperty("holdfast.home", ""), ".holdfast");
        boolean fresh = false;
        boolean demoData = true;
        boolean processes = false;
        int replicas = 1;
        int joining = JOINING;
        boolean training = false;
        while (!rest.isEmpty()) {
            String option = rest.pop();
            int equals = option.indexOf('=');
            if (option.startsWith("--") && equals > 0) {
                rest.push(option.substring(equals + 1));
                option = option.substring(0, equals);
            }
            switch (option) {
                case "--port" -> {
                    port = number(option, value(option, rest), 0, 65_535);
                    portChosen = true;
                }
                case "--data" -> data = Path.of(value(option, rest));
                case "--fresh" -> fresh = true;
                case "--no-demo-data" -> demoData = false;
                case "--processes" -> processes = true;
                case "--replicas" -> {
                    replicas = number(option, value(option, rest), 1, MAX_REPLICAS);
                    processes |= replicas > 1;
                }
                case "--joining" -> joining = number(option, value(option, rest), 0, MAX_JOINING);
                case "--training" -> training = true;
                default -> throw new BadOption("There is no option " + option);
            }
        }
        return new Options(
                port,
                portChosen,
                data.toAbsolutePath().normalize(),
                fresh,
                demoData,
                processes,
                replicas,
                joining,
                training);
    }

    /** These, but never with demo data in production: everyone knows its passwords. */
    Options in(Map<String, String> environment) {
        String production = environment.getOrDefault(
                "HOLDFAST_PRODUCTION", environment.getOrDefault("HOLDFAST_WEB_SECURECOOKIES", "false"));
        return TRUE.contains(production.strip().toLowerCase(Locale.ROOT))
                ? new Options(port, portChosen, data, fresh, false, processes, replicas, joining, training)
                : this;
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty() || rest.peek().isBlank()) {
            throw new BadOption(option + " needs a value");
        }
        return rest.pop();
    }

    private static int number(String option, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new BadOption("%s needs a number from %d to %d, not %s".formatted(option, least, most, value));
    }

    /** An option that does not exist, or a value it does not take. */
    static final class BadOption extends RuntimeException {
        BadOption(String message) {
            super(message);
        }
    }
}
