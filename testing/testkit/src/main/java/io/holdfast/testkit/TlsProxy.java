package io.holdfast.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A TLS proxy in front of a server without TLS. */
public final class TlsProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;

    private TlsProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** In front of {@code port} of the loopback interface. */
    public static TlsProxy to(int port, TestCertificate certificate) {
        try {
            ServerSocket server = certificate
                    .serverContext()
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            TlsProxy proxy = new TlsProxy(server, port);
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> pump(client, behind));
                Thread.ofVirtual().start(() -> pump(behind, client));
            } catch (IOException e) {
                // Closed, or the server behind does not listen.
            }
        }
    }

    /** When one side ends, so does the other. */
    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // A refused handshake ends here, too.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
