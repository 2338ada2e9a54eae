package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Requests that write nothing, through the gateway: orders and events by the API, beside orders that are placed ({@code reads}), or the pages
 * that everybody opens, beside an event by the API ({@code pages}). First of a system that has just started, then of a warm one.
 */
final class ReadsBench {

    private static final int CAPACITY = 1_000_000;
    private static final int BUYERS = 64;
    private static final int FIRST = 64;
    private static final Duration COLD = Duration.ofSeconds(15);
    private static final Duration WARM = Duration.ofSeconds(10);

    /** @param requests one for each buyer, or one for all */
    private record Kind(String name, String good, List<byte[]> requests) {

        String at(int waiting) {
            return "%s, %d waiting".formatted(name, waiting);
        }
    }

    private final BenchOptions options;
    private final int port;
    private final Figures figures;
    private final Report report;

    private ReadsBench(BenchOptions options, RunningSystem system) {
        this.options = options;
        this.port = system.port();
        this.figures = new Figures(
                system.cpu().watch("this load", ProcessHandle.current().pid()));
        this.report = new Report(options.what(), "./holdfast run");
    }

    static void run(BenchOptions options, Path directory) throws IOException, InterruptedException {
        IO.println("Starting the system.");
        try (RunningSystem system = new RunningSystem(directory, List.of())) {
            new ReadsBench(options, system).run();
            FinalCheck.of("--data", system.data().toString());
        }
    }

    private void run() throws IOException, InterruptedException {
        List<Kind> kinds = options.what().equals("pages") ? pages() : reads();
        Kind first = kinds.getLast();
        IO.println("Just started.");
        measure("cold: " + first.at(FIRST), first, FIRST, COLD);
        IO.println("Warming up.");
        for (Kind kind : kinds) {
            measure("warming up", kind, FIRST, WARM);
            figures.forget("warming up");
        }
        for (int round = 1; round <= options.rounds(); round++) {
            IO.println("Round %d of %d.".formatted(round, options.rounds()));
            for (int waiting : options.clients()) {
                for (Kind kind : kinds) {
                    measure(kind.at(waiting), kind, waiting, options.time());
                }
                for (Kind kind : kinds.subList(1, kinds.size())) {
                    figures.compare(kind.at(waiting), kinds.getFirst().at(waiting));
                }
            }
        }
        figures.compare("cold: " + first.at(FIRST), first.at(FIRST));
        figures.print(
                report,
                "Through the gateway, median (least–most) of the rounds; processor time in µs each, the load's included");
        double goal = options.what().equals("pages") ? 3_000 : 6_000;
        for (Kind kind : kinds.subList(1, kinds.size())) {
            int waiting = options.clients().getLast();
            report.goal(
                    "%s, a second (≥ %,.0f)".formatted(kind.at(waiting), goal),
                    figures.of(kind.at(waiting)).perSecond().median(),
                    goal,
                    1e9);
        }
        report.finish(options.out());
    }

    private List<Kind> reads() throws IOException {
        List<byte[]> orders = new ArrayList<>();
        List<byte[]> reading = new ArrayList<>();
        try (Http http = new Http(port)) {
            JsonNode event = Requests.publish(http, Requests.signUp(http), CAPACITY);
            for (int i = 0; i < BUYERS; i++) {
                String token = Requests.guest(http);
                byte[] order = Http.request("POST", "/api/orders", token, Requests.selection(event));
                orders.add(order);
                String id = Requests.expect(201, http.send(order)).path("id").asString();
                reading.add(Http.request("GET", "/api/orders/" + id, token, ""));
            }
            return List.of(
                    new Kind("placing an order", "201", orders),
                    new Kind("GET of an event", "200", List.of(eventByApi(event))),
                    new Kind("GET of an order", "200", reading));
        }
    }

    private List<Kind> pages() throws IOException {
        try (Http http = new Http(port)) {
            JsonNode event = Requests.publish(http, Requests.signUp(http), CAPACITY);
            byte[] page = Http.request("GET", Requests.page(http, event), "", "");
            return List.of(
                    new Kind("event by the API", "200", List.of(eventByApi(event))),
                    new Kind("home page", "200", List.of(Http.request("GET", "/", "", ""))),
                    new Kind("event page", "200", List.of(page)));
        }
    }

    private static byte[] eventByApi(JsonNode event) {
        return Http.request("GET", "/api/events/" + event.path("id").asString(), "", "");
    }

    private void measure(String name, Kind kind, int waiting, Duration time) throws IOException, InterruptedException {
        List<byte[]> requests = kind.requests();
        try (Connections connections = new Connections(port, waiting)) {
            figures.measure(
                    name,
                    time,
                    waiting,
                    kind.good(),
                    client -> String.valueOf(connections
                            .of(client)
                            .send(requests.get(client % requests.size()))
                            .status()));
        }
    }
}
