package io.holdfast.runtime;

import org.springframework.context.SmartLifecycle;

/** Something that is done once in each start, in its phase; declare it as a bean. */
public final class StartupStep implements SmartLifecycle {

    private final int phase;
    private final Runnable action;
    private volatile boolean running;

    /**
     * @param phase one of {@link Phases}
     * @param action what to do; what it throws ends the start
     */
    public StartupStep(int phase, Runnable action) {
        this.phase = phase;
        this.action = action;
    }

    @Override
    public void start() {
        action.run();
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
        return phase;
    }
}
