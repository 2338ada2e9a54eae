package io.holdfast.bench;

import io.holdfast.bench.DirectOrders.Selection;
import io.holdfast.bench.Load.Outcome;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.bson.Document;

/** Orders a second inside orders-service, next to bare writes to the same database server. */
final class ClaimsBench {

    private static final long PRICE = 2_500;
    private static final int HOT_CAPACITY = 300_000;

    /** How many units the events of the part "many" have together, at least {@link #FEWEST} each. */
    private static final int MANY_UNITS = 1_280_000;

    private static final int FEWEST = 128;

    /** A tier that is sold while units of another one are asked for in vain. */
    private static final String STAND = "stand";

    private static final int ASKING = 16;

    /** An event that replicas sell together to its last unit, so that in the end all of them want the same ones. */
    private static final int SHARED_CAPACITY = 10_000;

    private static final List<Integer> CAPACITIES = List.of(1_000, 10_000, 100_000, 1_000_000);

    /** How many orders warm up the compiler. */
    private static final int WARM_UP = 50_000;

    /** More than can be sold in a second, so that the events of a measurement are enough. */
    private static final int MAX_PER_SECOND = 30_000;

    private final BenchOptions options;
    private final OrdersUnderTest orders;
    private final Report report;
    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final Map<String, Series> lost = new LinkedHashMap<>();
    private final Series heap = new Series();

    private ClaimsBench(BenchOptions options, OrdersUnderTest orders) {
        this.options = options;
        this.orders = orders;
        this.report = new Report("claims", orders.description());
    }

    static void run(BenchOptions options, Path directory) throws IOException, InterruptedException {
        // What holds units of a full tier are not orders, and is to stay nevertheless.
        List<String> settings = options.units() == 0 ? List.of() : List.of("holdfast.orders.abandoned-after=1h");
        try (OrdersUnderTest orders = new OrdersUnderTest(directory, System.getenv(), settings)) {
            for (int replica = 1; replica < options.replicas(); replica++) {
                orders.startReplica();
            }
            new ClaimsBench(options, orders).run();
            orders.awaitIdle();
            FinalCheck.of("--orders-mongodb-uri", orders.databaseUri(), "--messaging-servers", orders.brokerUrl());
        }
    }

    /**
     * One line of the table.
     *
     * @param perSecond answers a second
     * @param published orders a second until all of their messages were published, too
     * @param micros microseconds of processor time for each, all processes together
     */
    private record Figure(
            Series perSecond, Series published, Series p50, Series p99, Series micros, Map<String, Series> byProcess) {

        Figure() {
            this(new Series(), new Series(), new Series(), new Series(), new Series(), new LinkedHashMap<>());
        }

        List<String> cells(String name) {
            return List.of(
                    name,
                    perSecond.text("%,.0f"),
                    published.text("%,.0f"),
                    p50.text("%.1f"),
                    p99.text("%.1f"),
                    micros.text("%.0f"),
                    split());
        }

        private String split() {
            return String.join(
                    " ",
                    byProcess.entrySet().stream()
                            .map(entry -> entry.getKey() + " "
                                    + String.format(
                                            Locale.ROOT,
                                            "%.0f",
                                            entry.getValue().median()))
                            .toList());
        }

        Map<String, Object> values() {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("perSecond", perSecond);
            values.put("perSecondUntilPublished", published);
            values.put("p50Millis", p50);
            values.put("p99Millis", p99);
            values.put("cpuMicrosEach", micros);
            byProcess.forEach((process, series) -> values.put("cpuMicrosEach." + process, series));
            return values;
        }
    }

