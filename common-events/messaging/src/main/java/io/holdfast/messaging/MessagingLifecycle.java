package io.holdfast.messaging;

import io.holdfast.runtime.Phases;
import org.springframework.context.SmartLifecycle;

/** Connects before the service receives messages or requests, and disconnects after it has stopped doing so. */
final class MessagingLifecycle implements SmartLifecycle {
    private final Broker broker;
    private final OutboxRelays relays;
    private volatile boolean running;

    MessagingLifecycle(Broker broker, OutboxRelays relays) {
        this.broker = broker;
        this.relays = relays;
    }

    @Override
    public void start() {
        running = true;
        broker.start();
        relays.start();
    }

    @Override
    public void stop() {
        running = false;
        relays.stop();
        broker.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Phases.MESSAGING;
    }
}
