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
 * The streams a service owns, and the one for its dead letters: creates those that are missing, and reconfigures those that are not as
 * they should be. Where services are users of the broker, they may not reconfigure streams: a stream can be configured to republish its
 * messages under any subject.
 */
final class Streams {
    /** The error code for a stream, consumer or message that does not exist. */
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

    /** Each service has its own, so that none can read what another received. */
    static String deadLetters(MessagingProperties properties) {
        return "dead-letters-" + properties.service();
    }

    List<String> owned() {
        return properties.streams();
    }

    /** The owned stream as it is now; created or reconfigured if necessary. */
    StreamInfo reconcile(String stream) throws IOException, JetStreamApiException {
        return reconcile(base(stream)
                .maxAge(properties.streamAge())
                .maxMessagesPerSubject(properties.latestOnly().contains(stream) ? 1 : -1)
                .build());
    }

    void reconcileDeadLetters() throws IOException, JetStreamApiException {
        reconcile(base(deadLetters(properties)).maxMessages(MAX_DEAD_LETTERS).build());
    }

    /** The id of the message with this sequence; null when the stream does not have it any more. */
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
        if (isAsWanted(present.getConfiguration(), wanted) || fixed.contains(wanted.getName())) {
            return present;
        }
        try {
            StreamInfo changed = reconfigure(management, present, wanted);
            log.info("Reconfigured stream {}", wanted.getName());
            return changed;
        } catch (IOException e) {
            if (!broker.isConnected()) {
                throw e;
            }
            // The broker does not answer a request that is not allowed.
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

    private static StreamInfo reconfigure(
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

    private static boolean isAsWanted(StreamConfiguration present, StreamConfiguration wanted) {
        return present.getSubjects().equals(wanted.getSubjects())
                && present.getMaxAge().equals(wanted.getMaxAge())
                && present.getMaxMsgs() == wanted.getMaxMsgs()
                && present.getMaxMsgsPerSubject() == wanted.getMaxMsgsPerSubject()
                && present.getReplicas() == wanted.getReplicas();
    }
}
