package io.holdfast.orders;

import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Creates what indexes are missing before anybody reads or writes: before the first request, the first message, and what the outbox
 * left behind. Not while the context is put together, which must do without a database where images are made.
 */
@Component
class IndexesAtStart implements SmartLifecycle {

    /** Below the outbox's, the web server's and the listeners'. */
    private static final int PHASE = DEFAULT_PHASE - 11_000;

    private final List<Indexed> collections;
    private volatile boolean running;

    IndexesAtStart(List<Indexed> collections) {
        this.collections = collections;
    }

    @Override
    public void start() {
        collections.forEach(Indexed::createIndexes);
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

    @Override
    public int getPhase() {
        return PHASE;
    }
}
