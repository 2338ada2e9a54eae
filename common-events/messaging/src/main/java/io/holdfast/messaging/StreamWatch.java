package io.holdfast.messaging;

import io.holdfast.messaging.KnownStreams.KnownStream;
import io.holdfast.messaging.KnownStreams.LateMarks;
import io.holdfast.messaging.StreamProgress.Last;
import io.holdfast.runtime.BackgroundLoop;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a service's streams every few seconds and after each connect: creates those that are missing, and has the relays publish
 * again what a stream has lost.
 */
final class StreamWatch {
    private static final Logger log = LoggerFactory.getLogger(StreamWatch.class);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** How far the broker's clock and ours may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final String DEAD_LETTERS = "dead letters";

    private final KnownStreams knownStreams;
    private final StreamProgress progress;
    private final Supplier<Collection<OutboxRelay>> relays;
    private final Broker broker;
    private final Streams streams;
    private final Clock clock;
    private final Duration keep;
    private final List<Consumer<String>> lossListeners = new CopyOnWriteArrayList<>();
    private final BackgroundLoop loop;

    /**
     * {@link Broker#connects} when each stream, and {@link #DEAD_LETTERS}, was last checked since the start; used by the loop's thread only,
     * once it runs.
     */
    private final Map<String, Long> checkedAt = new HashMap<>();

    /** @param keep how long relays keep what was published */
    StreamWatch(
            KnownStreams knownStreams,
            StreamProgress progress,
            Supplier<Collection<OutboxRelay>> relays,
            Broker broker,
            Streams streams,
            Clock clock,
            Duration keep) {
        this.knownStreams = knownStreams;
        this.progress = progress;
        this.relays = relays;
        this.broker = broker;
        this.streams = streams;
        this.clock = clock;
        this.keep = keep;
        this.loop = BackgroundLoop.every(RETRY_AFTER, "outbox-streams").runUntilDue(this::checkAll);
        broker.onConnected(loop::wake);
    }

    /** Calls {@code listener} with the name of a stream of ours that has lost messages, at one replica only. */
    void onLoss(Consumer<String> listener) {
        lossListeners.add(listener);
    }

    /** Creates the streams if the broker is there, so that what starts next finds them. Where that fails, the loop goes on trying. */
    void createStreams() {
        if (!broker.isConnected()) {
            return;
        }
        attempt(DEAD_LETTERS, () -> {
            streams.reconcileDeadLetters();
            return false;
        });
        for (String stream : streams.owned()) {
            attempt(stream, () -> {
                streams.reconcile(stream);
                return false;
            });
        }
    }

    void start() {
        checkedAt.clear();
        loop.start();
    }

    void stop() {
        loop.stop();
    }

    Duration checkAll() {
        if (!broker.isConnected()) {
            return CHECK_EVERY;
        }
        long connect = broker.connects();
        if (streams.owned().stream().anyMatch(stream -> !isChecked(stream, connect))) {
            // A mark that is still being written would be missed here, and its message with it, if the broker lost
            // that.
            relays.get().forEach(OutboxRelay::awaitMarks);
        }
        boolean soon = false;
        if (!isChecked(DEAD_LETTERS, connect)) {
            soon = attempt(DEAD_LETTERS, () -> {
                streams.reconcileDeadLetters();
                checkedAt.put(DEAD_LETTERS, connect);
                return false;
            });
        }
        // One that cannot be checked keeps none of the others from it.
        for (String stream : streams.owned()) {
            soon |= attempt(stream, () -> {
                boolean filling = check(stream, !checkedAt.containsKey(stream), !isChecked(stream, connect));
                checkedAt.put(stream, connect);
                return filling;
            });
        }
        return soon ? RETRY_AFTER : CHECK_EVERY;
    }

    private boolean isChecked(String stream, long connect) {
        return Objects.equals(checkedAt.get(stream), connect);
    }

    /** Returns whether the stream is to be looked at again soon. */
    private boolean attempt(String stream, Check check) {
        try {
            return check.isNextSoon();
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            if (broker.isConnected()) {
                log.warn("Stream {} cannot be checked yet: {}", stream, e.toString());
            }
            return true;
        }
    }

    /** One stream is looked at. */
    private interface Check {
        boolean isNextSoon() throws IOException, JetStreamApiException;
    }

    /**
     * Compares a stream with what it was, and has published again what it no longer has.
     *
     * @return whether it fills, so that it is to be looked at again soon
     */
    private boolean check(String stream, boolean first, boolean reconnected) throws IOException, JetStreamApiException {
        Instant now = clock.instant();
        // What it was is read before what it is: a message published in between makes it longer, and is no loss.
        KnownStream known = knownStreams.find(stream);
        Last last = Last.later(progress.get(stream), known == null ? null : known.last());
        StreamInfo info = streams.reconcile(stream);
        boolean filling = streams.makeRoom(info);
        Loss loss = loss(stream, known, last, info, reconnected);
        if (loss != Loss.NONE || first) {
            if (loss.isCertain() && known != null) {
                log.warn("Stream {} lost messages; publishing ours again", stream);
                lossListeners.forEach(listener -> listener.accept(stream));
            }
            republish(stream, loss, known, info, now);
        }
        LateMarks late = late(stream, loss, known, now);
        Last reached = progress.get(stream);
        if (reached == null || !loss.isCertain()) {
            reached = Last.later(reached, last);
        }
        if (known == null
                || loss != Loss.NONE
                || !known.last().equals(reached)
                || !Objects.equals(known.late(), late)) {
            knownStreams.save(
                    stream, new KnownStream(created(info), reached == null ? new Last(0, "") : reached, now, late));
        }
        return filling;
    }

