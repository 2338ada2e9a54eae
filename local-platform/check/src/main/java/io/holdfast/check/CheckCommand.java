package io.holdfast.check;

import io.holdfast.check.Place.Found;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** {@code ./holdfast check}. */
public final class CheckCommand {

    private static final int WRONG = 1;
    private static final int NOT_LOOKED = 2;

    private static final String HELP = """
            ./holdfast check [options]      looks at every database and stream, and says what is not as it must be

            Looks at the Holdfast that runs with its data in .holdfast; or at the servers that the environment names, as for
            ./holdfast run; or else at what the last run has left, starting its database and broker for as long as it looks.

              --data DIR                   where the run keeps, or kept, its data (.holdfast)
              --mongodb-uri URI            a server with all databases, as HOLDFAST_MONGODB_URI
              --orders-mongodb-uri URI     the database of a single service (auth, events, orders, payments, expiration)
              --messaging-servers URL      the broker, as HOLDFAST_MESSAGING_SERVERS
              --help                       this

            With any of the last three, only what is named is looked at.
            Ends with 0 when all is well, 1 when something is wrong, 2 when there was no looking.
            """;

    private CheckCommand() {}

    public static void main(String[] arguments) {
        // Drivers have nothing to say here that the report does not.
        System.setProperty("logback.configurationFile", "check-logback.xml");
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        if (Arrays.asList(arguments).contains("--help")
                || Arrays.asList(arguments).contains("-h")) {
            IO.print(HELP);
            return 0;
        }
        try (Found found = find(arguments)) {
            Report report = Check.of(found.systems()).run();
            IO.print(report);
            return report.isSound() ? 0 : WRONG;
        } catch (CannotLook e) {
            System.err.println(e.getMessage());
            return NOT_LOOKED;
        }
    }

    private static Found find(String[] arguments) {
        Path data = Path.of(System.getProperty("holdfast.home", ""), ".holdfast");
        Map<String, String> named = new HashMap<>();
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        while (!rest.isEmpty()) {
            String option = rest.pop();
            int equals = option.indexOf('=');
            if (option.startsWith("--") && equals > 0) {
                rest.push(option.substring(equals + 1));
                option = option.substring(0, equals);
            }
            if (option.equals("--data")) {
                data = Path.of(value(option, rest));
            } else if (isOfServer(option)) {
                named.put(variable(option), value(option, rest));
            } else {
                throw new CannotLook(
                        "There is no option %s. ./holdfast check --help lists what there is.".formatted(option));
            }
        }
        return Place.find(
                data.toAbsolutePath().normalize(), named.isEmpty() ? System.getenv() : named, !named.isEmpty());
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
