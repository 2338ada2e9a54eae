package io.holdfast.bench;

import io.holdfast.bench.Http.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import tools.jackson.databind.JsonNode;

/**
 * Orders a second by the API of Holdfast and by that of pretix, in turn on the same machine. Both take one ticket that is paid later: each
 * checks that it is free, keeps it for the buyer, stores the order durably, and answers with it. {@code ./holdfast} installs and starts
 * pretix, and says in a file where it is.
 */
final class BesideBench {

    /** Names the file, which has {@code port}, {@code token}, {@code item} and {@code version}. */
    static final String PRETIX = "HOLDFAST_BENCH_PRETIX";

    private static final int CAPACITY = 1_000_000;
    private static final int BUYERS = 64;
    private static final int FIRST = 16;
    private static final Duration WARM = Duration.ofSeconds(15);

    private final BenchOptions options;
    private final Figures figures;
    private final Report report;
    private final int ours;
    private final int theirs;
    private final byte[] theirOrder;
    private final List<byte[]> ourOrders = new ArrayList<>();

    private BesideBench(BenchOptions options, RunningSystem system, Properties pretix) {
        this.options = options;
        this.ours = system.port();
        this.theirs = Integer.parseInt(pretix.getProperty("port"));
        this.figures = new Figures(
                system.cpu().watch("this load", ProcessHandle.current().pid()));
        this.report = new Report("beside-pretix", "./holdfast run, pretix " + pretix.getProperty("version"));
        this.theirOrder = order(pretix);
    }

    static void run(BenchOptions options, Path directory) throws IOException, InterruptedException {
        Properties pretix = new Properties();
        String file = System.getenv(PRETIX);
        if (file == null) {
            throw new IllegalStateException(
                    PRETIX + " does not say where pretix is: use ./holdfast bench beside pretix");
        }
        try (BufferedReader reader = Files.newBufferedReader(Path.of(file))) {
            pretix.load(reader);
        }
        IO.println("Starting the system.");
        try (RunningSystem system = new RunningSystem(directory, List.of())) {
            new BesideBench(options, system, pretix).run();
            FinalCheck.of("--data", system.data().toString());
        }
    }

    private void run() throws IOException, InterruptedException {
        try (Http http = new Http(ours)) {
            JsonNode event = Requests.publish(http, Requests.signUp(http), CAPACITY);
            for (int i = 0; i < BUYERS; i++) {
                ourOrders.add(Http.request("POST", "/api/orders", Requests.guest(http), Requests.selection(event)));
            }
        }
        OrdersUnderTest.await("pretix", this::isPretixThere);
        IO.println("Warming up.");
        holdfast("warming up", FIRST, WARM);
        figures.forget("warming up");
        pretix("warming up", FIRST, WARM);
        figures.forget("warming up");
        for (int round = 1; round <= options.rounds(); round++) {
            IO.println("Round %d of %d.".formatted(round, options.rounds()));
            for (int waiting : options.clients()) {
                String theirName = "pretix, %d waiting".formatted(waiting);
                String ourName = "Holdfast, %d waiting".formatted(waiting);
                pretix(theirName, waiting, options.time());
                holdfast(ourName, waiting, options.time());
                figures.compare(ourName, theirName);
            }
        }
        figures.print(
                report,
                "Orders of one ticket by each one's API, in turn, median (least–most) of the rounds; processor time is that of Holdfast and"
                        + " of this load");
        report.finish(options.out());
    }

    private void holdfast(String name, int waiting, Duration time) throws IOException, InterruptedException {
        try (Connections connections = new Connections(ours, waiting)) {
            figures.measure(name, time, waiting, "201", client -> {
                byte[] order = ourOrders.get(client % ourOrders.size());
                return String.valueOf(connections.of(client).send(order).status());
            });
        }
    }

    /** gunicorn's workers close each connection after its answer. */
    private void pretix(String name, int waiting, Duration time) throws InterruptedException {
        figures.measure(
                name, time, waiting, "201", client -> String.valueOf(ordered().status()));
    }

    private Answer ordered() throws IOException {
        try (Http http = new Http(theirs)) {
            return http.send(theirOrder);
        }
    }

    private boolean isPretixThere() {
        try {
            return ordered().status() == 201;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] order(Properties pretix) {
        String body = """
                {"email": "ada@example.com", "locale": "en", "sales_channel": "web", "payment_provider": "manual",
                 "positions": [{"item": %s, "price": "25.00"}]}""".formatted(pretix.getProperty("item"));
        // pretix answers only by the name that it was set up with.
        return Http.request(
                "POST",
                "/api/v1/organizers/bench/events/concert/orders/",
                "",
                body,
                Map.of(
                        "Host",
                        "localhost:" + pretix.getProperty("port"),
                        "Authorization",
                        "Token " + pretix.getProperty("token"),
                        "Connection",
                        "close"));
    }
}
