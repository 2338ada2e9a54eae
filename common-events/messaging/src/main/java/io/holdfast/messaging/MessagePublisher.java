package io.holdfast.messaging;

import io.holdfast.contracts.Message;
import io.holdfast.contracts.Subjects;
import io.holdfast.telemetry.LogContext;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes messages at once. For messages of a stored aggregate use its {@link Outbox}: what is published here and not acknowledged
 * is lost.
 */
public final class MessagePublisher {
    private final Broker broker;
    private final Clock clock;

    MessagePublisher(Broker broker, Clock clock) {
        this.broker = broker;
        this.clock = clock;
    }

    /** Completes with the message's sequence on its stream, or exceptionally when the stream did not acknowledge it. */
    public CompletableFuture<Long> publish(Message message) {
        return send(new OutboxMessage(
                        message.aggregateId(),
                        message.version(),
                        Subjects.of(message),
                        MessageJson.writeString(message),
                        clock.instant(),
                        LogContext.traceparent()))
                .thenApply(PublishAck::getSeqno);
    }

    /** Whether the broker can be reached now. */
    public boolean isConnected() {
        return broker.isConnected();
    }

    /** How often it has connected so far; the number changes with every connection. */
    long connects() {
        return broker.connects();
    }

    /** Calls {@code listener} after every connect and reconnect, on a virtual thread of its own. */
    public void onConnected(Runnable listener) {
        broker.onConnected(listener);
    }

    CompletableFuture<PublishAck> send(OutboxMessage message) {
        if (!broker.isConnected()) {
            return CompletableFuture.failedFuture(new IOException("The broker is away"));
        }
        Headers headers = new Headers()
                .put(MessageHeaders.MESSAGE_ID, message.messageId())
                .put(MessageHeaders.AGGREGATE_ID, message.aggregateId())
                .put(MessageHeaders.VERSION, Long.toString(message.version()))
                .put(MessageHeaders.TIME, message.at().toString());
        if (message.trace() != null) {
            headers.put(MessageHeaders.TRACE, message.trace());
        }
        try {
            return broker.jetStream().publishAsync(message.subject(), headers, message.bytes());
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
