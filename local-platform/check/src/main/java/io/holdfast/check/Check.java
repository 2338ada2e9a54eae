package io.holdfast.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Looks at a whole system once, and says whether all is well. Of a running one, what documents seem to say against each other
 * is looked at again, several times: only what stays is wrong.
 */
public final class Check {

    /** Between two looks. Nothing that is between two writes stays so through all of them. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));

    private final Systems systems;

    private Check(Systems systems) {
        this.systems = systems;
    }

    public static Check of(Systems systems) {
        return new Check(systems);
    }

    /** @throws CannotLook when a database or the broker does not answer */
    public Report run() {
        return run(Check::rest);
    }

    /** @param rest waits between two looks */
    Report run(Consumer<Duration> rest) {
        try (Databases databases = Databases.at(systems, "check");
                Streams streams = Streams.at(systems)) {
            Verdict first = new Verdict();
            World world = look(databases, streams, Scope.EVERYTHING, first);
            List<Finding> wrong = new ArrayList<>(first.wrong());
            Map<String, Integer> underway = new TreeMap<>(first.underway());
            if (systems.running()) {
                int passed = lookAgain(databases, streams, wrong, rest);
                if (passed > 0) {
                    underway.merge("differences of a moment", passed, Integer::sum);
                }
            }
            return new Report(wrong, first.warnings(), underway, looked(world, streams), notLookedAt());
        }
    }

    private World look(Databases databases, Streams streams, Scope scope, Verdict verdict) {
        // First what was said and heard: what the databases have then is at least as new.
        streams.readOn();
        World world = Reader.read(databases, new OutboxRules(streams, verdict, Instant.now()), verdict, scope);
        if (systems.running()) {
            world.asOf = Instant.now();
        }
        new InventoryRules(world, verdict).judge();
        new CatalogueRules(world, streams, verdict).judge();
        new MoneyRules(world, new Hearing(streams), verdict).judge();
        new LedgerRules(world, verdict).judge(scope.everything());
        new MessageRules(world, streams, verdict).judge(scope.everything());
        return world;
    }

    /** Takes out what is no longer so; returns how much that is. */
    private int lookAgain(Databases databases, Streams streams, List<Finding> wrong, Consumer<Duration> rest) {
        int before = wrong.size();
        for (Duration pause : PAUSES) {
            List<Finding> passing = wrong.stream().filter(Finding::mayPass).toList();
            if (passing.isEmpty()) {
                break;
            }
            rest.accept(pause);
            Verdict again = new Verdict();
            look(databases, streams, Scope.of(passing), again);
            Set<String> still = again.wrong().stream().map(Finding::toString).collect(Collectors.toSet());
            wrong.removeIf(finding -> finding.mayPass() && !still.contains(finding.toString()));
        }
        return before - wrong.size();
    }

    private static void rest(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotLook("Interrupted", e);
        }
    }

    private static Map<String, Long> looked(World world, Streams streams) {
        Map<String, Long> looked = new TreeMap<>(world.looked);
        looked.put(
                "messages",
                streams.all().values().stream()
                        .mapToLong(log -> log.state().messages())
                        .sum());
        return looked;
    }

    private List<String> notLookedAt() {
        List<String> missing = new ArrayList<>(Systems.SERVICES);
        missing.removeAll(systems.databases().keySet());
        if (systems.broker() == null) {
            missing.add("the streams");
        }
        return missing;
    }
}
