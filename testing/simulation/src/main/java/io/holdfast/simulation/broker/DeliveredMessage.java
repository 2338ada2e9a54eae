package io.holdfast.simulation.broker;

import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A message as a consumer gets it. */
final class DeliveredMessage extends NatsMessage {

    private final SimulatedLink link;
    private final SimulatedConsumer consumer;
    private final long sequence;
    private @Nullable NatsJetStreamMetaData metaData;

    DeliveredMessage(
            SimulatedLink link, String stream, SimulatedConsumer consumer, SimulatedConsumer.Attempt delivery) {
        super(
                delivery.message().subject(),
                "$JS.ACK.%s.%s.%d.%d.%d.%d.0"
                        .formatted(
                                stream,
                                consumer.name(),
                                delivery.deliveries(),
                                delivery.message().sequence(),
                                delivery.message().sequence(),
                                delivery.message().at().toEpochMilli() * 1_000_000),
                new Headers(delivery.message().headers()),
                delivery.message().data());
        this.link = link;
        this.consumer = consumer;
        this.sequence = delivery.message().sequence();
    }

    @Override
    public NatsJetStreamMetaData metaData() {
        if (metaData == null) {
            metaData = new NatsJetStreamMetaData(this);
        }
        return metaData;
    }

    @Override
    public boolean isJetStream() {
        return true;
    }

    @Override
    public void ack() {
        tell(() -> consumer.acknowledge(sequence));
    }

    @Override
    public void nak() {
        nakWithDelay(Duration.ZERO);
    }

    @Override
    public void nakWithDelay(Duration delay) {
        tell(() -> consumer.delay(sequence, delay));
    }

    @Override
    public void inProgress() {
        tell(() -> consumer.delayed(sequence));
    }

    /** Sets of messages are gone through in the same order in every run. */
    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }

    /** Each delivery is another message. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    private void tell(Runnable what) {
        if (!link.isConnected()) {
            throw new IllegalStateException("Connection closed");
        }
        CompletableFuture<Boolean> _ = link.send(link.faults().acknowledged(), () -> {
            what.run();
            return true;
        });
    }
}
