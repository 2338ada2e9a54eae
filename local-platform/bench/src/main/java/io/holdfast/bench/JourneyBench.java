package io.holdfast.bench;

import io.holdfast.bench.Http.Answer;
import io.holdfast.bench.Load.Outcome;
import io.holdfast.local.DatabaseKind;
import io.holdfast.local.DatabaseUris;
import io.holdfast.local.MongodServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import tools.jackson.databind.JsonNode;

/**
 * Orders that are placed and paid, a second, through the gateway over HTTP, next to orders that are only placed; and how long it takes
 * after the last of them until nothing is left to be done. First of a system that has just started, then of a warm one.
 */
final class JourneyBench {

    private static final int CAPACITY = 1_000_000;
    private static final int BUYERS = 64;
    private static final int FIRST = 64;
    private static final Duration COLD = Duration.ofSeconds(15);
    private static final Duration WARM = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final String PAID = "paid";
    private static final String HELD = "held";

    private final BenchOptions options;
    private final int port;
    private final Cpu cpu;
    private final Backlog backlog;
    private final Optional<Statements> statements;
    private final Report report;
    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<byte[]> orders = new ArrayList<>();

    private JourneyBench(
            BenchOptions options, RunningSystem system, Cpu cpu, Backlog backlog, Optional<Statements> statements) {
        this.options = options;
        this.port = system.port();
        this.statements = statements;
        this.cpu = cpu.watch("this load", ProcessHandle.current().pid());
        this.backlog = backlog;
        this.report = new Report("journey", "./holdfast run");
    }

