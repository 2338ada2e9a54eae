package io.holdfast.platform;

import java.io.IOException;
import java.util.Map;

/** The running services: all in this JVM, or each replica in a JVM of its own. */
sealed interface Services extends AutoCloseable permits ServiceContexts, ServiceProcesses {

    /** The process ids of those that have a process of their own. */
    Map<Replica, Long> pids();

    /** Starts all of them. Those with a process of their own may still be starting when this returns. */
    void start() throws IOException, InterruptedException;

    /** Stops all of them; each finishes the requests and messages it has begun. */
    @Override
    void close();
}
