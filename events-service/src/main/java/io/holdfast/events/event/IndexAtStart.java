package io.holdfast.events.event;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Fills the index before the first request, and before the first message, comes in. */
@Component
class IndexAtStart implements SmartLifecycle {

    private final EventService events;
    private volatile boolean running;

    IndexAtStart(EventService events) {
        this.events = events;
    }

    @Override
    public void start() {
        events.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Below the web server's and the listeners'. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 5_000;
    }
}
