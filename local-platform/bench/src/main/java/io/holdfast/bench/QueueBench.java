package io.holdfast.bench;

import io.holdfast.bench.Http.Answer;
import io.holdfast.bench.Load.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import tools.jackson.databind.JsonNode;

/**
 * A waiting room through the gateway: entries a second, how long after the bell until everybody knows a place, and how fast those who are
 * admitted get tickets. Meanwhile people who never entered try to order.
 */
final class QueueBench {

    private static final int CLIENTS = 64;
    private static final int INTRUDERS = 4;
    private static final int HOLDERS_AT_ONCE = 1_000;

    /** Entries a second that a slow machine takes, so that all are in before the bell. */
    private static final int SLOW = 300;

    private static final int PATIENCE_SECONDS = 60;

    /** How long before the bell streams are opened: a stream ends after five minutes. */
    private static final Duration WATCHED_BEFORE = Duration.ofMinutes(1);

    private static final String ORDERED = "ordered";

    private static final Map<String, String> SETTINGS = Map.of(
            "HOLDFAST_ORDERS_WAITINGROOM_PERNETWORK", "1000000",
            "HOLDFAST_ORDERS_WAITINGROOM_STREAMSPERNETWORK", "20000");

    private final BenchOptions options;
    private final int port;
    private final Figures figures;
    private final Report report = new Report("queue", "./holdfast run");
    private final AtomicReferenceArray<String> tokens;
    private final Map<Integer, Integer> personByPlace = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();

    private QueueBench(BenchOptions options, RunningSystem system) {
        this.options = options;
        this.port = system.port();
        this.tokens = new AtomicReferenceArray<>(options.people());
        this.figures = new Figures(
                system.cpu().watch("this load", ProcessHandle.current().pid()));
    }

