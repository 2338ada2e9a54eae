package io.holdfast.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * I7 for outboxes: every version of an aggregate is announced, and every entry that is marked as published is in its stream. Each
 * rule needs one document, and a stream that was read before it, so that a finding is never the state between two writes.
 */
final class OutboxRules {

    /** Services keep published entries for longer than this; older ones may be missing. */
    private static final Duration SURELY_KEPT = Duration.ofHours(5);

    /** How far the clocks of broker and services may be apart, together with the time from a message to its acknowledgement. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** Kinds of aggregates that announce every version from the first on. */
    private static final Set<String> ANNOUNCED_FROM_THE_FIRST = Set.of("order", "payment");

    /** Kinds whose versions are those of another aggregate: a decision has the version of its event. */
    private static final Set<String> NUMBERED_BY_OTHERS = Set.of("changes");

    private final Streams streams;
    private final Findings findings;
    private final Instant now;
    private final Map<String, List<Announced>> leftToBatches = new HashMap<>();

    OutboxRules(Streams streams, Findings findings, Instant now) {
        this.streams = streams;
        this.findings = findings;
        this.now = now;
    }

    /**
     * Checks the outbox of one document; does nothing if it has none.
     *
     * @param kind of aggregate, for a person: {@code order}
     * @param usualStream the stream it publishes to, in case it has no entry left that names it
     */
    void check(String kind, String usualStream, StoredDocument document) {
        StoredDocument outbox = document.part("outbox").orElse(null);
        if (outbox == null || !document.has("version")) {
            return;
        }
        String id = document.id();
        long version = document.number("version");
        Map<Long, StoredDocument> entries = new TreeMap<>();
        outbox.parts("entries").forEach((key, entry) -> entries.put(Long.parseLong(key), entry));
        if (entries.isEmpty() && !outbox.has("last")) {
            if (ANNOUNCED_FROM_THE_FIRST.contains(kind) && version > 0) {
                findings.wrong("I7", "%s %s is at version %d and never announced any".formatted(kind, id, version));
            }
            return;
        }
        boolean draft = document.find("status").orElse("").equals("DRAFT");
        long last = outbox.number("last", entries.isEmpty() ? version : lastOf(entries));
        if (last != version && !draft) {
            findings.wrong("I7", "%s %s is at version %d, but announced up to %d".formatted(kind, id, version, last));
        }
        for (Map.Entry<Long, StoredDocument> entry : entries.entrySet()) {
            checkEntry(kind, id, entry.getKey(), entry.getValue());
        }
        if (!NUMBERED_BY_OTHERS.contains(kind)) {
            checkGaps(kind, id, last, usualStream, document, entries);
        }
    }

