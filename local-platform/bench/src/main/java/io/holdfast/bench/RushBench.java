package io.holdfast.bench;

import io.holdfast.bench.Http.Answer;
import io.holdfast.bench.TakenUnits.Taken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A start of sales as it is: people come within a minute, whether the system keeps up or not; they look at the event, wait, choose, and
 * then half of them pay, some give up, and the others let their hold end. The provider takes 300 ms. Whatever is wrong ends the bench
 * with an error.
 */
final class RushBench {

    private static final Duration ARRIVING = Duration.ofMinutes(1);
    private static final Duration HOLD = Duration.ofSeconds(30);

    private static final Duration BETWEEN_CLOCKS = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration LONGEST_THINKING = Duration.ofSeconds(4);

    /** Tickets for each hundred people: some must come in vain. */
    private static final int TICKETS_PER_HUNDRED = 60;

    private static final int MOST_TOGETHER = 4;
    private static final int TRIES = 3;
    private static final int CONNECTIONS = 1_500;

    private static final Set<String> FOR_WANT = Set.of("sold-out", "not-enough-left", "all-held");

    private static final List<String> STEPS = List.of("event page", "what is left", "guest", "order", "pay", "give up");

    private static final Map<String, String> SETTINGS = Map.of(
            "HOLDFAST_PAYMENTS_SANDBOX_LATENCY",
            "300ms",
            "HOLDFAST_ORDERS_HOLD",
            HOLD.toSeconds() + "s",
            "HOLDFAST_ORDERS_HOARDING_UNITS",
            "40");

    private final BenchOptions options;
    private final RunningSystem system;
    private final Report report = new Report("rush", "./holdfast run");
    private final Steps steps = new Steps();
    private final RandomGenerator.SplittableGenerator seeds =
            RandomGenerator.SplittableGenerator.of("L64X128MixRandom");
    private final int tickets;
    private final TakenUnits units;
    private final AtomicInteger paid = new AtomicInteger();
    private final AtomicLong lastPaid = new AtomicLong();
    private final ConcurrentLinkedQueue<Undecided> undecided = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    /** As many connections as the machine keeps open; who finds none waits, which counts for the first step. */
    private final Semaphore connections = new Semaphore(CONNECTIONS, true);

    private RushBench(BenchOptions options, RunningSystem system) {
        this.options = options;
        this.system = system;
        this.tickets = Math.max(1, options.people() * TICKETS_PER_HUNDRED / 100);
        this.units = new TakenUnits(tickets);
    }