    static void run(BenchOptions options, Path directory) throws IOException, InterruptedException {
        IO.println("Starting the system.");
        try (RunningSystem system = new RunningSystem(directory, List.of(), SETTINGS)) {
            QueueBench bench = new QueueBench(options, system);
            bench.run();
            FinalCheck.of("--data", system.data().toString());
            if (!bench.wrong.isEmpty()) {
                throw new IllegalStateException("Wrong: " + Set.copyOf(bench.wrong));
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        int people = options.people();
        IO.println("Beginning the purchases of %,d people.".formatted(people));
        each("guests", "begun", (http, person) -> {
            tokens.set(person, Requests.guest(http));
            return "begun";
        });
        Instant bell = Instant.now().plusSeconds(15 + people / SLOW).truncatedTo(ChronoUnit.SECONDS);
        JsonNode event = publish(bell);
        String room = "/api/orders/events/" + event.path("id").asString() + "/waiting-room";
        awaitRoom(room);
        IO.println("They enter; the bell is at %s.".formatted(bell));
        each(
                "entries",
                "201",
                (http, person) ->
                        String.valueOf(http.send(Http.request("POST", room + "/entries", tokens.get(person), ""))
                                .status()));
        if (Instant.now().isAfter(bell)) {
            throw new IllegalStateException("The bell was before all were in: try fewer --people");
        }
        double known = untilPlacesAreKnown(room, bell);
        each("reading one's place", "200", placeOf(room));
        requireDifferentPlaces(people);
        sell(event, room);
        figures.print(
                report,
                "Through the gateway, %d clients; processor time in µs each, the load's included".formatted(CLIENTS));
        report.goal(
                "entries a second (≥ 3,000)", figures.of("entries").perSecond().median(), 3_000, 1e9);
        report.goal("ms after the bell until all watched places are known (≤ 1,000)", known, 0, 1_000);
        report.goal("orders of people who were not admitted (0)", wrong.size(), 0, 0);
        report.finish(options.out());
    }

    private JsonNode publish(Instant bell) throws IOException {
        try (Http http = new Http(port)) {
            return Requests.publish(
                    http,
                    Requests.signUp(http),
                    Math.max(1, options.people() / 2),
                    Map.of("waitingRoom", Map.of("opensAt", bell.toString(), "holdersAtOnce", HOLDERS_AT_ONCE)));
        }
    }

    private void awaitRoom(String room) throws IOException {
        try (Http http = new Http(port)) {
            byte[] request = Http.request("GET", room, "", "");
            OrdersUnderTest.await(
                    "the waiting room", () -> Requests.sent(http, request).status() == 200);
        }
    }

    @FunctionalInterface
    private interface OfPerson {
        String send(Http http, int person) throws Exception;
    }

    /** Sends one request of each person, and counts what came of it under this name. */
    private void each(String name, String good, OfPerson request) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        try (Connections connections = new Connections(port, CLIENTS)) {
            Outcome outcome = figures.measure(name, () -> next.get() >= options.people(), CLIENTS, good, client -> {
                int person = next.getAndIncrement();
                if (person >= options.people()) {
                    return "none left";
                }
                return request.send(connections.of(client), person);
            });
            long others = outcome.total() - outcome.count(good) - outcome.count("none left");
            if (others > 0) {
                throw new IllegalStateException("%s: %s".formatted(name, outcome.answers()));
            }
        }
    }

    /** Opens streams for some of the people before the bell; returns after how many milliseconds the last of them had a place. */
    private double untilPlacesAreKnown(String room, Instant bell) throws IOException, InterruptedException {
        Thread.sleep(Duration.between(Instant.now(), bell.minus(WATCHED_BEFORE)));
        int watched = Math.min(options.streams(), options.people());
        List<EventStream> streams = new ArrayList<>();
        try {
            for (int i = 0; i < watched; i++) {
                streams.add(new EventStream(port, room + "/entry/stream", tokens.get(i)));
            }
            IO.println("%,d of them watch by streams.".formatted(watched));
            long nanosAtBell =
                    System.nanoTime() + Duration.between(Instant.now(), bell).toNanos();
            long last = Long.MIN_VALUE;
            for (EventStream stream : streams) {
                long at = stream.awaitData(data -> !data.contains("\"place\":null"), waitFor(bell));
                last = Math.max(last, at - nanosAtBell);
            }
            double millis = last / 1e6;
            IO.println("  All places were known %.0f ms after the bell.".formatted(millis));
            report.figure("bell", Map.of("watched", watched, "millisUntilKnown", millis));
            report.table(
                    "At the bell",
                    List.of("", ""),
                    List.of(List.of(
                            "%,d watched places known after".formatted(watched), "%,.0f ms".formatted(millis))));
            return millis;
        } finally {
            streams.forEach(EventStream::close);
        }
    }

    private static int waitFor(Instant bell) {
        return (int) Math.max(0, Duration.between(Instant.now(), bell).toSeconds()) + PATIENCE_SECONDS;
    }

    private OfPerson placeOf(String room) {
        return (http, person) -> {
            Answer answer = http.send(Http.request("GET", room + "/entry", tokens.get(person), ""));
            int place = Requests.number(answer, "place");
            synchronized (personByPlace) {
                personByPlace.put(place, person);
            }
            return String.valueOf(answer.status());
        };
    }

    private void requireDifferentPlaces(int people) {
        Set<Integer> places = new HashSet<>(personByPlace.keySet());
        if (places.size() != people || !places.contains(1) || !places.contains(people)) {
            throw new IllegalStateException("%,d different places of %,d people".formatted(places.size(), people));
        }
    }

    /** In the order of their places, people buy as soon as they are admitted, until nothing is left; others try to all the time. */
    private void sell(JsonNode event, String room) throws IOException, InterruptedException {
        int tickets = event.path("tiers").path(0).path("capacity").asInt();
        AtomicInteger admitted = new AtomicInteger();
        AtomicInteger next = new AtomicInteger(1);
        Sold sold = new Sold(tickets);
        long began = System.nanoTime();
        Thread intruders = Thread.ofVirtual().start(() -> intrude(event, sold));
        Thread watching = Thread.ofVirtual().start(() -> watch(room, admitted, sold));
        String selection = Requests.selection(event);
        try (Connections connections = new Connections(port, CLIENTS)) {
            figures.measure("orders and payments", sold::isOver, CLIENTS, ORDERED, client -> {
                int place = next.getAndIncrement();
                while (place > admitted.get() && !sold.isOver()) {
                    Thread.sleep(Duration.ofMillis(20));
                }
                if (place > admitted.get() || place > options.people()) {
                    return "not needed";
                }
                String token = tokens.get(personByPlace.getOrDefault(place, 0));
                return buy(connections.of(client), token, selection, sold);
            });
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        watching.join();
        intruders.join();
        sold.requireAll();
        report.table(
                "From the bell to sold out",
                List.of("", ""),
                List.of(
                        List.of("tickets", "%,d".formatted(tickets)),
                        List.of("sold out after", "%.1f s".formatted(seconds)),
                        List.of("admitted", "%,d".formatted(admitted.get())),
                        List.of("admitted a second", "%,.0f".formatted(admitted.get() / seconds)),
                        List.of(
                                "orders of people who were not admitted",
                                wrong.isEmpty() ? "none" : wrong.toString())));
        report.figure("sale", Map.of("tickets", tickets, "seconds", seconds, "admitted", admitted.get()));
    }

    /** The tickets that were paid for. */
    private static final class Sold {

        private final int tickets;
        private final AtomicInteger count = new AtomicInteger();
        private volatile long last = System.nanoTime();

        Sold(int tickets) {
            this.tickets = tickets;
        }

        void add() {
            last = System.nanoTime();
            count.incrementAndGet();
        }

        /** Whether all are, or no other one has been for long. */
        boolean isOver() {
            return count.get() >= tickets || System.nanoTime() - last > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        }

        void requireAll() {
            if (count.get() < tickets) {
                throw new IllegalStateException("%,d of %,d tickets were sold".formatted(count.get(), tickets));
            }
        }
    }

    private static String buy(Http http, String token, String selection, Sold sold) throws IOException {
        Answer order = http.send(Http.request("POST", "/api/orders", token, selection));
        if (order.status() != 201) {
            return "order " + order.status();
        }
        String body = "{\"orderId\":\"%s\",\"token\":\"tok_visa\"}".formatted(Requests.field(order, "id"));
        Answer payment = http.send(Http.request("POST", "/api/payments", token, body));
        if (payment.status() != 201) {
            return "payment " + payment.status();
        }
        sold.add();
        return ORDERED;
    }

    /** A look that is refused, as by a system that is busy, is followed by another one. */
    private void watch(String room, AtomicInteger admitted, Sold sold) {
        try (Http http = new Http(port)) {
            while (!sold.isOver()) {
                Answer answer = http.send(Http.request("GET", room, "", ""));
                if (answer.status() == 200) {
                    admitted.set(Requests.number(answer, "admitted"));
                }
                Thread.sleep(Duration.ofMillis(100));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void intrude(JsonNode event, Sold sold) {
        try (Http http = new Http(port)) {
            List<byte[]> orders = new ArrayList<>();
            for (int i = 0; i < INTRUDERS; i++) {
                orders.add(Http.request("POST", "/api/orders", Requests.guest(http), Requests.selection(event)));
            }
            for (int i = 0; !sold.isOver(); i++) {
                int status = http.send(orders.get(i % INTRUDERS)).status();
                if (status != 428) {
                    wrong.add("an order without admission was answered " + status);
                }
                Thread.sleep(Duration.ofMillis(50));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
