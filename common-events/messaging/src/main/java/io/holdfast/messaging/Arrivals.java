package io.holdfast.messaging;

import io.nats.client.JetStreamApiException;
import io.nats.client.api.ConsumerInfo;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what does not exist from what has not arrived. A service that keeps copies of what another one publishes has no copy of something
 * new while the broker is away, or while messages wait to be handled; it must not say then that there is no such thing.
 *
 * <p>It does not know of messages that the other service has not published yet.
 */
public final class Arrivals {

    private static final Logger log = LoggerFactory.getLogger(Arrivals.class);

    /** When the broker could not be asked, or had messages that were not delivered. */
    private static final long UNKNOWN = -1;

    private final Broker broker;
    private final Supplier<Listeners> listeners;

    Arrivals(Broker broker, Supplier<Listeners> listeners) {
        this.broker = broker;
        this.listeners = listeners;
    }

    /**
     * The messages of one stream that had been published at some moment.
     *
     * @param sequence of the newest one, or {@link #UNKNOWN}
     */
    public record Moment(String stream, long sequence) {}

    /** What a stream, to which this service subscribes, has now. */
    public Moment now(String stream) {
        long sequence = 0;
        for (Listener listener : listeners.get().durable()) {
            if (listener.stream().equals(stream)) {
                ConsumerInfo info = info(listener);
                if (info == null || info.getNumPending() > 0) {
                    return new Moment(stream, UNKNOWN);
                }
                sequence = Math.max(sequence, info.getDelivered().getStreamSequence());
            }
        }
        return new Moment(stream, sequence);
    }

    /** Whether everything that had been published at that moment has been handled. False also when that cannot be found out. */
    public boolean areHandled(Moment moment) {
        if (moment.sequence() == UNKNOWN) {
            return false;
        }
        for (Listener listener : listeners.get().durable()) {
            if (listener.stream().equals(moment.stream())) {
                ConsumerInfo info = info(listener);
                if (info == null
                        || (info.getNumAckPending() > 0
                                && info.getAckFloor().getStreamSequence() < moment.sequence())) {
                    return false;
                }
            }
        }
        return true;
    }

    private @Nullable ConsumerInfo info(Listener listener) {
        if (!broker.isConnected()) {
            return null;
        }
        try {
            return broker.management().getConsumerInfo(listener.stream(), listener.consumer());
        } catch (IOException | JetStreamApiException e) {
            log.debug("The broker does not answer about {} of {}", listener.consumer(), listener.stream(), e);
            return null;
        }
    }
}