    private void run() throws InterruptedException {
        IO.println("Warming up.");
        Selection warm = orders.publish(HOT_CAPACITY, PRICE);
        AtomicLong placed = new AtomicLong();
        Load.until(() -> placed.get() > WARM_UP, 256, client -> {
            placed.incrementAndGet();
            return orders.place(client, warm, client % options.replicas());
        });
        Load.during(options.time(), 1, client -> orders.place(client, warm));
        orders.awaitIdle();
        for (int round = 1; round <= options.rounds(); round++) {
            IO.println("Round %d of %d.".formatted(round, options.rounds()));
            round();
        }
        report.table(
                "Orders (and bare writes), median (least–most) of the rounds; processor time in µs each",
                List.of("", "a second", "until published", "p50 ms", "p99 ms", "cpu µs", "of which"),
                figures.entrySet().stream()
                        .map(entry -> entry.getValue().cells(entry.getKey()))
                        .toList());
        figures.forEach((name, figure) -> report.figure(name, figure.values()));
        if (options.wants("many")) {
            report.table(
                    "The heap of service and bench afterwards",
                    List.of("", "in use, MB", "at most, MB"),
                    List.of(List.of(
                            "%,d events".formatted(options.events()),
                            heap.text("%,.0f"),
                            "%,.0f".formatted(Runtime.getRuntime().maxMemory() / 1e6))));
            report.figure("heap", Map.of("megabytes", heap));
        }
        if (!lost.isEmpty()) {
            report.table(
                    "Updates of blocks whose guard did not match, of a hundred",
                    List.of("", "lost"),
                    lost.entrySet().stream()
                            .map(entry ->
                                    List.of(entry.getKey(), entry.getValue().text("%.1f")))
                            .toList());
            lost.forEach((name, series) -> report.figure("guards lost, " + name, Map.of("percent", series)));
        }
        if (options.wants("hot")) {
            whereTheTimeGoes();
        }
        if (options.wants("stock")) {
            stock();
        }
        if (options.wants("refuse")) {
            refuse("sold out", 0);
            refuse("all held", PRICE);
            if (options.units() > 0) {
                refuseOfAFullTier();
            }
        }
        goals();
        report.finish(options.out());
    }

    private void round() throws InterruptedException {
        if (options.wants("one")) {
            bareTwoWrites();
            Selection one = orders.publish(HOT_CAPACITY, PRICE);
            measureOrders("one event, 1 waiting", 1, client -> one);
        }
        if (options.wants("hot")) {
            bareClaims(64);
            bareClaims(256);
            Selection hot = orders.publish(HOT_CAPACITY, PRICE);
            for (int waiting : List.of(64, 256, 512)) {
                measureOrders("one event, %d waiting".formatted(waiting), waiting, client -> hot);
            }
        }
        if (options.replicas() > 1 && options.wants("replicas")) {
            for (int waiting : options.clients()) {
                shared(waiting, 1);
                shared(waiting, options.replicas());
            }
        }
        if (options.wants("many")) {
            many();
        }
        if (options.wants("capacity")) {
            for (int capacity : CAPACITIES) {
                capacity(capacity);
            }
        }
    }

    /** Each client asks one replica, and no more is asked for than there is: everybody has to get it. */
    private void shared(int waiting, int replicas) throws InterruptedException {
        Selection shared = orders.publish(SHARED_CAPACITY, PRICE);
        for (int replica = 0; replica < replicas; replica++) {
            orders.place(0, shared, replica); // so that its blocks are read once
        }
        AtomicInteger asked = new AtomicInteger(replicas);
        orders.awaitIdle();
        Map<String, Commands.Tally> before = orders.commands().all();
        String name = sharedName(waiting, replicas);
        measure(
                name,
                DirectOrders.PLACED,
                () -> Load.until(
                        () -> asked.getAndIncrement() >= SHARED_CAPACITY,
                        waiting,
                        client -> orders.place(client, shared, client % replicas)));
        Commands.Tally blocks = orders.commands().since(before).getOrDefault("update blocks", Commands.Tally.NOTHING);
        lost.computeIfAbsent(name, fresh -> new Series())
                .add(100.0 * (blocks.guards() - blocks.matched()) / blocks.guards());
    }

    private static String sharedName(int waiting, int replicas) {
        return "one event to its last unit, %d waiting, %d %s"
                .formatted(waiting, replicas, replicas == 1 ? "replica" : "replicas");
    }

