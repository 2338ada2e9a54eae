package io.holdfast.platform;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The options of {@code ./holdfast run}.
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

    static final String HELP = """
            ./holdfast run [options]      starts the whole of Holdfast on this machine; Ctrl-C stops it

              --port N          the gateway's port (8080, or a free one if that is taken); 0 for any free one
              --data DIR        where everything is kept between runs (.holdfast)
              --fresh           throws away what is kept there, and starts empty
              --no-demo-data    no demo accounts and events; never in production (HOLDFAST_WEB_SECURECOOKIES=true)
              --processes       one process per service, restarted if one dies (default: one process for all)
              --replicas N      N processes of each service, 1 to 4, that share its database; the gateway spreads the requests
                                (implies --processes)
              --joining N       a replica that becomes ready, at the start or later, gets its full share of the requests after N seconds,
                                and less before (10); 0 for at once
              --help            this

            Environment
              HOLDFAST_MONGODB_URI           a MongoDB-compatible server of yours: one database per service is used on it
              HOLDFAST_ORDERS_MONGODB_URI    one for a single service (AUTH, EVENTS, ORDERS, PAYMENTS, EXPIRATION), used as it is
              HOLDFAST_MONGOD                the command that starts a server (takes --dbpath --port --bind_ip), or "embedded";
                                             without it: mongod, else documentdb from PATH, else embedded
              HOLDFAST_MESSAGING_SERVERS     a NATS server of yours, with JetStream
              HOLDFAST_NATS_ORDERS_PASSWORD  and so on: what services sign in with there, if it has the users of
                                             infra/nats/authorization.conf
              HOLDFAST_MAIL_SMTP             a mail server of yours, smtp[s]://user:password@host:port; without it, mails are kept to be seen at
                                             /dev/mail
              HOLDFAST_MAIL_FROM             who mails are from, such as "Tickets <tickets@example.org>"
              HOLDFAST_ORDERS_HOLD=3s        any other setting of any service, in Spring's spelling for the environment
              HOLDFAST_JAVA_OPTIONS          options for java, such as -Xmx2g
            """;

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
