package io.holdfast.messaging;

import io.holdfast.telemetry.MeterProbe;
import io.holdfast.telemetry.Readings;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.api.Subject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measures how far behind a service's messages are: those it has not published yet, those it has not received yet, and those it could not
 * handle. Replicas share all three, and each of them reports them.
 */
final class MessagingProbes {

    /** Counting stops here, since counting more takes too long. */
    private static final int MOST_COUNTED = 10_000;

    private MessagingProbes() {}

    static MeterProbe outboxes(OutboxRelays relays, Clock clock) {
        return readings -> {
            for (OutboxRelay relay : relays.all()) {
                outbox(relay.collectionName(), relay.backlog(MOST_COUNTED), clock, readings);
            }
        };
    }

    private static void outbox(String collection, Backlog backlog, Clock clock, Readings readings) {
        Instant since = backlog.since();
        double age = since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1000.0);
        readings.set(
                "holdfast.outbox.oldest.seconds",
                "How long the oldest message that is not published yet has waited",
                age,
                "collection",
                collection);
        readings.set(
                "holdfast.outbox.pending",
                "Documents with messages that are not published yet, counted up to " + MOST_COUNTED,
                backlog.count(),
                "collection",
                collection);
    }

    static MeterProbe streams(Broker broker, Streams streams) {
        return readings -> {
            for (String stream : streams.owned()) {
                readings.set(
                        "holdfast.stream.fill",
                        "How full a stream is, from 0 to 1: then it takes no more messages",
                        Streams.fill(broker.management().getStreamInfo(stream)),
                        "stream",
                        stream);
            }
        };
    }

    static MeterProbe consumers(Broker broker, Listeners listeners) {
        return readings -> {
            for (Listener listener : listeners.durable()) {
                consumer(broker.management().getConsumerInfo(listener.stream(), listener.consumer()), readings);
            }
        };
    }

    private static void consumer(ConsumerInfo info, Readings readings) {
        String[] tags = {"stream", info.getStreamName(), "consumer", info.getName()};
        readings.set(
                "holdfast.consumer.pending",
                "Messages of the stream that were not delivered to the consumer yet",
                info.getNumPending(),
                tags);
        readings.set(
                "holdfast.consumer.ack.pending",
                "Messages that were delivered and not acknowledged yet",
                info.getNumAckPending(),
                tags);
        readings.set(
                "holdfast.consumer.redelivered",
                "Messages not acknowledged yet that were delivered more than once",
                info.getRedelivered(),
                tags);
    }

    static MeterProbe deadLetters(Broker broker, Listeners listeners, String stream) {
        return readings -> {
            JetStreamManagement management = broker.management();
            Map<String, Long> waiting =
                    management.getStreamInfo(stream).getStreamState().getMsgCount() == 0
                            ? Map.of()
                            : deadLetters(management, stream);
            for (String consumer : listeners.durableConsumers()) {
                readings.set(
                        "holdfast.dead.letters",
                        "Messages that could not be handled and wait for a person",
                        waiting.getOrDefault(consumer, 0L),
                        "consumer",
                        consumer);
            }
        };
    }

    /** By consumer, which their subjects name. */
    private static Map<String, Long> deadLetters(JetStreamManagement management, String stream)
            throws IOException, JetStreamApiException {
        StreamInfo info = management.getStreamInfo(stream, StreamInfoOptions.allSubjects());
        return info.getStreamState().getSubjects().stream()
                .collect(Collectors.groupingBy(
                        subject -> subject.getName().split("\\.", 3)[1], Collectors.summingLong(Subject::getCount)));
    }
}
