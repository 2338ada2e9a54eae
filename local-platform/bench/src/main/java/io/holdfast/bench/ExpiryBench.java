package io.holdfast.bench;

import io.holdfast.bench.DirectOrders.Selection;
import io.holdfast.expiration.ExpirationApplication;
import io.holdfast.payments.PaymentsApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Orders a second while many holds of another event end, beside the rate before; and how soon a buyer who asks for what was held gets it.
 * The services orders, payments and expiration run in this JVM.
 */
final class ExpiryBench {

    private static final long PRICE = 2_500;
    private static final int HOT_CAPACITY = 2_000_000;
    private static final int WAITING = 64;
    private static final int FILLING = 512;

    /** For the other services to handle what was placed. So much later than the holds that are measured do all others end. */
    private static final Duration CALM = Duration.ofMinutes(1);

    private static final Duration PAUSE_OF_ASKING = Duration.ofMillis(200);

    /** Orders that a slow machine places in a second, and whose messages it has handled. */
    private static final int FILLED_PER_SECOND = 700;

    private final BenchOptions options;
    private final OrdersUnderTest orders;
    private final Duration hold;
    private final Report report;

    private ExpiryBench(BenchOptions options, OrdersUnderTest orders, Duration hold) {
        this.options = options;
        this.orders = orders;
        this.hold = hold;
        this.report = new Report("expiry", orders.description());
    }

    static void run(BenchOptions options, Path directory) throws IOException, InterruptedException {
        Duration hold = CALM.plus(options.time().multipliedBy(options.rounds() + 1))
                .plusSeconds(15 + options.holds() / FILLED_PER_SECOND);
        try (OrdersUnderTest orders = new OrdersUnderTest(
                directory, System.getenv(), List.of("holdfast.orders.hold=" + hold.toSeconds() + "s"))) {
            String payments = orders.startBeside("payments", PaymentsApplication.application());
            String timers = orders.startBeside("expiration", ExpirationApplication.application());
            new ExpiryBench(options, orders, hold).run();
            orders.awaitIdle();
            FinalCheck.of(
                    "--orders-mongodb-uri",
                    orders.databaseUri(),
                    "--payments-mongodb-uri",
                    payments,
                    "--expiration-mongodb-uri",
                    timers,
                    "--messaging-servers",
                    orders.brokerUrl());
        }
    }

    private void run() throws InterruptedException {
        IO.println("Filling an event with %,d holds.".formatted(options.holds()));
        Selection full = orders.publish(options.holds(), PRICE);
        Instant began = Instant.now();
        place(full, options.holds());
        Instant filled = Instant.now();
        Instant due = began.plus(hold);
        IO.println("That took %d s. They end from %s to %s."
                .formatted(Duration.between(began, filled).toSeconds(), due, filled.plus(hold)));
        orders.awaitIdle();
        Thread.sleep(CALM);

        Selection hot = orders.publish(HOT_CAPACITY, PRICE);
        Instant others = Instant.now();
        Load.during(options.time(), WAITING, client -> orders.place(client, hot));
        Series quiet = new Series();
        Series quietP99 = new Series();
        for (int round = 0; round < options.rounds(); round++) {
            Load.Outcome outcome = Load.during(options.time(), WAITING, client -> orders.place(client, hot));
            quiet.add(outcome.perSecond(DirectOrders.PLACED));
            quietP99.add(outcome.millis(99));
        }
        if (Instant.now().isAfter(due)) {
            throw new IllegalStateException("The first holds ended before the quiet rate was measured");
        }
        Thread.sleep(Duration.between(Instant.now(), due));
        whileHoldsEnd(hot, full, quiet, quietP99, others.plus(hold));
    }

