package io.holdfast.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the statements that are sent to a database, by what they do. Thread-safe. */
final class Statements {

    /** Fewer documents of each thing are in the sum only. */
    private static final double SHOWN = 0.02;

    private final Map<Statement, Count> counts = new ConcurrentHashMap<>();

    /**
     * What a statement does.
     *
     * @param database that of a service
     * @param command such as {@code update}
     * @param details the fields that it looks for, and those that it changes
     */
    record Statement(String database, String collection, String command, String details) {}

    /** Sums over statements of one kind. */
    static final class Count {

        private final LongAdder statements = new LongAdder();
        private final LongAdder documents = new LongAdder();
        private final LongAdder bytes = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        long statements() {
            return statements.sum();
        }

        long documents() {
            return documents.sum();
        }
    }

    /**
     * Counts one that was sent.
     *
     * @param documents how many it writes, or ids it asks for
     * @param bytes that were sent
     * @return for {@link #answered}
     */
    Count sent(Statement statement, long documents, long bytes) {
        Count count = counts.computeIfAbsent(statement, fresh -> new Count());
        count.statements.increment();
        count.documents.add(documents);
        count.bytes.add(bytes);
        return count;
    }

    /** Adds how long the server took to answer. */
    static void answered(Count count, long nanos) {
        count.nanos.add(nanos);
    }

    /** Forgets what was counted so far. */
    void reset() {
        counts.clear();
    }

    Map<Statement, Count> all() {
        return Map.copyOf(counts);
    }

    /** Prints a row for each kind of statement, the most documents first, and the sums. */
    void table(Report report, String name, long things) {
        double each = Math.max(1, things);
        List<List<String>> rows = new ArrayList<>();
        Count sum = new Count();
        counts.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<Statement, Count> entry) ->
                                -entry.getValue().documents())
                        .thenComparing(entry -> entry.getKey().toString()))
                .forEach(entry -> {
                    Statement key = entry.getKey();
                    Count count = entry.getValue();
                    add(sum, count);
                    if (count.documents() / each >= SHOWN) {
                        rows.add(row(
                                "%s %s.%s %s".formatted(key.command(), key.database(), key.collection(), key.details()),
                                count,
                                each));
                    }
                });
        rows.add(row("all of them, the rare ones included", sum, each));
        report.table(
                "Statements of each of %,d: %s".formatted(things, name),
                List.of("", "statements", "documents", "together", "bytes", "ms a statement"),
                rows);
    }

    private static void add(Count sum, Count count) {
        sum.statements.add(count.statements());
        sum.documents.add(count.documents());
        sum.bytes.add(count.bytes.sum());
        sum.nanos.add(count.nanos.sum());
    }

    private static List<String> row(String name, Count count, double each) {
        double statements = Math.max(1, count.statements());
        return List.of(
                name,
                number("%.3f", count.statements() / each),
                number("%.2f", count.documents() / each),
                number("%.1f", count.documents() / statements),
                number("%.0f", count.bytes.sum() / each),
                number("%.1f", count.nanos.sum() / statements / 1e6));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
