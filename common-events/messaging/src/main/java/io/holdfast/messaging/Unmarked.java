package io.holdfast.messaging;

import io.holdfast.messaging.OutboxMark.Writing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What was acknowledged of the aggregates of a collection and is not marked yet. Who takes it marks it: the next write of the aggregate,
 * or else the relay.
 */
final class Unmarked {

    /** By aggregate, in the order of their acknowledgement. */
    private final Map<String, List<Waiting>> waiting = new ConcurrentHashMap<>();

    /** Of each mark that was taken and has not ended. */
    private final Set<Writing> writing = ConcurrentHashMap.newKeySet();

    /** @param sentAt when its batch was sent */
    private record Waiting(PublishResult result, Instant sentAt, long connection) {}

    void add(PublishedBatch published) {
        for (PublishResult result : published.results()) {
            waiting.compute(result.item().id(), (_, known) -> {
                List<Waiting> all = known == null ? new ArrayList<>(2) : known;
                // Marked before it, that would keep what was sent again from being marked with what is new.
                all.removeIf(
                        earlier -> earlier.connection <= published.connection() && result.includes(earlier.result));
                all.add(new Waiting(result, published.sentAt(), published.connection()));
                return all;
            });
        }
    }

    /** Whether this is still to be marked, by the caller from now on. */
    boolean take(PublishResult result) {
        boolean[] found = {false};
        waiting.computeIfPresent(result.item().id(), (_, all) -> {
            found[0] = all.removeIf(each -> each.result.equals(result));
            return all.isEmpty() ? null : all;
        });
        return found[0];
    }

    /**
     * Takes all that is to be marked of an aggregate, if one write can mark it. It counts as being written until it has {@linkplain #ended
     * ended}.
     *
     * @param connection the present one; what was sent by an earlier one is left: the broker may have lost what it had acknowledged
     * @param now by the clock of {@link PublishedBatch#sentAt}
     */
    Optional<OutboxMark> take(String id, LongSupplier connection, Instant now) {
        Writing written = new Writing();
        // Before the connection is looked at: who waits for marks of an earlier one waits for this, or it is not taken.
        writing.add(written);
        Optional<OutboxMark> taken = takeAll(id, connection.getAsLong(), now, written);
        if (taken.isEmpty()) {
            writing.remove(written);
        }
        return taken;
    }

    private Optional<OutboxMark> takeAll(String id, long connection, Instant now, Writing written) {
        List<Waiting> taken = new ArrayList<>(2);
        waiting.computeIfPresent(id, (_, all) -> {
            boolean simple = all.stream()
                    .allMatch(each -> each.connection == connection
                            && each.result.isComplete()
                            && each.result.item().old().isEmpty()
                            && !each.result.item().isDelayed(now));
            if (!simple) {
                return all;
            }
            taken.addAll(all);
            return null;
        });
        return taken.stream()
                .map(each -> new OutboxMark(each.result, each.sentAt, now, each.connection, written))
                .reduce(OutboxMark::and);
    }

    /** What was taken is written, or will not be. */
    void ended(OutboxMark mark) {
        writing.remove(mark.written());
        mark.written().end();
    }

    /** Returns when nothing is being written that was taken before. */
    void awaitWritten() {
        List.copyOf(writing).forEach(each -> each.awaitEnd());
    }
}
