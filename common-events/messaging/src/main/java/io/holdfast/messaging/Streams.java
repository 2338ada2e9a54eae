package io.holdfast.messaging;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.PurgeOptions;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamState;
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

    /** The error code for a message that a stream could not store. */
    private static final int FULL = 10077;

    private static final String ROOM = " room";

    private static final Logger log = LoggerFactory.getLogger(Streams.class);
    private static final Duration DEDUPE_WINDOW = Duration.ofMinutes(2);
    private static final int MAX_DEAD_LETTERS = 100_000;

    /** A stream that is filled to this part loses what every consumer has handled, of its older half. */
    private static final double ROOM_WANTED_AT = 0.5;

    private final Broker broker;
    private final MessagingProperties properties;

    /** What is not allowed here is not tried again before the next start. */
    private final Set<String> fixed = ConcurrentHashMap.newKeySet();

    /** Those that the broker refused to change, which is tried again each time. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    Streams(Broker broker, MessagingProperties properties) {
        this.broker = broker;
        this.properties = properties;
    }

    /** Each service has its own, so that none can read what another received. */
    static String deadLetters(MessagingProperties properties) {
        return "dead-letters-" + properties.service();
    }

    /** Whether a message was refused because its stream cannot store it: it is full, or the broker's disk is. */
    static boolean isFull(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JetStreamApiException refused) {
                return refused.getApiErrorCode() == FULL;
            }
        }
        return false;
    }

    List<String> owned() {
        return properties.streams();
    }

    /** The owned stream as it is now; created or reconfigured if necessary. */
    StreamInfo reconcile(String stream) throws IOException, JetStreamApiException {
        return reconcile(base(stream)
                .maxAge(properties.streamAge())
                .maxBytes(properties.streamBytes().toBytes())
                .maxMessagesPerSubject(properties.newestKept().getOrDefault(stream, -1))
                // What is not handled yet is not to go for what is newer: that waits in the outboxes.
                .discardPolicy(DiscardPolicy.New)
                .build());
    }

    void reconcileDeadLetters() throws IOException, JetStreamApiException {
        reconcile(base(deadLetters(properties))
                .maxMessages(MAX_DEAD_LETTERS)
                .maxBytes(MessagingProperties.DEAD_LETTER_BYTES.toBytes())
                .build());
    }

    /** How full a stream is: 1 when it takes no more; 0 if it has no bound. */
    static double fill(StreamInfo info) {
        long most = info.getConfiguration().getMaxBytes();
        return most <= 0 ? 0 : info.getStreamState().getByteCount() / (double) most;
    }

    /**
     * Removes from a stream that fills what every durable consumer has handled, of its older half: the newer half stays for replicas that
     * begin to read a while back. Without any consumer nothing is removed.
     *
     * @return whether it fills
     */
    boolean makeRoom(StreamInfo info) throws IOException, JetStreamApiException {
        StreamState state = info.getStreamState();
        String stream = info.getConfiguration().getName();
        if (fill(info) < ROOM_WANTED_AT || fixed.contains(stream + ROOM)) {
            return false;
        }
        try {
            long handled = handledByAll(stream);
            long half = state.getFirstSequence() + (state.getLastSequence() - state.getFirstSequence()) / 2;
            long end = Math.min(handled, half);
            if (end > state.getFirstSequence()) {
                broker.management()
                        .purgeStream(
                                stream, PurgeOptions.builder().sequence(end).build());
                log.info("Stream {} was filled to {}: removed what is handled before {}", stream, fill(info), end);
            }
        } catch (IOException e) {
            if (!broker.isConnected()) {
                throw e;
            }
            // The broker does not answer a request that is not allowed.
            fixed.add(stream + ROOM);
            log.warn("Stream {} fills, and this service may not remove what is handled", stream);
        }
        return true;
    }

    /** The first sequence that is not handled by every durable consumer yet; 0 if there is none. */
    private long handledByAll(String stream) throws IOException, JetStreamApiException {
        return broker.management().getConsumers(stream).stream()
                .filter(consumer -> consumer.getConsumerConfiguration().getDurable() != null)
                .mapToLong(consumer -> consumer.getAckFloor().getStreamSequence() + 1)
                .min()
                .orElse(0);
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

    private StreamInfo reconcile(StreamConfiguration configured) throws IOException, JetStreamApiException {
        JetStreamManagement management = broker.management();
        StreamInfo present;
        try {
            present = management.getStreamInfo(configured.getName());
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() != NOT_FOUND) {
                throw e;
            }
            log.info("Creating stream {}", configured.getName());
            return management.addStream(configured);
        }
        StreamConfiguration wanted = withRoomForWhatIsThere(configured, present);
        if (isAsWanted(present.getConfiguration(), wanted) || fixed.contains(wanted.getName())) {
            return present;
        }
        try {
            StreamInfo changed = reconfigure(management, present, wanted);
            log.info("Reconfigured stream {}", wanted.getName());
            refused.remove(wanted.getName());
            return changed;
        } catch (JetStreamApiException e) {
            // It has no room for that much, or is no cluster: what there is is used as it is.
            if (refused.add(wanted.getName())) {
                log.warn(
                        "The broker refuses to configure stream {} as it should be: {}",
                        wanted.getName(),
                        e.toString());
            }
            return present;
        } catch (IOException e) {
            if (!broker.isConnected()) {
                throw e;
            }
            // The broker does not answer a request that is not allowed.
            fixed.add(wanted.getName());
            log.warn(
                    "Stream {} is not as configured, and stays so until an operator changes it: it should have"
                            + " subjects {}, keep {}, {} bytes, {} messages, {} of each subject, discard {}, {} replicas",
                    wanted.getName(),
                    wanted.getSubjects(),
                    wanted.getMaxAge(),
                    wanted.getMaxBytes(),
                    wanted.getMaxMsgs(),
                    wanted.getMaxMsgsPerSubject(),
                    wanted.getDiscardPolicy(),
                    wanted.getReplicas());
            return present;
        }
    }

    /** Older brokers (2.9) remove the oldest messages of a stream that gets a smaller bound, whether or not they are handled. */
    private static StreamConfiguration withRoomForWhatIsThere(StreamConfiguration configured, StreamInfo present) {
        long bytes = present.getStreamState().getByteCount();
        return configured.getMaxBytes() <= 0 || bytes <= configured.getMaxBytes()
                ? configured
                : StreamConfiguration.builder(configured).maxBytes(bytes).build();
    }

    private static StreamInfo reconfigure(
            JetStreamManagement management, StreamInfo present, StreamConfiguration wanted)
            throws IOException, JetStreamApiException {
        return management.updateStream(StreamConfiguration.builder(present.getConfiguration())
                .subjects(wanted.getSubjects())
                .maxAge(wanted.getMaxAge())
                .maxBytes(wanted.getMaxBytes())
                .discardPolicy(wanted.getDiscardPolicy())
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
                && present.getMaxBytes() == wanted.getMaxBytes()
                && present.getDiscardPolicy() == wanted.getDiscardPolicy()
                && present.getMaxMsgs() == wanted.getMaxMsgs()
                && present.getMaxMsgsPerSubject() == wanted.getMaxMsgsPerSubject()
                && present.getReplicas() == wanted.getReplicas();
    }
}