    private static long lastOf(Map<Long, StoredDocument> entries) {
        return entries.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private void checkEntry(String kind, String id, long version, StoredDocument entry) {
        if (!entry.has("subject")) {
            findings.wrong(
                    "I7", "%s %s has only a part of the announcement of version %d".formatted(kind, id, version));
            return;
        }
        Announced announced = new Announced(kind, id, version, entry.text("subject"), entry.instant("at"));
        if (entry.flag("inBatch")) {
            boolean published = streams.find(announced.stream())
                    .filter(log -> isPublished(log, id, version, Long.MAX_VALUE))
                    .isPresent();
            if (!published) {
                leftToBatches.computeIfAbsent(id, key -> new ArrayList<>()).add(announced);
            }
        } else {
            checkMark(announced, entry);
        }
    }

    /** Aggregates with announcements that were left to batches and are not in the streams as they were read. */
    Set<String> leftToBatches() {
        return Set.copyOf(leftToBatches.keySet());
    }

    /** Checks what was left to batches. To be called after all aggregates of a collection, with the batches that list them. */
    void checkBatches(List<StoredDocument> batches) {
        Map<String, StoredDocument> latest = new HashMap<>();
        for (StoredDocument batch : batches) {
            for (String id : batch.texts("ids")) {
                latest.merge(id, batch, (one, other) -> one.instant("at").isAfter(other.instant("at")) ? one : other);
            }
        }
        leftToBatches.forEach((id, all) -> all.forEach(announced -> {
            StoredDocument batch = latest.get(id);
            if (batch != null) {
                checkMark(announced, batch);
            } else if (announced.at().isAfter(now.minus(SURELY_KEPT))) {
                findings.wrong("I7", "%s is left to a batch that does not exist".formatted(announced));
            }
        }));
        leftToBatches.clear();
    }

    /** The announcement of one version of an aggregate. */
    private record Announced(String kind, String id, long version, String subject, Instant at) {

        String stream() {
            return streamOf(subject, "");
        }

        @Override
        public String toString() {
            return "version %d of %s %s".formatted(version, kind, id);
        }
    }

    /** @param mark with the sequence up to which it was published, and when; of an entry or of its batch */
    private void checkMark(Announced announced, StoredDocument mark) {
        if (!mark.has("sequence")) {
            findings.underway("messages to be published");
            return;
        }
        StreamLog log = streams.find(announced.stream()).orElse(null);
        if (log == null || log.state().latestOnly()) {
            return;
        }
        long sequence = mark.number("sequence");
        Instant publishedAt = mark.findInstant("publishedAt").orElse(Instant.EPOCH);
        if (sequence > log.state().last() || publishedAt.isBefore(log.state().created())) {
            // The stream lost its data, or it grew after it was read.
            if (!isPublished(log, announced.id(), announced.version(), Long.MAX_VALUE)
                    && publishedAt.isBefore(log.state().created())) {
                findings.underway("messages to be republished");
            }
            return;
        }
        if (!isPublished(log, announced.id(), announced.version(), sequence) && !mayHaveExpired(log, announced.at())) {
            findings.wrong(
                    "I7",
                    "%s is marked as published in stream %s up to sequence %d, but is not there"
                            .formatted(announced, announced.stream(), sequence));
        }
    }

    private void checkGaps(
            String kind,
            String id,
            long last,
            String usualStream,
            StoredDocument document,
            Map<Long, StoredDocument> entries) {
        boolean fromTheFirst = ANNOUNCED_FROM_THE_FIRST.contains(kind);
        long first = fromTheFirst
                ? 1
                : entries.keySet().stream().mapToLong(Long::longValue).min().orElse(last);
        Instant begun = document.findInstant("createdAt")
                .or(() -> entries.values().stream().findFirst().flatMap(entry -> entry.findInstant("at")))
                .orElse(Instant.EPOCH);
        for (long version = first; version <= last; version++) {
            if (entries.containsKey(version)) {
                continue;
            }
            StoredDocument before = entries.get(version - 1);
            Instant earliest = before == null ? begun : before.findInstant("at").orElse(begun);
            String stream = before == null ? usualStream : streamOf(before.text("subject"), usualStream);
            boolean kept = earliest.isAfter(now.minus(SURELY_KEPT));
            StreamLog log = streams.find(stream).orElse(null);
            boolean lost = log != null
                    && !log.state().latestOnly()
                    && log.state().created().isBefore(earliest)
                    && !mayHaveExpired(log, earliest)
                    && !isPublished(log, id, version, Long.MAX_VALUE);
            if (kept || lost) {
                findings.wrong("I7", "%s %s never announced its version %d".formatted(kind, id, version));
            }
        }
    }

    private static boolean isPublished(StreamLog log, String id, long version, long by) {
        return log.published(id).stream().anyMatch(message -> message.version() == version && message.sequence() <= by);
    }

    /** Whether the stream may have deleted a message of this time because of its age. */
    private static boolean mayHaveExpired(StreamLog log, Instant at) {
        return log.state().first() > 1 && log.state().firstAt().plus(SKEW).isAfter(at);
    }

    private static String streamOf(String subject, String otherwise) {
        int dot = subject.indexOf('.');
        return dot < 0 ? otherwise : subject.substring(0, dot);
    }
}
