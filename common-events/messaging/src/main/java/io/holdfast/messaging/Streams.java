package io.holdfast.messaging;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams a service owns, and the one for its dead letters: created where missing, brought into line where not, if the broker
 * lets us. Where services are users of the broker it does not: a stream can be told to repeat what it hears under any subject.
 */
final class Streams {
    /** What the server says when a stream or consumer is not there. */
    static final int NOT_FOUND = 404;

    private static final Logger log = LoggerFactory.getLogger(Streams.class);
    private static final Duration DEDUPE_WINDOW = Duration.ofMinutes(2);
    private static final int MAX_DEAD_LETTERS = 100_000;

    private final Broker broker;
    private final MessagingProperties properties;
    private final Set<String> fixed = ConcurrentHashMap.newKeySet();

    Streams(Broker broker, MessagingProperties properties) {
        this.broker = broker;
        this.properties = properties;
    }

    /** Of each service its own, so that none reads what another heard. */
    static String deadLetters(MessagingProperties properties) {
        return "dead-letters-" + properties.service();
    }

    List<String> owned() {
        return properties.streams();
    }

    /** The owned stream as it is now; created, or brought into line, if need be. */
    StreamInfo reconcile(String stream) throws IOException, JetStreamApiException {
        return reconcile(base(stream)
                .maxAge(properties.streamAge())
                .maxMessagesPerSubject(properties.latestOnly().contains(stream) ? 1 : -1)
                .build());
    }

    void reconcileDeadLetters() throws IOException, JetStreamApiException {
        reconcile(base(deadLetters(properties)).maxMessages(MAX_DEAD_LETTERS).build());
    }

    /** The id of the message at this place; null when there is none any more. */
    @Nullable
    String messageIdAt(String stream, long sequence) throws IOException, JetStreamApiException {
        try {
            MessageInfo message = broker.management().getMessage(stream, sequence);
            return message.getHeaders() == null ? null : message.getHeaders().getFirst(MessageHeaders.MESSAGE_ID);
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() == NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private StreamInfo reconcile(StreamConfiguration wanted) throws IOException, JetStreamApiException {
        JetStreamManagement management = broker.management();
        StreamInfo present;
        try {
            present = management.getStreamInfo(wanted.getName());
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() != NOT_FOUND) {
                throw e;
            }
            log.info("Creating stream {}", wanted.getName());
            return management.addStream(wanted);
        }
        if (inLine(present.getConfiguration(), wanted) || fixed.contains(wanted.getName())) {
            return present;
        }
        try {
            StreamInfo changed = bringIntoLine(management, present, wanted);
            log.info("Brought stream {} into line", wanted.getName());
            return changed;
        } catch (IOException e) {
            if (!broker.isConnected()) {
                throw e;
            }
            // A request that is not allowed is not answered.
            fixed.add(wanted.getName());
            log.warn(
                    "Stream {} is not as configured, and stays so until an operator changes it: it should have subjects {}, keep {}, {} messages, {} of each subject, {} replicas",
                    wanted.getName(),
                    wanted.getSubjects(),
                    wanted.getMaxAge(),
                    wanted.getMaxMsgs(),
                    wanted.getMaxMsgsPerSubject(),
                    wanted.getReplicas());
            return present;
        }
    }

    private static StreamInfo bringIntoLine(
            JetStreamManagement management, StreamInfo present, StreamConfiguration wanted)
            throws IOException, JetStreamApiException {
        return management.updateStream(StreamConfiguration.builder(present.getConfiguration())
                .subjects(wanted.getSubjects())
                .maxAge(wanted.getMaxAge())
                .maxMessages(wanted.getMaxMsgs())
                .maxMessagesPerSubject(wanted.getMaxMsgsPerSubject())
                .replicas(wanted.getReplicas())
                .build());
    }

    private StreamConfiguration.Builder base(String name) {
        return StreamConfiguration.builder()
                .name(name)
                .subjects(name + ".>")
                .storageType(StorageType.File)
                .duplicateWindow(DEDUPE_WINDOW)
                .replicas(properties.replicas());
    }

    private static boolean inLine(StreamConfiguration present, StreamConfiguration wanted) {
        return present.getSubjects().equals(wanted.getSubjects())
                && present.getMaxAge().equals(wanted.getMaxAge())
                && present.getMaxMsgs() == wanted.getMaxMsgs()
                && present.getMaxMsgsPerSubject() == wanted.getMaxMsgsPerSubject()
                && present.getReplicas() == wanted.getReplicas();
    }
}
