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
 * I7, on the side of who speaks: every version of an aggregate is announced, and what counts as said is in its stream. Said
 * by one document and a stream that was read before it, so nothing here is a matter of the moment.
 */
final class OutboxRules {

    /** Published entries are kept for hours; only younger ones must be there. */
    private static final Duration SURELY_KEPT = Duration.ofHours(5);

    /** How far the clocks of broker and services may be apart, and a message from its acknowledgement. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** Those that announce every change from the first on. */
    private static final Set<String> ANNOUNCED_FROM_THE_FIRST = Set.of("order", "payment");

    /** Those whose versions are somebody else's: a decision has the version of the event that it is about. */
    private static final Set<String> NUMBERED_BY_OTHERS = Set.of("changes");

    private final Streams streams;
    private final Verdict verdict;
    private final Instant now;
    private final Map<String, List<Announced>> leftToBatches = new HashMap<>();

    OutboxRules(Streams streams, Verdict verdict, Instant now) {
        this.streams = streams;
        this.verdict = verdict;
        this.now = now;
    }

    /**
     * @param kind what it is, for a person: {@code order}
     * @param usualStream where it speaks if its own entries no longer say so
     */
    void judge(String kind, String usualStream, Raw document) {
        Raw outbox = document.part("outbox").orElse(null);
        if (outbox == null || !document.has("version")) {
            return;
        }
        String id = document.id();
        long version = document.number("version");
        Map<Long, Raw> entries = new TreeMap<>();
        outbox.parts("entries").forEach((key, entry) -> entries.put(Long.parseLong(key), entry));
        if (entries.isEmpty() && !outbox.has("last")) {
            if (ANNOUNCED_FROM_THE_FIRST.contains(kind) && version > 0) {
                verdict.wrong("I7", "%s %s is at version %d and never announced any".formatted(kind, id, version));
            }
            return;
        }
        boolean draft = document.find("status").orElse("").equals("DRAFT");
        long last = outbox.number("last", entries.isEmpty() ? version : lastOf(entries));
        if (last != version && !draft) {
            verdict.wrong("I7", "%s %s is at version %d, but announced up to %d".formatted(kind, id, version, last));
        }
        for (Map.Entry<Long, Raw> entry : entries.entrySet()) {
            judgeEntry(kind, id, entry.getKey(), entry.getValue());
        }
        if (!NUMBERED_BY_OTHERS.contains(kind)) {
            judgeGaps(kind, id, last, usualStream, document, entries);
        }
    }

    private static long lastOf(Map<Long, Raw> entries) {
        return entries.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private void judgeEntry(String kind, String id, long version, Raw entry) {
        if (!entry.has("subject")) {
            verdict.wrong("I7", "%s %s has only a part of the announcement of version %d".formatted(kind, id, version));
            return;
        }
        Announced announced = new Announced(kind, id, version, entry.text("subject"), entry.instant("at"));
        if (entry.flag("inBatch")) {
            boolean said = streams.find(announced.stream())
                    .filter(log -> isSaid(log, id, version, Long.MAX_VALUE))
                    .isPresent();
            if (!said) {
                leftToBatches.computeIfAbsent(id, key -> new ArrayList<>()).add(announced);
            }
        } else {
            judgeMark(announced, entry);
        }
    }

    /** Whose announcements were left to batches, and were not in their streams when these were read. */
    Set<String> leftToBatches() {
        return Set.copyOf(leftToBatches.keySet());
    }

    /** To be called after all aggregates of a collection, with the batches that list some of those left to batches. */
    void judgeBatches(List<Raw> batches) {
        Map<String, Raw> latest = new HashMap<>();
        for (Raw batch : batches) {
            for (String id : batch.texts("ids")) {
                latest.merge(id, batch, (one, other) -> one.instant("at").isAfter(other.instant("at")) ? one : other);
            }
        }
        leftToBatches.forEach((id, all) -> all.forEach(announced -> {
            Raw batch = latest.get(id);
            if (batch != null) {
                judgeMark(announced, batch);
            } else if (announced.at().isAfter(now.minus(SURELY_KEPT))) {
                verdict.wrong("I7", "%s is said by a batch, which is not there".formatted(announced));
            }
        }));
        leftToBatches.clear();
    }

    /** What an aggregate has to say of one of its versions. */
    private record Announced(String kind, String id, long version, String subject, Instant at) {

        String stream() {
            return streamOf(subject, "");
        }

        @Override
        public String toString() {
            return "%s %s says that its version %d".formatted(kind, id, version);
        }
    }

    /** @param mark where it says up to which place of the stream it was said, and when */
    private void judgeMark(Announced announced, Raw mark) {
        if (!mark.has("sequence")) {
            verdict.underway("announcements to be said");
            return;
        }
        StreamLog log = streams.find(announced.stream()).orElse(null);
        if (log == null || log.state().latestOnly()) {
            return;
        }
        long sequence = mark.number("sequence");
        Instant publishedAt = mark.findInstant("publishedAt").orElse(Instant.EPOCH);
        if (sequence > log.state().last() || publishedAt.isBefore(log.state().created())) {
            // A stream that lost its disk; or one that grew after it was read.
            if (!isSaid(log, announced.id(), announced.version(), Long.MAX_VALUE)
                    && publishedAt.isBefore(log.state().created())) {
                verdict.underway("announcements to be said again");
            }
            return;
        }
        if (!isSaid(log, announced.id(), announced.version(), sequence) && !mayBeForgotten(log, announced.at())) {
            verdict.wrong(
                    "I7",
                    "%s is in stream %s by place %d, where it is not"
                            .formatted(announced, announced.stream(), sequence));
        }
    }

    private void judgeGaps(
            String kind, String id, long last, String usualStream, Raw document, Map<Long, Raw> entries) {
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
            Raw before = entries.get(version - 1);
            Instant earliest = before == null ? begun : before.findInstant("at").orElse(begun);
            String stream = before == null ? usualStream : streamOf(before.text("subject"), usualStream);
            boolean kept = earliest.isAfter(now.minus(SURELY_KEPT));
            StreamLog log = streams.find(stream).orElse(null);
            boolean lost = log != null
                    && !log.state().latestOnly()
                    && log.state().created().isBefore(earliest)
                    && !mayBeForgotten(log, earliest)
                    && !isSaid(log, id, version, Long.MAX_VALUE);
            if (kept || lost) {
                verdict.wrong("I7", "%s %s never announced its version %d".formatted(kind, id, version));
            }
        }
    }

    private static boolean isSaid(StreamLog log, String id, long version, long by) {
        return log.said(id).stream().anyMatch(said -> said.version() == version && said.sequence() <= by);
    }

    /** Whether the stream may have dropped a message of this time for its age. */
    private static boolean mayBeForgotten(StreamLog log, Instant at) {
        return log.state().first() > 1 && log.state().firstAt().plus(SKEW).isAfter(at);
    }

    private static String streamOf(String subject, String otherwise) {
        int dot = subject.indexOf('.');
        return dot < 0 ? otherwise : subject.substring(0, dot);
    }
}
