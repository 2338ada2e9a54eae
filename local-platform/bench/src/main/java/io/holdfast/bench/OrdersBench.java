package io.holdfast.bench;

import io.holdfast.bench.Http.Answer;
import io.holdfast.bench.Load.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Orders a second through the gateway over HTTP, next to requests that write nothing: reading the same orders. The load comes from this
 * process; the system runs in others.
 */
final class OrdersBench {

    private static final int CAPACITY = 500_000;
    private static final int BUYERS = 16;
    private static final Duration WARM = Duration.ofSeconds(15);
    private static final List<Integer> WAITING = List.of(1, 64, 256);

    private final BenchOptions options;
    private final int port;
    private final Cpu cpu;
    private final Report report;
    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final List<String> tokens = new ArrayList<>();

    /** The requests that are sent again and again, one of each kind for each buyer. */
    private final List<byte[]> reading = new ArrayList<>();

    private final List<byte[]> ordering = new ArrayList<>();
    private final List<byte[]> refused = new ArrayList<>();

    /** Cores that the system uses when there is nothing to do. */
    private double idle;

    private OrdersBench(BenchOptions options, RunningSystem system) {
        this.options = options;
        this.port = system.port();
        this.cpu = system.cpu().watch("this load", ProcessHandle.current().pid());
        this.report = new Report("orders", "./holdfast run --processes");
    }

    static void run(BenchOptions options, Path directory) throws IOException, InterruptedException {
        IO.println("Starting the system.");
        try (RunningSystem system = new RunningSystem(directory, List.of("--processes"))) {
            new OrdersBench(options, system).run();
            FinalCheck.of("--data", system.data().toString());
        }
    }

    /** One line of the table; answers by status, of all rounds together. */
    private record Figure(Series perSecond, Series p50, Series p99, ProcessorTime cpu, Map<String, Long> answers) {

        Figure() {
            this(new Series(), new Series(), new Series(), new ProcessorTime(), new TreeMap<>());
        }

        List<String> cells(String name) {
            return List.of(
                    name, perSecond.text("%,.0f"), p50.text("%.1f"), p99.text("%.1f"), cpu.total(), answers.toString());
        }

        Map<String, Object> values() {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("perSecond", perSecond);
            values.put("p50Millis", p50);
            values.put("p99Millis", p99);
            values.put("answers", answers);
            cpu.addTo(values);
            return values;
        }
    }

    private void run() throws IOException, InterruptedException {
        prepare();
        idle = busy();
        IO.println("Warming up.");
        measure("warming up, reading", 64, "200", reading, WARM);
        measure("warming up, ordering", 64, "201", ordering, WARM);
        figures.clear();
        for (int round = 1; round <= options.rounds(); round++) {
            IO.println("Round %d of %d.".formatted(round, options.rounds()));
            for (int waiting : WAITING) {
                measure("reading, %d waiting".formatted(waiting), waiting, "200", reading, options.time());
                measure("ordering, %d waiting".formatted(waiting), waiting, "201", ordering, options.time());
            }
            measure("refused, 64 waiting", 64, "409", refused, options.time());
        }
        print();
        for (int waiting : WAITING.subList(1, WAITING.size())) {
            Figure orders = figures.getOrDefault("ordering, %d waiting".formatted(waiting), new Figure());
            Figure reads = figures.getOrDefault("reading, %d waiting".formatted(waiting), new Figure());
            report.goal(
                    "orders / requests that write nothing, %d waiting (≥ 0.6)".formatted(waiting),
                    orders.perSecond().dividedBy(reads.perSecond()).median(),
                    0.6,
                    1e9);
        }
        report.finish(options.out());
    }

    private void prepare() throws IOException {
        try (Http http = new Http(port)) {
            String organizer = Requests.signUp(http);
            JsonNode event = Requests.publish(http, organizer, CAPACITY);
            JsonNode soldOut = Requests.publish(http, organizer, 1);
            for (int i = 0; i < BUYERS; i++) {
                String token = Requests.signUp(http);
                tokens.add(token);
                byte[] order = Http.request("POST", "/api/orders", token, Requests.selection(event));
                ordering.add(order);
                refused.add(Http.request("POST", "/api/orders", token, Requests.selection(soldOut)));
                String id = Requests.expect(201, http.send(order)).path("id").asString();
                reading.add(Http.request("GET", "/api/orders/" + id, token, ""));
            }
            http.send(refused.getFirst()); // buys the only ticket
        }
    }

    private void measure(String name, int waiting, String good, List<byte[]> requests, Duration time)
            throws IOException, InterruptedException {
        List<Http> connections = new ArrayList<>();
        try {
            for (int i = 0; i < waiting; i++) {
                connections.add(new Http(port));
            }
            Map<String, Duration> before = cpu.used();
            Outcome outcome = Load.during(time, waiting, client -> {
                Answer answer = connections.get(client).send(requests.get(client % requests.size()));
                return String.valueOf(answer.status());
            });
            IO.println("  %s: %,.0f a second, answers %s".formatted(name, outcome.perSecond(good), outcome.answers()));
            record(figures.computeIfAbsent(name, fresh -> new Figure()), outcome, good, before);
        } finally {
            for (Http connection : connections) {
                connection.close();
            }
        }
        // So that what other services do about these orders does not slow the next measurement down.
        awaitIdle();
    }

    private void record(Figure figure, Outcome outcome, String good, Map<String, Duration> before) {
        figure.perSecond().add(outcome.perSecond(good));
        figure.p50().add(outcome.millis(50));
        figure.p99().add(outcome.millis(99));
        outcome.answers().forEach((answer, count) -> figure.answers().merge(answer, count, Long::sum));
        figure.cpu().add(cpu.microsEach(before, outcome.count(good)));
    }

    /** Waits until the system uses hardly more of the processor than before the first load. */
    private void awaitIdle() {
        OrdersUnderTest.await("the system to be done", () -> busy() < idle + 0.05);
    }

    /** Cores in use over the next second. */
    private double busy() {
        Duration before = total();
        long start = System.nanoTime();
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the system to be done", e);
        }
        return (double) total().minus(before).toNanos() / (System.nanoTime() - start);
    }

    private Duration total() {
        return cpu.used().values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    private void print() {
        report.table(
                "Through the gateway, median (least–most) of the rounds; processor time in µs each, the load's included",
                List.of("", "a second", "p50 ms", "p99 ms", "cpu µs", "answers"),
                figures.entrySet().stream()
                        .map(entry -> entry.getValue().cells(entry.getKey()))
                        .toList());
        Map<String, ProcessorTime> times = new LinkedHashMap<>();
        figures.forEach((name, figure) -> times.put(name, figure.cpu()));
        ProcessorTime.table(report, times);
        figures.forEach((name, figure) -> report.figure(name, figure.values()));
    }
}