    static void run(BenchOptions options, Path directory) throws IOException, InterruptedException {
        LoggingSystem.get(JourneyBench.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
        IO.println("Starting the system.");
        if (options.statements()) {
            runCounting(options, directory);
        } else {
            try (RunningSystem system = new RunningSystem(directory, List.of())) {
                run(options, system, system.cpu(), Optional.empty());
            }
        }
    }

    /** With a database server that is started here, and a tap before it. */
    private static void runCounting(BenchOptions options, Path directory) throws IOException, InterruptedException {
        DatabaseKind.Program program = DatabaseKind.program(System.getenv())
                .filter(found -> DatabaseUris.base(System.getenv()).isEmpty())
                .orElseThrow(
                        () -> new IllegalStateException("--statements needs a database server that is started here"));
        Statements statements = new Statements();
        try (MongodServer server = program.start(directory.resolve("database"), 0);
                DatabaseTap tap = new DatabaseTap(server.port(), statements)) {
            Map<String, String> settings =
                    Map.of("HOLDFAST_MONGODB_URI", "mongodb://127.0.0.1:%d/journey".formatted(tap.port()));
            try (RunningSystem system = new RunningSystem(directory, List.of(), settings)) {
                run(options, system, system.cpu().watchTree("database", server.pid()), Optional.of(statements));
            }
        }
    }

    private static void run(BenchOptions options, RunningSystem system, Cpu cpu, Optional<Statements> statements)
            throws IOException, InterruptedException {
        try (Backlog backlog = new Backlog(system)) {
            new JourneyBench(options, system, cpu, backlog, statements).run();
            FinalCheck.of("--data", system.data().toString());
        }
    }

    /** One line of the table; answers by their word, of all rounds together. */
    private record Figure(
            Series perSecond, Series p50, Series p99, Series drained, ProcessorTime cpu, Map<String, Long> answers) {

        Figure() {
            this(new Series(), new Series(), new Series(), new Series(), new ProcessorTime(), new TreeMap<>());
        }

        List<String> cells(String name) {
            return List.of(
                    name,
                    perSecond.text("%,.0f"),
                    p50.text("%.0f"),
                    p99.text("%.0f"),
                    drained.text("%.1f"),
                    cpu.total(),
                    answers.toString());
        }

        Map<String, Object> values() {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("perSecond", perSecond);
            values.put("p50Millis", p50);
            values.put("p99Millis", p99);
            values.put("drainedSeconds", drained);
            values.put("answers", answers);
            cpu.addTo(values);
            return values;
        }
    }

    private void run() throws IOException, InterruptedException {
        prepare();
        IO.println("Just started.");
        measure("cold: " + paying(FIRST), FIRST, PAID, COLD);
        IO.println("Warming up.");
        measure("warming up", FIRST, PAID, WARM);
        figures.remove("warming up");
        for (int round = 1; round <= options.rounds(); round++) {
            IO.println("Round %d of %d.".formatted(round, options.rounds()));
            for (int waiting : options.clients()) {
                measure(holding(waiting), waiting, HELD, options.time());
                measure(paying(waiting), waiting, PAID, options.time());
            }
        }
        print();
        options.clients().forEach(this::addGoals);
        report.finish(options.out());
    }

    private static String paying(int waiting) {
        return "placed and paid, %d waiting".formatted(waiting);
    }

    private static String holding(int waiting) {
        return "placed, %d waiting".formatted(waiting);
    }

    private void addGoals(int waiting) {
        Figure paid = figures.getOrDefault(paying(waiting), new Figure());
        Figure held = figures.getOrDefault(holding(waiting), new Figure());
        report.goal(
                "paid / placed, %d waiting (≥ 0.35)".formatted(waiting),
                paid.perSecond().dividedBy(held.perSecond()).median(),
                0.35,
                1e9);
        report.goal(
                "p99 ms of paid, %d waiting (< 1000)".formatted(waiting),
                paid.p99().median(),
                0,
                1_000);
        report.goal(
                "seconds until all is done, %d waiting (≤ 30)".formatted(waiting),
                paid.drained().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(Double.NaN),
                0,
                30);
    }

    private void prepare() throws IOException {
        try (Http http = new Http(port)) {
            JsonNode event = Requests.publish(http, Requests.signUp(http), CAPACITY);
            for (int i = 0; i < BUYERS; i++) {
                String token = Requests.signUp(http);
                tokens.add(token);
                orders.add(Http.request("POST", "/api/orders", token, Requests.selection(event)));
            }
        }
    }

    private void measure(String name, int waiting, String good, Duration time)
            throws IOException, InterruptedException {
        List<Http> connections = new ArrayList<>();
        try {
            for (int i = 0; i < waiting; i++) {
                connections.add(new Http(port));
            }
            boolean pays = good.equals(PAID);
            Map<String, Duration> before = cpu.used();
            statements.ifPresent(Statements::reset);
            Outcome outcome = Load.during(time, waiting, client -> place(connections.get(client), client, pays));
            Duration drained = drain();
            IO.println("  %s: %,.0f a second, p99 %.0f ms, answers %s, done after %.1f s"
                    .formatted(
                            name,
                            outcome.perSecond(good),
                            outcome.millis(99),
                            outcome.answers(),
                            Load.seconds(drained)));
            statements.ifPresent(counted -> counted.table(report, name, outcome.count(good)));
            record(figures.computeIfAbsent(name, fresh -> new Figure()), outcome, good, drained, before);
        } finally {
            for (Http connection : connections) {
                connection.close();
            }
        }
    }

    /** One buyer's order, and its payment if {@code pays}, in a word. */
    private String place(Http http, int client, boolean pays) throws IOException {
        int buyer = client % tokens.size();
        Answer order = http.send(orders.get(buyer));
        if (order.status() != 201) {
            return "order " + order.status();
        }
        if (!pays) {
            return HELD;
        }
        String body = "{\"orderId\":\"%s\",\"token\":\"tok_visa\"}".formatted(Requests.field(order, "id"));
        Answer payment = http.send(Http.request("POST", "/api/payments", tokens.get(buyer), body));
        if (payment.status() != 201) {
            return "payment " + payment.status();
        }
        String status = Requests.field(payment, "status");
        return status.equals("CAPTURED") ? PAID : status;
    }

    private void record(Figure figure, Outcome outcome, String good, Duration drained, Map<String, Duration> before) {
        figure.perSecond().add(outcome.perSecond(good));
        figure.p50().add(outcome.millis(50));
        figure.p99().add(outcome.millis(99));
        figure.drained().add(Load.seconds(drained));
        outcome.answers().forEach((answer, count) -> figure.answers().merge(answer, count, Long::sum));
        figure.cpu().add(cpu.microsEach(before, outcome.count(good)));
    }

    /** Waits until the system has nothing left to do, and returns how long that took. */
    private Duration drain() throws InterruptedException {
        long began = System.nanoTime();
        long told = began;
        while (true) {
            Map<String, Long> left = backlog.left();
            long now = System.nanoTime();
            if (left.isEmpty()) {
                return Duration.ofNanos(now - began);
            }
            if (now - began > PATIENCE.toNanos()) {
                throw new IllegalStateException("Waited in vain for " + Backlog.text(left));
            }
            if (now - told > Duration.ofSeconds(10).toNanos()) {
                told = now;
                IO.println("    left after %.0f s: %s".formatted((now - began) / 1e9, Backlog.text(left)));
            }
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    private void print() {
        report.table(
                "Through the gateway, median (least–most) of the rounds; processor time in µs each until all is done, the load's included",
                List.of("", "a second", "p50 ms", "p99 ms", "done after s", "cpu µs", "answers"),
                figures.entrySet().stream()
                        .map(entry -> entry.getValue().cells(entry.getKey()))
                        .toList());
        Map<String, ProcessorTime> times = new LinkedHashMap<>();
        figures.forEach((name, figure) -> times.put(name, figure.cpu()));
        ProcessorTime.table(report, times);
        figures.forEach((name, figure) -> report.figure(name, figure.values()));
    }
}
