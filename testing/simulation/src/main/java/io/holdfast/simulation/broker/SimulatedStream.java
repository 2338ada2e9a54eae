package io.holdfast.simulation.broker;

import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import io.nats.client.support.NatsJetStreamConstants;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A stream: messages with ascending sequences, and its consumers. */
final class SimulatedStream {

    private record Known(long sequence, Instant at) {}

    private final Instant created;
    private final TreeMap<Long, StoredMessage> messages = new TreeMap<>();
    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, SimulatedConsumer> consumers = new TreeMap<>();
    private StreamConfiguration configuration;
    private long last;

    SimulatedStream(StreamConfiguration configuration, Instant created) {
        this.configuration = configuration;
        this.created = created;
    }

    StreamConfiguration configuration() {
        return configuration;
    }

    void configuration(StreamConfiguration changed) {
        this.configuration = changed;
    }

    Instant created() {
        return created;
    }

    NavigableMap<Long, StoredMessage> messages() {
        return messages;
    }

    Map<String, SimulatedConsumer> consumers() {
        return consumers;
    }

    long last() {
        return last;
    }

    long first() {
        return messages.isEmpty() ? last + 1 : messages.firstKey();
    }

    @Nullable
    StoredMessage find(long sequence) {
        return messages.get(sequence);
    }

    /** Stores a message, unless it has the id of one of the last minutes; returns the sequence of either. */
    long add(String subject, Headers headers, byte[] data, Instant now) {
        String id = headers.getFirst(NatsJetStreamConstants.MSG_ID_HDR);
        Duration window = configuration.getDuplicateWindow();
        Known before = id == null ? null : known.get(id);
        if (before != null && before.at.plus(window).isAfter(now)) {
            return before.sequence;
        }
        last++;
        messages.put(last, new StoredMessage(last, subject, headers, data, now));
        if (id != null) {
            known.put(id, new Known(last, now));
        }
        return last;
    }

    /** Loses everything after {@code sequence}, as a disk does that was not written to the end. */
    void cut(long sequence) {
        messages.tailMap(sequence, false).clear();
        last = Math.min(last, sequence);
        known.values().removeIf(message -> message.sequence > sequence);
        consumers.values().forEach(consumer -> consumer.cut(sequence));
    }
}
