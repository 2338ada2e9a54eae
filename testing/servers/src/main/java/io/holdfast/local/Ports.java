package io.holdfast.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports on the loopback interface. */
public final class Ports {

    /**
     * Below those that systems give to outgoing connections (Linux: from 32768 on). Such a connection, even that of a client that
     * tries to reconnect, could take the port of a server that is being restarted.
     */
    private static final int FIRST = 20_000;

    private static final int LAST = 31_999;
    private static final int ATTEMPTS = 1_000;

    /** Ports of servers of this process that may not listen yet. */
    private static final Set<Integer> KEPT = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /**
     * A random port that is free now, and that this process gets only once; random, so that two processes that ask at the same time hardly
     * ever get the same.
     */
    public static int free() {
        return ThreadLocalRandom.current()
                .ints(ATTEMPTS, FIRST, LAST + 1)
                .filter(port -> isFree(port) && KEPT.add(port))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No free port from %d to %d".formatted(FIRST, LAST)));
    }

    /** {@code preferred} if it is free, otherwise any free port. */
    public static int freeOr(int preferred) {
        if (isFree(preferred)) {
            keep(preferred);
            return preferred;
        }
        return free();
    }

    /** Keeps {@link #free} from giving a port away on which something is to listen later. */
    public static void keep(int port) {
        KEPT.add(port);
    }

    /** Whether no process listens on the port, on loopback or on every interface. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // Otherwise connections in TIME_WAIT from the last run would make it look taken.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
