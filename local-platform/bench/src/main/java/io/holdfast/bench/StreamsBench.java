package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Many open streams of availability: the memory they take, and how long an update takes to reach all of them. */
final class StreamsBench {

    private static final int CAPACITY = 1_000_000;
    private static final int OPENED_TOGETHER = 64;
    private static final int PATIENCE_SECONDS = 60;
    private static final double MEGABYTE = 1024 * 1024;

    private final BenchOptions options;
    private final RunningSystem system;
    private final Report report = new Report("streams", "./holdfast run");
    private final List<EventStream> streams = new ArrayList<>();
    private final Cpu cpu;
    private final Series gateway = new Series();
    private final Series all = new Series();

    private StreamsBench(BenchOptions options, RunningSystem system) {
        this.options = options;
        this.system = system;
        this.cpu = system.cpu();
    }

    static void run(BenchOptions options, Path directory) throws IOException, InterruptedException {
        IO.println("Starting the system.");
        String most = String.valueOf(options.streams() + 100);
        Map<String, String> settings =
                Map.of("HOLDFAST_GATEWAY_STREAMS_LIMIT", most, "HOLDFAST_GATEWAY_STREAMS_PERADDRESS", most);
        try (RunningSystem system = new RunningSystem(directory, List.of(), settings)) {
            new StreamsBench(options, system).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        try (Http http = new Http(system.port())) {
            JsonNode event = Requests.publish(http, Requests.signUp(http), CAPACITY);
            byte[] order = Http.request("POST", "/api/orders", Requests.guest(http), Requests.selection(event));
            String path = "/api/events/" + event.path("id").asString() + "/availability/stream";
            openAndClose(path, Math.min(OPENED_TOGETHER, options.streams()));
            long before = system.memory();
            open(path, options.streams());
            awaitUpdate(order, http);
            long with = system.memory();
            Series last = new Series();
            Series half = new Series();
            for (int round = 0; round < options.rounds(); round++) {
                List<Long> nanos = awaitUpdate(order, http);
                half.add(nanos.get(nanos.size() / 2) / 1e6);
                last.add(nanos.getLast() / 1e6);
            }
            print(before, with, half, last);
        } finally {
            streams.forEach(EventStream::close);
        }
    }

    /** So that what is loaded once does not count as memory of streams. */
    private void openAndClose(String path, int number) throws IOException, InterruptedException {
        open(path, number);
        streams.forEach(EventStream::close);
        streams.clear();
    }

    private void open(String path, int number) throws IOException, InterruptedException {
        IO.println("Opening %,d streams.".formatted(number));
        for (int i = 0; i < number; i++) {
            streams.add(new EventStream(system.port(), path));
            if (i % OPENED_TOGETHER == OPENED_TOGETHER - 1 || i == number - 1) {
                for (EventStream stream : streams) {
                    stream.await(0, PATIENCE_SECONDS);
                }
            }
        }
    }

    /** Places an order, and returns how long it took after its answer until each stream had told of it, sorted. */
    private List<Long> awaitUpdate(byte[] order, Http http) throws IOException, InterruptedException {
        // What came before was told at most half a second later.
        TimeUnit.SECONDS.sleep(2);
        List<Integer> seen = streams.stream().map(EventStream::count).toList();
        Map<String, Duration> before = cpu.used();
        Requests.expect(201, http.send(order));
        long placed = System.nanoTime();
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            nanos.add(Math.max(0, streams.get(i).await(seen.get(i), PATIENCE_SECONDS) - placed));
        }
        Map<String, Double> micros = cpu.microsEach(before, 1);
        gateway.add(micros.getOrDefault("gateway", 0.0) / 1e3);
        all.add(micros.values().stream().mapToDouble(Double::doubleValue).sum() / 1e3);
        nanos.sort(null);
        return nanos;
    }

    private void print(long before, long with, Series half, Series last) {
        double more = (with - before) / MEGABYTE;
        report.table(
                "%,d open streams".formatted(streams.size()),
                List.of("", ""),
                List.of(
                        List.of("memory of the system before", "%.0f MB".formatted(before / MEGABYTE)),
                        List.of("memory with them", "%.0f MB".formatted(with / MEGABYTE)),
                        List.of("more for each", "%.1f kB".formatted(1024 * more / streams.size())),
                        List.of("half of them updated after", half.text("%.0f") + " ms"),
                        List.of("all of them updated after", last.text("%.0f") + " ms"),
                        List.of("processor time of it, database included", all.text("%.0f") + " ms"),
                        List.of("of which the gateway's", gateway.text("%.0f") + " ms")));
        report.figure(
                "streams",
                Map.of(
                        "streams",
                        streams.size(),
                        "megabytesBefore",
                        before / MEGABYTE,
                        "megabytesWith",
                        with / MEGABYTE,
                        "halfMillis",
                        half,
                        "allMillis",
                        last,
                        "cpuMillis",
                        all,
                        "gatewayCpuMillis",
                        gateway));
        report.goal("MB more for 10,000 streams, by these (≤ 256)", more * 10_000 / streams.size(), -1e9, 256);
        report.goal("ms until all have an update (≤ 1000)", last.median(), 0, 1_000);
        report.finish(options.out());
    }
}
