package io.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports on the loopback interface. */
public final class Ports {

    private Ports() {}

    /** A port nobody listens on at the moment. */
    public static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }

    /** {@code preferred} if nobody listens on it, otherwise any free port. */
    public static int freeOr(int preferred) {
        return isFree(preferred) ? preferred : free();
    }

    /** Whether nobody listens on the port, on loopback or on every interface. */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // Otherwise connections in TIME_WAIT from the last run would make it look taken.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