    private void many() throws InterruptedException {
        int events = options.events();
        List<Selection> many = orders.publish(events, Math.max(FEWEST, MANY_UNITS / events), PRICE);
        AtomicInteger next = new AtomicInteger();
        Load.until(
                () -> next.get() >= events,
                64,
                client -> orders.place(client, many.get(Math.min(next.getAndIncrement(), events - 1))));
        for (int waiting : List.of(64, 512)) {
            measureOrders(
                    "%,d events, %d waiting".formatted(events, waiting),
                    waiting,
                    client -> many.get(ThreadLocalRandom.current().nextInt(events)));
        }
        // While the lanes of all of them are there.
        System.gc();
        heap.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6);
    }

    private void bareTwoWrites() throws InterruptedException {
        try (BareDatabase bare = new BareDatabase(orders.databaseUri(), 1)) {
            bare.insertBlocks(100_000);
            Document template = orders.anyOrder();
            measure("bare update and insert, 1 client", 1, "taken", client -> bare.claimAndInsert(template));
        }
    }

    private void bareClaims(int clients) throws InterruptedException {
        try (BareDatabase bare = new BareDatabase(orders.databaseUri(), clients)) {
            bare.insertBlocks(200_000);
            measure(
                    "bare guarded updates, %d clients".formatted(clients),
                    clients,
                    "taken",
                    client -> bare.claim(Ids.random()));
        }
    }

    /** Events of one capacity one after the other, each sold to four fifths, so that none is sold out. */
    private void capacity(int capacity) throws InterruptedException {
        int quota = capacity / 5 * 4;
        long wanted = MAX_PER_SECOND * options.time().toSeconds();
        List<Selection> events = new ArrayList<>();
        for (int i = 0; i < Math.max(1, Math.ceilDiv(wanted, quota)); i++) {
            Selection selection = orders.publish(capacity, PRICE);
            orders.place(0, selection); // so that its blocks are read once
            events.add(selection);
        }
        AtomicLong next = new AtomicLong();
        measureOrders(
                "events of %,d, 256 waiting".formatted(capacity),
                256,
                client -> events.get((int) Math.min(next.getAndIncrement() / quota, events.size() - 1)));
    }

    private void measureOrders(String name, int waiting, IntFunction<Selection> selection) throws InterruptedException {
        measure(name, waiting, DirectOrders.PLACED, client -> orders.place(client, selection.apply(client)));
    }

    private void measure(String name, int clients, String good, Load.Request request) throws InterruptedException {
        Load.during(options.time().dividedBy(4), clients, request); // warms up the compiler and the connection pool
        orders.awaitIdle();
        measure(name, good, () -> Load.during(options.time(), clients, request));
    }

    /** A load that ends by itself. */
    @FunctionalInterface
    private interface Finite {
        Outcome run() throws InterruptedException;
    }

    private void measure(String name, String good, Finite load) throws InterruptedException {
        Map<String, Duration> before = orders.cpu().used();
        long start = System.nanoTime();
        Outcome outcome = load.run();
        orders.awaitIdle();
        Duration untilPublished = Duration.ofNanos(System.nanoTime() - start);
        long done = outcome.count(good);
        IO.println("  %s: %,.0f a second%s"
                .formatted(
                        name, outcome.perSecond(good), done < outcome.total() ? ", answers " + outcome.answers() : ""));
        Figure figure = figures.computeIfAbsent(name, fresh -> new Figure());
        figure.perSecond().add(outcome.perSecond(good));
        figure.published().add(done / Load.seconds(untilPublished));
        figure.p50().add(outcome.millis(50));
        figure.p99().add(outcome.millis(99));
        Map<String, Double> micros = orders.cpu().microsEach(before, done);
        figure.micros()
                .add(micros.values().stream().mapToDouble(Double::doubleValue).sum());
        micros.forEach((process, each) -> figure.byProcess()
                .computeIfAbsent(process, fresh -> new Series())
                .add(each));
    }

    private void whereTheTimeGoes() throws InterruptedException {
        Selection hot = orders.publish(HOT_CAPACITY, PRICE);
        orders.place(0, hot);
        orders.awaitIdle();
        Map<String, Commands.Tally> before = orders.commands().all();
        Outcome outcome = Load.during(options.time(), 256, client -> orders.place(client, hot));
        orders.awaitIdle();
        Map<String, Commands.Tally> since = orders.commands().since(before);
        long done = outcome.count(DirectOrders.PLACED);
        report.table(
                "Where the time goes: one event, 256 waiting, %,.0f a second; the database's answers"
                        .formatted(outcome.perSecond(DirectOrders.PLACED)),
                List.of("", "commands", "ms each", "orders each", "share of the clock"),
                since.entrySet().stream()
                        .map(entry -> List.of(
                                entry.getKey(),
                                String.format(
                                        Locale.ROOT, "%,d", entry.getValue().count()),
                                String.format(
                                        Locale.ROOT,
                                        "%.2f",
                                        Load.seconds(entry.getValue().time())
                                                * 1e3
                                                / entry.getValue().count()),
                                String.format(
                                        Locale.ROOT,
                                        "%.1f",
                                        (double) done / entry.getValue().count()),
                                String.format(
                                        Locale.ROOT,
                                        "%.0f %%",
                                        Load.seconds(entry.getValue().time()) / Load.seconds(outcome.elapsed()) * 100)))
                        .toList());
        Map<String, Object> values = new LinkedHashMap<>();
        since.forEach((what, tally) -> values.put(
                what, Map.of("count", tally.count(), "millis", tally.time().toMillis(), "orders", done)));
        report.figure("database commands, one event, 256 waiting", values);
    }

    /** Puts large events on sale while another one is sold. */
    private void stock() throws InterruptedException {
        List<List<String>> rows = new ArrayList<>();
        Selection other = orders.publish(HOT_CAPACITY, PRICE);
        Outcome alone = Load.during(options.time(), 64, client -> orders.place(client, other));
        orders.awaitIdle();
        rows.add(List.of(
                "nothing",
                "",
                "",
                "%,.0f".formatted(alone.perSecond(DirectOrders.PLACED)),
                "%.1f".formatted(alone.millis(50)),
                "%.1f".formatted(alone.millis(99))));
        report.figure("sales of another event, alone", values(alone));
        for (int capacity : List.of(100_000, 1_000_000)) {
            long start = System.nanoTime();
            orders.publish(capacity, PRICE);
            double idle = (System.nanoTime() - start) / 1e9;
            EventState event = orders.event(capacity, PRICE);
            AtomicBoolean onSale = new AtomicBoolean();
            AtomicLong took = new AtomicLong();
            Thread publishing = Thread.ofVirtual().start(() -> {
                long published = System.nanoTime();
                orders.publish(event);
                orders.awaitOnSale(event);
                took.set(System.nanoTime() - published);
                onSale.set(true);
            });
            Outcome beside = Load.until(onSale::get, 64, client -> orders.place(client, other));
            publishing.join();
            orders.awaitIdle();
            rows.add(List.of(
                    "%,d units".formatted(capacity),
                    "%.2f".formatted(idle),
                    "%.2f".formatted(took.get() / 1e9),
                    "%,.0f".formatted(beside.perSecond(DirectOrders.PLACED)),
                    "%.1f".formatted(beside.millis(50)),
                    "%.1f".formatted(beside.millis(99))));
            report.figure("sales of another event while %d units go on sale".formatted(capacity), values(beside));
            report.figure(
                    "%d units on sale".formatted(capacity),
                    Map.of("secondsIdle", idle, "secondsBesideSales", took.get() / 1e9));
            if (capacity == 100_000) {
                report.goal("seconds until 100,000 units are on sale (< 5)", idle, 0, 5);
                report.goal(
                        "sales of others meanwhile: p99 beside / alone (< 3)",
                        beside.millis(99) / alone.millis(99),
                        0,
                        3);
            }
        }
        report.table(
                "Putting an event on sale, and the sales of another event meanwhile (64 waiting)",
                List.of("goes on sale", "s, idle", "s, beside sales", "sales a second", "p50 ms", "p99 ms"),
                rows);
    }

    private static Map<String, Object> values(Outcome outcome) {
        return Map.of(
                "perSecond", outcome.perSecond(DirectOrders.PLACED),
                "p50Millis", outcome.millis(50),
                "p99Millis", outcome.millis(99));
    }

    private void refuse(String why, long price) throws InterruptedException {
        int capacity = 640;
        Selection selection = orders.publish(capacity, price);
        for (int i = 0; i < capacity; i++) {
            orders.place(0, selection);
        }
        Load.during(Duration.ofSeconds(1), 64, client -> orders.place(client, selection));
        orders.awaitIdle();
        Map<String, Commands.Tally> before = orders.commands().all();
        Map<String, Duration> cpu = orders.cpu().used();
        Outcome outcome = Load.during(options.time(), 64, client -> orders.place(client, selection));
        Map<String, Commands.Tally> since = orders.commands().since(before);
        Map<String, Double> micros = orders.cpu().microsEach(cpu, outcome.total());
        long writes = since.entrySet().stream()
                .filter(entry -> Commands.writes(entry.getKey()))
                .mapToLong(entry -> entry.getValue().count())
                .sum();
        double total = micros.values().stream().mapToDouble(Double::doubleValue).sum();
        report.table(
                "Refusing: " + why + ", 64 waiting",
                List.of("answers", "a second", "p50 ms", "p99 ms", "cpu µs", "writes", "commands"),
                List.of(List.of(
                        outcome.answers().toString(),
                        "%,.0f".formatted(outcome.total() / Load.seconds(outcome.elapsed())),
                        "%.2f".formatted(outcome.millis(50)),
                        "%.2f".formatted(outcome.millis(99)),
                        "%.0f".formatted(total),
                        String.valueOf(writes),
                        String.join(
                                ", ",
                                since.entrySet().stream()
                                        .map(entry -> entry.getKey() + " "
                                                + entry.getValue().count())
                                        .toList()))));
        report.figure(
                "refusing, " + why,
                Map.of(
                        "answers",
                        outcome.answers(),
                        "perSecond",
                        outcome.total() / Load.seconds(outcome.elapsed()),
                        "p99Millis",
                        outcome.millis(99),
                        "cpuMicrosEach",
                        total,
                        "writes",
                        writes));
        report.goal("writes for refusing, " + why + " (none)", (double) writes, 0, 0);
    }

    /** A tier with many holds, while another tier of the same event is sold: both wait in one lane. */
    private void refuseOfAFullTier() throws InterruptedException {
        EventState event = orders.event(
                new TierState(OrdersUnderTest.TIER, "Hall", PRICE, options.units(), 10),
                new TierState(STAND, "Stand", PRICE, HOT_CAPACITY, 10));
        orders.publish(event);
        orders.awaitOnSale(event);
        IO.println("Filling a tier with %,d holds.".formatted(options.units()));
        orders.holdAll(event.id(), OrdersUnderTest.TIER);
        Selection full = new Selection(event.id(), OrdersUnderTest.TIER, 1);
        Selection stand = new Selection(event.id(), STAND, 1);

        Load.Request buying = client -> orders.place(client, stand);
        Load.Request asking = client -> orders.place(client + ASKING, full);
        Load.during(
                options.time().dividedBy(4),
                2 * ASKING,
                client -> client % 2 == 0 ? buying.send(client) : asking.send(client));
        orders.awaitIdle();
        Outcome alone = Load.during(options.time(), ASKING, buying);
        orders.awaitIdle();
        Map<String, Commands.Tally> before = orders.commands().all();
        Outcome one = Load.during(options.time(), 1, asking);
        Map<String, Commands.Tally> ofOne = orders.commands().since(before);
        before = orders.commands().all();
        Outcome several = Load.during(options.time(), ASKING, asking);
        Map<String, Commands.Tally> ofSeveral = orders.commands().since(before);
        AtomicReference<Outcome> asked = new AtomicReference<>();
        Thread askers = Thread.ofVirtual().start(() -> asked.set(during(asking)));
        Outcome beside = Load.during(options.time(), ASKING, buying);
        askers.join();
        orders.awaitIdle();
        orders.freeAll(event.id(), OrdersUnderTest.TIER);

        report.table(
                "One tier of an event with %,d holds".formatted(options.units()),
                List.of("", "answers", "a second", "p50 ms", "p99 ms", "commands each", "database ms each"),
                List.of(
                        refusals("refusing, 1 waiting", one, ofOne),
                        refusals("refusing, %d waiting".formatted(ASKING), several, ofSeveral),
                        refusals("the same beside claims", asked.get(), Map.of()),
                        refusals("claims of another tier, %d waiting, alone".formatted(ASKING), alone, Map.of()),
                        refusals("the same beside refusing", beside, Map.of())));
        report.figure(
                "refusing of %d held".formatted(options.units()),
                Map.of(
                        "one",
                        values(one),
                        "several",
                        values(several),
                        "claimsAlone",
                        values(alone),
                        "claimsBeside",
                        values(beside)));
    }

    private Outcome during(Load.Request request) {
        try {
            return Load.during(options.time(), ASKING, request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking", e);
        }
    }

    private static List<String> refusals(String what, Outcome outcome, Map<String, Commands.Tally> commands) {
        long count = commands.values().stream().mapToLong(Commands.Tally::count).sum();
        double seconds = commands.values().stream()
                .mapToDouble(tally -> Load.seconds(tally.time()))
                .sum();
        return List.of(
                what,
                outcome.answers().toString(),
                "%,.0f".formatted(outcome.total() / Load.seconds(outcome.elapsed())),
                "%.1f".formatted(outcome.millis(50)),
                "%.1f".formatted(outcome.millis(99)),
                commands.isEmpty() ? "" : "%.1f".formatted((double) count / outcome.total()),
                commands.isEmpty() ? "" : "%.1f".formatted(seconds * 1e3 / outcome.total()));
    }

    private void goals() {
        Figure hot = figures.get("one event, 256 waiting");
        if (hot != null) {
            Figure few = figures.getOrDefault("bare guarded updates, 64 clients", new Figure());
            Figure same = figures.getOrDefault("bare guarded updates, 256 clients", new Figure());
            Figure bare = few.perSecond().median() > same.perSecond().median() ? few : same;
            report.goal(
                    "orders a second, one event, 256 waiting (≥ 10,000)",
                    hot.perSecond().median(),
                    10_000,
                    1e9);
            report.goal(
                    "the same / bare guarded updates at their best (≥ 2.5)",
                    hot.perSecond().dividedBy(bare.perSecond()).median(),
                    2.5,
                    1e9);
        }
        for (int waiting : options.clients()) {
            Figure alone = figures.get(sharedName(waiting, 1));
            Figure together = figures.get(sharedName(waiting, options.replicas()));
            if (alone != null && together != null && options.replicas() > 1) {
                report.goal(
                        "cpu for an order, %d waiting, %d replicas / one (≤ 1.3)"
                                .formatted(waiting, options.replicas()),
                        together.micros().dividedBy(alone.micros()).median(),
                        0,
                        1.3);
            }
        }
        Figure one = figures.get("one event, 1 waiting");
        Figure two = figures.get("bare update and insert, 1 client");
        if (one != null && two != null) {
            report.goal(
                    "one client alone / two bare writes (≥ 1)",
                    one.perSecond().dividedBy(two.perSecond()).median(),
                    1,
                    1e9);
        }
        Figure small = figures.get("events of 1,000, 256 waiting");
        if (small != null) {
            for (int capacity : CAPACITIES.subList(1, CAPACITIES.size())) {
                Figure large = figures.getOrDefault("events of %,d, 256 waiting".formatted(capacity), new Figure());
                report.goal(
                        "cpu for an order, events of %,d / of 1,000 (≤ 1.2)".formatted(capacity),
                        large.micros().dividedBy(small.micros()).median(),
                        0,
                        1.2);
            }
        }
    }
}
