package io.holdfast.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was done how often, what clients were answered, and what was found. */
final class ChaosReport {

    private final ChaosOptions options;
    private final Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private final Map<String, Map<String, Integer>> answers = new TreeMap<>();
    private int kills;
    private long bells;
    private long bellsWithKills;
    private double drainSeconds;
    private String checked = "";

    ChaosReport(ChaosOptions options) {
        this.options = options;
    }

    /** @param kinds of faults that this machine cannot make, and why */
    void leftOut(List<String> kinds) {
        leftOut.addAll(kinds);
    }

    void faults(Map<FaultKind, Integer> made, int killed) {
        faults.putAll(made);
        kills = killed;
    }

    /**
     * @param all how many waiting rooms opened
     * @param withKills at how many of these moments orders-service was killed
     */
    void bells(long all, long withKills) {
        bells = all;
        bellsWithKills = withKills;
    }

    void drained(Drain.Outcome outcome) {
        findings.addAll(outcome.findings());
        if (drainSeconds == 0) {
            drainSeconds = outcome.seconds();
        }
        checked = outcome.summary();
    }

    void findings(List<String> more) {
        findings.addAll(more);
    }

    void history(List<Exchange> history) {
        for (Exchange exchange : history) {
            if (!exchange.act().startsWith("final-")) {
                answers.computeIfAbsent(exchange.act(), _ -> new TreeMap<>())
                        .merge(exchange.outcome(), 1, Integer::sum);
            }
        }
    }

    boolean isSound() {
        return findings.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("Seed %d, %.1f minutes of faults, %d processes killed.%n%n"
                .formatted(options.seed(), options.time().toMillis() / 60_000.0, kills));
        text.append("%-60s %5s%n".formatted("fault", "times"));
        faults.forEach((kind, count) -> text.append("%-60s %5d%n".formatted(kind.description, count)));
        text.append("orders-service killed at %d of %d bells%n".formatted(bellsWithKills, bells));
        leftOut.forEach(what -> text.append("Left out: %s%n".formatted(what)));
        text.append("%n%-14s %7s  %s%n".formatted("requests", "all", "answers"));
        answers.forEach((act, counts) -> text.append("%-14s %7d  %s%n"
                .formatted(
                        act,
                        counts.values().stream().mapToInt(Integer::intValue).sum(),
                        counts)));
        text.append("%nEverything was handled %.0f s after the last fault.%n".formatted(drainSeconds));
        text.append(checked.lines()
                .filter(line -> line.startsWith("Looked at"))
                .findFirst()
                .orElse(""));
        text.append("%n%n".formatted());
        findings.forEach(finding -> text.append(finding).append('\n'));
        text.append(
                findings.isEmpty()
                        ? "Nothing is wrong.\n"
                        : findings.size() == 1 ? "1 thing is wrong.\n" : findings.size() + " things are wrong.\n");
        return text.toString();
    }
}