    private void whileHoldsEnd(Selection hot, Selection full, Series quiet, Series quietP99, Instant end)
            throws InterruptedException {
        IO.println("Measuring while they end.");
        Asking asking = new Asking(full);
        Thread asker = Thread.ofVirtual().start(asking::run);
        Watch watch = new Watch(full.eventId(), end);
        Thread watcher = Thread.ofVirtual().start(watch::run);
        Load.Outcome during = Load.until(() -> watch.over, WAITING, client -> orders.place(client, hot));
        asking.over = true;
        asker.join();
        watcher.join();
        int leftWithLoad = orders.held(full.eventId());
        Instant calm = Instant.now();
        // What the asking buyer took is held anew.
        OrdersUnderTest.await("all of them to be free", () -> orders.held(full.eventId()) <= asking.granted);
        Duration afterwards = Duration.between(calm, Instant.now());

        double rate = during.perSecond(DirectOrders.PLACED);
        double ratio = rate / quiet.median();
        double p99 = during.millis(99);
        report.table(
                "Orders of one event, %d waiting, while %,d holds of another end".formatted(WAITING, options.holds()),
                List.of("", "a second", "p50 ms", "p99 ms", "answers"),
                List.of(
                        List.of("quiet", quiet.text("%,.0f"), "", quietP99.text("%.0f"), ""),
                        List.of(
                                "while holds end",
                                "%,.0f".formatted(rate),
                                "%.0f".formatted(during.millis(50)),
                                "%.0f".formatted(p99),
                                during.answers().toString())));
        report.table(
                "The holds that ended",
                List.of("", ""),
                List.of(
                        List.of("measured for", seconds(during.elapsed())),
                        List.of("held after that", "%,d".formatted(leftWithLoad)),
                        List.of("all free, without other buyers, after another", seconds(afterwards)),
                        List.of("asked for one of them", "%d times".formatted(asking.asked)),
                        List.of("got it", "%d times".formatted(asking.granted)),
                        List.of(
                                "p50 / p99 ms",
                                "%.0f / %.0f".formatted(asking.percentile(50), asking.percentile(99)))));
        report.figure(
                "expiry",
                Map.of(
                        "holds",
                        options.holds(),
                        "quietPerSecond",
                        quiet,
                        "perSecond",
                        rate,
                        "p99Millis",
                        p99,
                        "seconds",
                        Load.seconds(during.elapsed()),
                        "heldAfterwards",
                        leftWithLoad,
                        "secondsUntilFree",
                        Load.seconds(afterwards),
                        "asked",
                        asking.asked,
                        "granted",
                        asking.granted));
        report.goal("orders while holds end / quiet (≥ 0.7)", ratio, 0.7, 1e9);
        report.goal("p99 meanwhile in ms (≤ 500)", p99, 0, 500);
        report.goal("granted / asked for what was held (1)", (double) asking.granted / asking.asked, 1, 1);
        report.finish(options.out());
    }

    /** Asks for a unit of the event whose holds end, again and again. */
    private final class Asking {

        private final Selection selection;
        private volatile boolean over;
        private long[] nanos = new long[0];
        private int asked;
        private int granted;

        private Asking(Selection selection) {
            this.selection = selection;
        }

        void run() {
            try {
                // The first of them is due, by every clock.
                Thread.sleep(Duration.ofSeconds(2));
                List<Long> took = new ArrayList<>();
                while (!over) {
                    long began = System.nanoTime();
                    granted += orders.place(-1 - asked, selection).equals(DirectOrders.PLACED) ? 1 : 0;
                    took.add(System.nanoTime() - began);
                    asked++;
                    Thread.sleep(PAUSE_OF_ASKING);
                }
                nanos = took.stream().mapToLong(Long::longValue).toArray();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        double percentile(double percent) {
            return Latencies.of(List.of(nanos)).percentile(percent).toNanos() / 1e6;
        }
    }

    /** Ends the measurement when nothing is held any more, or at a given time. */
    private final class Watch {

        private final String eventId;
        private final Instant end;
        private volatile boolean over;

        private Watch(String eventId, Instant end) {
            this.eventId = eventId;
            this.end = end;
        }

        void run() {
            try {
                while (!over) {
                    Thread.sleep(Duration.ofSeconds(2));
                    over = Instant.now().isAfter(end) || orders.held(eventId) < options.holds() / 100;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void place(Selection selection, int number) throws InterruptedException {
        AtomicLong left = new AtomicLong(number);
        Load.until(
                () -> left.get() <= 0,
                Math.min(FILLING, number),
                client -> left.getAndDecrement() > 0 ? orders.place(client, selection) : "enough");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", Load.seconds(duration));
    }
}
