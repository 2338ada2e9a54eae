package io.holdfast.web;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** How many answers that go on, such as event streams, a replica gives at once, and how many of them to one network. */
public final class ReaderLimit {

    private final int most;
    private final int perNetwork;
    private final Semaphore available;
    private final Map<ClientNetwork, Integer> byNetwork = new ConcurrentHashMap<>();

    public ReaderLimit(int most, int perNetwork) {
        this.most = most;
        this.perNetwork = perNetwork;
        this.available = new Semaphore(most);
    }

    /** Counts a reader until {@link #release}; false when this replica, or the network here, has as many as it may. */
    public boolean acquire(ClientNetwork network) {
        if (!available.tryAcquire()) {
            return false;
        }
        if (byNetwork.merge(network, 1, Integer::sum) > perNetwork) {
            release(network);
            return false;
        }
        return true;
    }

    /** The reader has left. */
    public void release(ClientNetwork network) {
        byNetwork.computeIfPresent(network, (_, readers) -> readers == 1 ? null : readers - 1);
        available.release();
    }

    /** How many readers there are now. */
    public int count() {
        return most - available.availablePermits();
    }
}
