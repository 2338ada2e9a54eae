package io.holdfast.platform;

import java.io.IOException;
import java.util.Map;

/** The running services, in this JVM or each in one of its own. */
sealed interface Services extends AutoCloseable permits ServiceContexts, ServiceProcesses {

    /** The processes of those that have one of their own. */
    Map<Replica, Long> pids();

    /** Starts them all; returns when they are up, or at least on their way. */
    void start() throws IOException, InterruptedException;

    /** Stops them all, each finishing what it has begun. */
    @Override
    void close();
}