    static void run(BenchOptions options, Path directory) throws IOException, InterruptedException {
        IO.println("Starting the system.");
        try (RunningSystem system = new RunningSystem(directory, List.of(), SETTINGS)) {
            RushBench bench = new RushBench(options, system);
            bench.run();
            FinalCheck.of("--data", system.data().toString());
            if (!bench.wrong.isEmpty()) {
                throw new IllegalStateException("Wrong: " + Set.copyOf(bench.wrong));
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        JsonNode event;
        String page;
        try (Http http = new Http(system.port())) {
            event = Requests.publish(http, Requests.signUp(http), tickets, Map.of());
            awaitOnSale(http, event);
            page = Requests.page(http, event);
        }
        IO.println("%,d people come within %d s for %,d tickets."
                .formatted(options.people(), ARRIVING.toSeconds(), tickets));
        long began = System.nanoTime();
        List<Thread> people = new ArrayList<>();
        for (int i = 0; i < options.people(); i++) {
            Person person = new Person(event, page, seeds.split());
            people.add(Thread.ofVirtual().start(person::come));
        }
        for (Thread person : people) {
            person.join();
        }
        double all = (System.nanoTime() - began) / 1e9;
        judge(event);
        print(began, all);
    }

    private void awaitOnSale(Http http, JsonNode event) {
        byte[] request = Http.request("GET", "/api/events/" + event.path("id").asString() + "/availability", "", "");
        OrdersUnderTest.await("the event to be on sale", () -> {
            Answer answer = Requests.sent(http, request);
            return answer.status() == 200 && Requests.number(answer, "available") == tickets;
        });
    }

    /** One of those who come. */
    private final class Person {

        private final JsonNode event;
        private final String page;
        private final RandomGenerator random;

        private Person(JsonNode event, String page, RandomGenerator random) {
            this.event = event;
            this.page = page;
            this.random = random;
        }

        void come() {
            try {
                Thread.sleep(random.nextLong(ARRIVING.toMillis()));
                String id = event.path("id").asString();
                get("event page", page);
                get("what is left", "/api/events/" + id + "/availability");
                think();
                buy();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void get(String step, String path) throws InterruptedException {
            String answer = steps.take(
                    step,
                    () -> String.valueOf(send(Http.request("GET", path, "", "")).status()));
            require(step, answer, Set.of("200"));
        }

        private void buy() throws InterruptedException {
            String[] token = {""};
            String begun = steps.take("guest", () -> {
                token[0] = withConnection(Requests::guest);
                return "201";
            });
            require("guest", begun, Set.of("201"));
            if (!begun.equals("201")) {
                return;
            }
            int number = 1 + random.nextInt(MOST_TOGETHER);
            for (int i = 0; i < TRIES; i++) {
                Placed placed = order(token[0], number);
                if (placed != null) {
                    decide(token[0], placed, number);
                    return;
                }
                think();
            }
        }

        /** @param ends when its hold has certainly ended, by {@link System#nanoTime()} */
        private record Placed(String id, Taken taken, long ends) {}

        private @Nullable Placed order(String token, int number) throws InterruptedException {
            byte[] request = Http.request("POST", "/api/orders", token, Requests.selection(event, number));
            Taken taken = units.asked(number, System.nanoTime());
            String[] id = {""};
            String answer = steps.take("order", () -> {
                Answer order = send(request);
                if (order.status() == 201) {
                    id[0] = Requests.field(order, "id");
                    return "201";
                }
                return order.status() == 409 ? Requests.field(order, "code") : String.valueOf(order.status());
            });
            if (FOR_WANT.contains(answer)) {
                units.refused(taken, System.nanoTime());
                return null;
            }
            require("order", answer, Set.of("201", "503"));
            return answer.equals("201")
                    ? new Placed(
                            id[0],
                            taken,
                            System.nanoTime() + HOLD.plus(BETWEEN_CLOCKS).toNanos())
                    : null;
        }

        private void decide(String token, Placed order, int number) throws InterruptedException {
            think();
            double choice = random.nextDouble();
            if (choice < 0.5) {
                pay(token, order, number);
            } else if (choice < 0.75) {
                String answer = steps.take(
                        "give up",
                        () -> String.valueOf(send(Http.request("DELETE", "/api/orders/" + order.id(), token, ""))
                                .status()));
                require("give up", answer, Set.of("200", "503"));
                order.taken().over(answer.equals("200") ? System.nanoTime() : order.ends());
            } else {
                order.taken().over(order.ends());
            }
        }

        private void pay(String token, Placed order, int number) throws InterruptedException {
            String body = "{\"orderId\":\"%s\",\"token\":\"tok_visa\"}".formatted(order.id());
            byte[] request = Http.request("POST", "/api/payments", token, body);
            String answer = "503";
            for (int i = 0; i < TRIES && answer.equals("503"); i++) {
                answer = steps.take("pay", () -> {
                    Answer payment = send(request);
                    return payment.status() == 201
                            ? Requests.field(payment, "status")
                            : String.valueOf(payment.status());
                });
            }
            require("pay", answer, Set.of("CAPTURED", "AUTHORIZED", "410", "503"));
            if (answer.equals("CAPTURED")) {
                paid(number);
            } else if (answer.equals("410")) {
                order.taken().over(order.ends());
            } else {
                undecided.add(new Undecided(token, order.id(), number));
            }
        }

        private void think() throws InterruptedException {
            Thread.sleep(random.nextLong(LONGEST_THINKING.toMillis()));
        }
    }

    /** An order of which its buyer does not know yet whether it is paid. */
    private record Undecided(String token, String order, int number) {}

    private void paid(int number) {
        paid.addAndGet(number);
        lastPaid.accumulateAndGet(System.nanoTime(), Math::max);
    }

    @FunctionalInterface
    private interface Exchange<T> {
        T with(Http http) throws IOException;
    }

    private Answer send(byte[] request) throws IOException, InterruptedException {
        return withConnection(http -> http.send(request));
    }

    private <T> T withConnection(Exchange<T> exchange) throws IOException, InterruptedException {
        connections.acquire();
        try (Http http = new Http(system.port())) {
            return exchange.with(http);
        } finally {
            connections.release();
        }
    }

    private void require(String step, String answer, Set<String> expected) {
        if (!expected.contains(answer)) {
            wrong.add(step + " was answered " + answer);
        }
    }

    /** When everything is over: what was sold is what was paid, and all else is free. */
    private void judge(JsonNode event) throws IOException {
        long refused = units.wrong();
        if (refused > 0) {
            wrong.add("%d refusals of what was free".formatted(refused));
        }
        try (Http http = new Http(system.port())) {
            for (Undecided order : undecided) {
                byte[] request = Http.request("GET", "/api/orders/" + order.order(), order.token(), "");
                OrdersUnderTest.await(
                        "an order to be paid or over",
                        () -> !statusOf(http, request).equals("AWAITING_PAYMENT"));
                if (statusOf(http, request).equals("COMPLETED")) {
                    paid(order.number());
                }
            }
            byte[] request =
                    Http.request("GET", "/api/events/" + event.path("id").asString() + "/availability", "", "");
            long end = System.nanoTime() + PATIENCE.toNanos();
            int free = -1;
            while (free != tickets - paid.get() && System.nanoTime() < end) {
                free = Requests.number(Requests.sent(http, request), "available");
            }
            if (free != tickets - paid.get()) {
                // Also when more were sold than there are.
                wrong.add("%d tickets are free of %d, of which %d were paid".formatted(free, tickets, paid.get()));
            }
        }
    }

    private static String statusOf(Http http, byte[] request) {
        return Requests.field(Requests.sent(http, request), "status");
    }

    private void print(long began, double all) {
        double sold = (lastPaid.get() - began) / 1e9;
        steps.print(report, "%,d people within a minute".formatted(options.people()), STEPS);
        Map<String, Object> sale = new TreeMap<>(Map.of(
                "people", options.people(),
                "tickets", tickets,
                "paid", paid.get(),
                "secondsUntilLastPaid", sold,
                "secondsUntilAllGone", all,
                "refusals", units.refusals(),
                "wrong", List.copyOf(wrong)));
        report.figure("sale", sale);
        report.table(
                "The sale",
                List.of("", ""),
                List.of(
                        List.of("tickets", "%,d".formatted(tickets)),
                        List.of("paid", "%,d".formatted(paid.get())),
                        List.of("the last of them after", "%.1f s".formatted(sold)),
                        List.of("everybody gone after", "%.1f s".formatted(all)),
                        List.of("refusals for want of tickets", "%,d".formatted(units.refusals())),
                        List.of(
                                "anything wrong",
                                wrong.isEmpty() ? "no" : Set.copyOf(wrong).toString())));
        report.goal("wrong (0)", wrong.size(), 0, 0);
        report.finish(options.out());
    }
}
