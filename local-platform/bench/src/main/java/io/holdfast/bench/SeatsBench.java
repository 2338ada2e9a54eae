package io.holdfast.bench;

import io.holdfast.bench.Http.Answer;
import io.holdfast.bench.Load.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the seat map of an event of 100,000 seats through the gateway, as it stands and while its seats are being sold. */
final class SeatsBench {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final int ROWS = 500;
    private static final int SEATS_PER_ROW = 200;
    private static final int READERS = 16;
    private static final Duration WARM = Duration.ofSeconds(8);

    /** The bench reads more than a client may. */
    private static final Map<String, String> SETTINGS =
            Map.of("HOLDFAST_EVENTS_SEATMAPS_PERACCOUNT", "1000GB", "HOLDFAST_EVENTS_SEATMAPS_PERADDRESS", "1000GB");

    private final BenchOptions options;
    private final int port;
    private final Report report = new Report("seats", "./holdfast run --processes");
    private final Map<String, Figure> figures = new LinkedHashMap<>();

    private SeatsBench(BenchOptions options, RunningSystem system) {
        this.options = options;
        this.port = system.port();
    }

    /** One line of the table. */
    private record Figure(Series perSecond, Series p50, Series p99, Series kilobytes) {

        Figure() {
            this(new Series(), new Series(), new Series(), new Series());
        }

        List<String> cells(String name) {
            return List.of(name, perSecond.text("%,.0f"), p50.text("%.1f"), p99.text("%.1f"), kilobytes.text("%,.1f"));
        }

        Map<String, Object> values() {
            return Map.of("perSecond", perSecond, "p50Millis", p50, "p99Millis", p99, "kilobytes", kilobytes);
        }
    }

    static void run(BenchOptions options, Path directory) throws IOException, InterruptedException {
        IO.println("Starting the system.");
        try (RunningSystem system = new RunningSystem(directory, List.of("--processes"), SETTINGS)) {
            new SeatsBench(options, system).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        JsonNode event;
        String organizer;
        try (Http http = new Http(port)) {
            organizer = Requests.signUp(http);
            event = publish(http, organizer, ROWS, SEATS_PER_ROW);
        }
        List<byte[]> others = publishOthers(organizer);
        String path = "/api/events/" + event.path("id").asString() + "/seats";
        byte[] plain = Http.request("GET", path, "", "");
        byte[] compressed = Http.request("GET", path, "", "", Map.of("Accept-Encoding", "gzip"));
        IO.println("Warming up.");
        measure("warming up", List.of(compressed), WARM);
        figures.clear();
        for (int round = 1; round <= options.rounds(); round++) {
            IO.println("Round %d of %d.".formatted(round, options.rounds()));
            measure("compressed", List.of(compressed), options.time());
            measure("plain", List.of(plain), options.time());
            measure("unchanged", List.of(unchanged(path, compressed)), options.time());
            measure("compressed, of %,d other events in turn".formatted(others.size()), others, options.time());
            measureBeingSold("compressed, being sold", compressed, organizer, event);
        }
        report.table(
                "The map of %,d seats, %d readers, median (least–most) of the rounds"
                        .formatted(ROWS * SEATS_PER_ROW, READERS),
                List.of("", "a second", "p50 ms", "p99 ms", "kB each"),
                figures.entrySet().stream()
                        .map(entry -> entry.getValue().cells(entry.getKey()))
                        .toList());
        figures.forEach((name, figure) -> report.figure(name, figure.values()));
        report.finish(options.out());
    }

    /** Events with a small plan each; the requests for their maps. */
    private List<byte[]> publishOthers(String organizer) throws InterruptedException {
        IO.println("Publishing %,d other events.".formatted(options.events()));
        List<byte[]> requests = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger left = new AtomicInteger(options.events());
        List<Thread> publishing = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            publishing.add(Thread.ofVirtual().start(() -> {
                try (Http http = new Http(port)) {
                    while (left.getAndDecrement() > 0) {
                        String id = publish(http, organizer, 5, 20).path("id").asString();
                        requests.add(Http.request(
                                "GET", "/api/events/" + id + "/seats", "", "", Map.of("Accept-Encoding", "gzip")));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
        for (Thread thread : publishing) {
            thread.join();
        }
        if (requests.size() < options.events()) {
            throw new IllegalStateException("Only %d events were published".formatted(requests.size()));
        }
        return List.copyOf(requests);
    }

    private static JsonNode publish(Http http, String organizer, int rowCount, int seats) throws IOException {
        Instant starts = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        List<Map<String, Object>> rows = IntStream.rangeClosed(1, rowCount)
                .mapToObj(row -> Map.<String, Object>of("label", "R" + row, "seats", seats))
                .toList();
        String body = JSON.writeValueAsString(Map.of(
                "name",
                "A concert in a stadium",
                "startsAt",
                starts.toString(),
                "timezone",
                "Europe/Berlin",
                "currency",
                "EUR",
                "venue",
                Map.of("name", "Stadium", "city", "Town"),
                "tiers",
                List.of(Map.of("name", "Stands", "price", 2_500, "seating", Map.of("rows", rows)))));
        return Requests.expect(201, http.send(Http.request("POST", "/api/events/new", organizer, body)));
    }

    private byte[] unchanged(String path, byte[] full) throws IOException {
        try (Http http = new Http(port)) {
            String tag = http.send(full).headers().getOrDefault("etag", "");
            return Http.request("GET", path, "", "", Map.of("Accept-Encoding", "gzip", "If-None-Match", tag));
        }
    }

    /** One buyer orders one seat after the other meanwhile. */
    private void measureBeingSold(String name, byte[] request, String buyer, JsonNode event)
            throws IOException, InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        String order = JSON.writeValueAsString(Map.of(
                "eventId",
                event.path("id").asString(),
                "items",
                List.of(Map.of("tierId", event.path("tiers").path(0).path("id").asString(), "quantity", 1))));
        byte[] ordering = Http.request("POST", "/api/orders", buyer, order);
        Thread sale = Thread.ofVirtual().start(() -> {
            try (Http http = new Http(port)) {
                while (!over.get()) {
                    http.send(ordering);
                }
            } catch (IOException e) {
                IO.println("  The sale stopped: " + e);
            }
        });
        try {
            measure(name, List.of(request), options.time());
        } finally {
            over.set(true);
            sale.join();
        }
    }

    private void measure(String name, List<byte[]> requests, Duration time) throws IOException, InterruptedException {
        List<Http> connections = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                connections.add(new Http(port));
            }
            long[] bytes = new long[READERS];
            AtomicInteger next = new AtomicInteger();
            Outcome outcome = Load.during(time, READERS, client -> {
                byte[] request = requests.get(next.getAndIncrement() % requests.size());
                Answer answer = connections.get(client).send(request);
                bytes[client] = length(answer);
                return String.valueOf(answer.status());
            });
            IO.println("  %s: answers %s in %.1f s"
                    .formatted(name, outcome.answers(), outcome.elapsed().toMillis() / 1e3));
            Figure figure = figures.computeIfAbsent(name, fresh -> new Figure());
            figure.perSecond().add(outcome.total() / Load.seconds(outcome.elapsed()));
            figure.p50().add(outcome.millis(50));
            figure.p99().add(outcome.millis(99));
            figure.kilobytes().add(bytes[0] / 1e3);
        } finally {
            for (Http connection : connections) {
                connection.close();
            }
        }
    }

    private static long length(Answer answer) {
        String length = answer.headers().get("content-length");
        return length == null ? answer.body().length() : Long.parseLong(length);
    }
}
