package io.holdfast.check;

import java.util.Arrays;

/** {@code ./holdfast check}. */
public final class CheckCommand {

    private static final int WRONG = 1;
    private static final int NOT_CHECKED = 2;

    private static final String HELP = """
            ./holdfast check [options]      looks at every database and stream, and says what is not as it must be

            Looks at the Holdfast that runs with its data in .holdfast; or at the servers that the environment names, as for
            ./holdfast run; or else at what the last run has left, starting its database and broker for as long as it looks.

              --data DIR                   where the run keeps, or kept, its data (.holdfast)
              --mongodb-uri URI            a server with all databases, as HOLDFAST_MONGODB_URI
              --orders-mongodb-uri URI     the database of a single service (auth, events, orders, payments, expiration)
              --messaging-servers URL      the broker, as HOLDFAST_MESSAGING_SERVERS
              --tls-authorities FILE       who certifies servers reached by TLS (mongodb://…/?tls=true, tls://…): certificates in
                                           PEM, as HOLDFAST_TLS_AUTHORITIES; else whom Java trusts
              --help                       this

            With servers named by options, only those are looked at.
            Ends with 0 when all is well, 1 when something is wrong, 2 when it could not look.
            """;

    private CheckCommand() {}

    public static void main(String[] arguments) {
        // Keeps what the drivers log out of the report.
        System.setProperty("logback.configurationFile", "check-logback.xml");
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        if (Arrays.asList(arguments).contains("--help")
                || Arrays.asList(arguments).contains("-h")) {
            IO.print(HELP);
            return 0;
        }
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