    /** Has published again what was marked late, once it is certain that no such mark comes any more; returns what is left to do. */
    private @Nullable LateMarks late(String stream, Loss loss, @Nullable KnownStream known, Instant now)
            throws IOException {
        LateMarks late = known == null ? null : known.late();
        if (loss != Loss.NONE) {
            Instant wellAt = known == null ? now : known.at();
            return LateMarks.of(late, new LateMarks(wellAt, now, changedSince(wellAt, loss)));
        }
        if (late == null || !late.areWritten(now)) {
            return late;
        }
        republish(stream, late.since(), (sequence, at) -> late.include(at));
        return null;
    }

    private Loss loss(
            String stream, @Nullable KnownStream known, @Nullable Last last, StreamInfo info, boolean reconnected)
            throws IOException, JetStreamApiException {
        if (known == null || !known.created().equals(created(info))) {
            return Loss.ALL;
        }
        Loss nothingKnown = reconnected ? Loss.RECENT : Loss.NONE;
        if (last == null) {
            return nothingKnown;
        }
        if (info.getStreamState().getLastSequence() < last.sequence()) {
            return mayHaveGrownSince(known.at(), info.getStreamState()) ? Loss.UNKNOWN : Loss.END;
        }
        return reconnected && isReplaced(stream, last, info) ? Loss.UNKNOWN : nothingKnown;
    }

    /**
     * Whether a stream that is shorter than it was when it was well may have been shorter still, and have grown again: then other messages
     * have sequences of ours, too.
     */
    static boolean mayHaveGrownSince(Instant wellAt, StreamState state) {
        return state.getLastSequence() > 0
                && (state.getLastTime() == null
                        || !state.getLastTime().toInstant().isBefore(wellAt.minus(SKEW)));
    }

    /** Whether another message has the sequence of our last: the stream was cut shorter and grew again. */
    private boolean isReplaced(String stream, Last last, StreamInfo info) throws IOException, JetStreamApiException {
        return last.sequence() >= info.getStreamState().getFirstSequence()
                && last.sequence() > 0
                && !last.messageId().equals(streams.messageIdAt(stream, last.sequence()));
    }

    private void republish(String stream, Loss loss, @Nullable KnownStream known, StreamInfo info, Instant now)
            throws IOException {
        long end = info.getStreamState().getLastSequence();
        Instant created = created(info);
        // The broker may have lost what was published before it went away, however long it was away.
        Instant wellAt = known == null ? now : known.at();
        Instant latest = now.plus(KnownStreams.CLOCKS_DIFFER);
        BiPredicate<Long, Instant> lost = switch (loss) {
            case ALL -> (sequence, at) -> sequence > end || at.isBefore(created.plus(SKEW));
            case UNKNOWN -> (sequence, at) -> !at.isAfter(latest);
            case RECENT ->
                (sequence, at) -> !at.isBefore(wellAt.minus(KnownStreams.CLOCKS_DIFFER)) && !at.isAfter(latest);
            case END, NONE -> (sequence, at) -> sequence > end && !at.isAfter(latest);
        };
        if (loss.isCertain()) {
            progress.forget(stream, end);
        }
        republish(stream, changedSince(wellAt, loss), lost);
    }

    private Instant changedSince(Instant wellAt, Loss loss) {
        return wellAt.minus(loss.isCertain() ? keep : SKEW);
    }

    private void republish(String stream, Instant since, BiPredicate<Long, Instant> lost) throws IOException {
        boolean complete = true;
        for (OutboxRelay relay : relays.get()) {
            complete &= relay.republish(stream, since, lost);
        }
        if (!complete) {
            throw new IOException("The broker did not take everything that stream " + stream + " lost");
        }
    }

    /** With the precision of a BSON date. */
    private static Instant created(StreamInfo info) {
        return info.getCreateTime().toInstant().truncatedTo(ChronoUnit.MILLIS);
    }

    private enum Loss {
        NONE,
        /**
         * There was another connection before this one: what was published since the stream was last checked may be lost. The replica that
         * published it may have crashed meanwhile, and then none knows how long the stream was.
         */
        RECENT,
        /** The stream is a new one. */
        ALL,
        /** It is shorter than it was, and has not grown since. */
        END,
        /** It was shorter for a while. */
        UNKNOWN;

        boolean isCertain() {
            return this != NONE && this != RECENT;
        }
    }
}
