package io.holdfast.runtime;

import org.springframework.context.SmartLifecycle;

/** The order in which a service starts, first to last; it stops in the opposite order. */
public final class Phases {

    /** Wait until the database answers. */
    public static final int DATABASE = SmartLifecycle.DEFAULT_PHASE - 20_000;

    /** Create missing indexes, before anything reads or writes. */
    public static final int INDEXES = SmartLifecycle.DEFAULT_PHASE - 11_000;

    /** Connect to the broker and publish what the outboxes hold. */
    public static final int MESSAGING = SmartLifecycle.DEFAULT_PHASE - 10_000;

    /** Load into memory what requests and message handlers need. */
    public static final int CACHES = SmartLifecycle.DEFAULT_PHASE - 5_000;

    /** Receive messages and repeat background work. */
    public static final int RUNNING = SmartLifecycle.DEFAULT_PHASE;

    private Phases() {}
}
