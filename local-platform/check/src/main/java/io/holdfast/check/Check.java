package io.holdfast.check;

import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Checks a whole system once. In a running system two documents may contradict each other between two writes, so contradictions are
 * read again several times: only those that stay are reported as wrong.
 */
public final class Check {

    /** The pauses before contradictions are read again; together longer than any change takes from its first write to its last. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));

    private final SystemAddresses systems;

    private Check(SystemAddresses systems) {
        this.systems = systems;
    }

    public static Check of(SystemAddresses systems) {
        return new Check(systems);
    }

    /**
     * Reads everything and checks all rules.
     *
     * @throws CommandFailed when a database or the broker does not answer
     */
    public Report run() {
        return run(Check::sleep);
    }

    /**
     * Checks all rules on what was opened and read already, of a system that stands still.
     *
     * @param databases by the short names of their services
     * @param now the time in that system
     */
    public static Report of(Map<String, MongoDatabase> databases, Collection<StreamContents> streams, Instant now) {
        Check check = new Check(new SystemAddresses(Map.of(), null, false));
        Findings findings = new Findings();
        Streams read = Streams.of(streams);
        Snapshot snapshot = check.check(Databases.of(databases), read, Scope.EVERYTHING, findings, now);
        return new Report(
                findings.wrong(), findings.warnings(), findings.underway(), looked(snapshot, read), List.of());
    }

    /** @param pause waits before contradictions are read again */
    Report run(Consumer<Duration> pause) {
        try (Databases databases = Databases.at(systems, "check");
                Streams streams = Streams.at(systems)) {
            Findings first = new Findings();
            Snapshot snapshot = check(databases, streams, Scope.EVERYTHING, first, Instant.now());
            List<Finding> wrong = new ArrayList<>(first.wrong());
            Map<String, Integer> underway = new TreeMap<>(first.underway());
            if (systems.running()) {
                int resolved = removeResolved(databases, streams, wrong, pause);
                if (resolved > 0) {
                    underway.merge("differences of a moment", resolved, Integer::sum);
                }
            }
            return new Report(wrong, first.warnings(), underway, looked(snapshot, streams), notLookedAt());
        }
    }

    private Snapshot check(Databases databases, Streams streams, Scope scope, Findings findings, Instant now) {
        // Streams first: what is read from the databases afterwards is at least as new.
        streams.readOn();
        Snapshot snapshot = SnapshotReader.read(databases, new OutboxRules(streams, findings, now), findings, scope);
        if (systems.running()) {
            snapshot.asOf = Instant.now();
        }
        if (snapshot.hasRead("orders")) {
            new BlockRules(snapshot, findings).check();
            new HolderRules(snapshot, findings).check();
            new LimitRules(snapshot, findings).check();
            new DoorRules(snapshot, findings).check();
            new NoticeRules(snapshot, findings, now).check();
            new ReceiptRules(snapshot, new DeliveryCheck(streams), findings).check();
            new WaitingRoomRules(snapshot, findings).check();
            if (scope.everything()) {
                new RefusalRules(snapshot, findings).check();
            }
        }
        new CatalogueRules(snapshot, streams, findings).check();
        new MoneyRules(snapshot, new DeliveryCheck(streams), findings).check();
        new LedgerRules(snapshot, findings).check(scope.everything());
        new MessageRules(snapshot, streams, findings).check(scope.everything());
        return snapshot;
    }

    /** Removes contradictions that are gone when they are read again; returns how many. */
    private int removeResolved(Databases databases, Streams streams, List<Finding> wrong, Consumer<Duration> pause) {
        int before = wrong.size();
        for (Duration length : PAUSES) {
            List<Finding> transientOnes =
                    wrong.stream().filter(Finding::mayBeTransient).toList();
            if (transientOnes.isEmpty()) {
                break;
            }
            pause.accept(length);
            Findings again = new Findings();
            check(databases, streams, Scope.of(transientOnes), again, Instant.now());
            Set<String> still = again.wrong().stream().map(Finding::toString).collect(Collectors.toSet());
            wrong.removeIf(finding -> finding.mayBeTransient() && !still.contains(finding.toString()));
        }
        return before - wrong.size();
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted", e);
        }
    }

    private static Map<String, Long> looked(Snapshot snapshot, Streams streams) {
        Map<String, Long> looked = new TreeMap<>(snapshot.looked);
        looked.put(
                "messages",
                streams.all().values().stream()
                        .mapToLong(log -> log.state().messages())
                        .sum());
        return looked;
    }

    private List<String> notLookedAt() {
        List<String> missing = new ArrayList<>(SystemAddresses.SERVICES);
        missing.removeAll(systems.databases().keySet());
        if (systems.broker() == null) {
            missing.add("the streams");
        }
        return missing;
    }
}
