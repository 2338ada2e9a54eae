package io.holdfast.bench;

import io.holdfast.bench.Load.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** What was measured, by name and over all rounds, as one table in which each line is compared with another one. */
final class Figures {

    private final Cpu cpu;
    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final Map<String, String> comparedWith = new LinkedHashMap<>();

    /** @param cpu the processes whose time is counted */
    Figures(Cpu cpu) {
        this.cpu = cpu;
    }

    /** One line; answers by their word, of all rounds together. */
    record Figure(Series perSecond, Series p50, Series p99, ProcessorTime cpu, Map<String, Long> answers) {

        Figure() {
            this(new Series(), new Series(), new Series(), new ProcessorTime(), new TreeMap<>());
        }
    }

    /** @param name of a figure that may not be measured yet; then it is empty */
    Figure of(String name) {
        return figures.getOrDefault(name, new Figure());
    }

    /** Has a figure compared with another one, round by round. */
    void compare(String name, String with) {
        comparedWith.put(name, with);
    }

    /**
     * Measures for some time and adds what came of it to the figure.
     *
     * @param good the answer that counts
     */
    Outcome measure(String name, Duration time, int clients, String good, Load.Request request)
            throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        return measure(name, () -> System.nanoTime() - end >= 0, clients, good, request);
    }

    /** The same, until it is over. */
    Outcome measure(String name, BooleanSupplier over, int clients, String good, Load.Request request)
            throws InterruptedException {
        Map<String, Duration> before = cpu.used();
        Outcome outcome = Load.until(over, clients, request);
        Figure figure = figures.computeIfAbsent(name, fresh -> new Figure());
        figure.perSecond().add(outcome.perSecond(good));
        figure.p50().add(outcome.millis(50));
        figure.p99().add(outcome.millis(99));
        figure.cpu().add(cpu.microsEach(before, outcome.count(good)));
        outcome.answers().forEach((answer, count) -> figure.answers().merge(answer, count, Long::sum));
        IO.println("  %s: %,.0f a second, p99 %.0f ms, answers %s"
                .formatted(name, outcome.perSecond(good), outcome.millis(99), outcome.answers()));
        return outcome;
    }

    /** Forgets a figure, as that of a warm-up. */
    void forget(String name) {
        figures.remove(name);
    }

    /** The ratio to the figure that this one is compared with; not a number if it is compared with none. */
    double ratio(String name) {
        return of(name).perSecond()
                .dividedBy(of(comparedWith.getOrDefault(name, "")).perSecond())
                .median();
    }

    void print(Report report, String title) {
        List<List<String>> rows = new ArrayList<>();
        figures.forEach((name, figure) -> rows.add(List.of(
                name,
                figure.perSecond().text("%,.0f"),
                comparedWith.containsKey(name) ? "%.2f of %s".formatted(ratio(name), comparedWith.get(name)) : "",
                figure.p50().text("%.1f"),
                figure.p99().text("%.1f"),
                figure.cpu().total(),
                figure.answers().toString())));
        report.table(title, List.of("", "a second", "ratio", "p50 ms", "p99 ms", "cpu µs", "answers"), rows);
        Map<String, ProcessorTime> times = new LinkedHashMap<>();
        figures.forEach((name, figure) -> times.put(name, figure.cpu()));
        ProcessorTime.table(report, times);
        figures.forEach((name, figure) -> report.figure(name, values(figure)));
    }

    private static Map<String, Object> values(Figure figure) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("perSecond", figure.perSecond());
        values.put("p50Millis", figure.p50());
        values.put("p99Millis", figure.p99());
        values.put("answers", figure.answers());
        figure.cpu().addTo(values);
        return values;
    }
}
