package io.holdfast.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
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

    /** Ports are taken in blocks, each of which belongs to one process: two that ask at the same time never get the same port. */
    private static final int BLOCK = 50;

    private static final int BLOCKS = 240;
    private static final int CONNECT_MILLIS = 500;

    /** Ports of servers of this process that may not listen yet. */
    private static final Set<Integer> KEPT = ConcurrentHashMap.newKeySet();

    /** Listens on the first port of a block, which makes it this process's until its end. The others are given away one after the other. */
    private record Owned(ServerSocket mark, int first) {}

    private static final List<Owned> OWNED = new ArrayList<>();
    private static int given;

    private Ports() {}

    /**
     * A port that is free now, and that neither this process nor another one that asks here gets before this process ends.
     *
     * @throws IllegalStateException when every block belongs to a process
     */
    public static synchronized int free() {
        while (true) {
            if (OWNED.isEmpty() || given == BLOCK - 1) {
                OWNED.add(takeBlock());
                given = 0;
            }
            given++;
            int port = OWNED.getLast().first() + given;
            if (isFree(port) && KEPT.add(port)) {
                return port;
            }
        }
    }

    private static Owned takeBlock() {
        int start = ThreadLocalRandom.current().nextInt(BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            int first = FIRST + (start + i) % BLOCKS * BLOCK;
            try {
                return new Owned(new ServerSocket(first, 1, InetAddress.getLoopbackAddress()), first);
            } catch (IOException e) {
                // It belongs to another process, or to a server.
            }
        }
        throw new IllegalStateException("No free ports from %d to %d".formatted(FIRST, FIRST + BLOCKS * BLOCK - 1));
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

    /**
     * Whether a process accepts connections on the port of the loopback interface. Unlike {@link #isFree}, which listens there itself for a
     * moment, it may be asked about a server that is just starting.
     */
    public static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
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
