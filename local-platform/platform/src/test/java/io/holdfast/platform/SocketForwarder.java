package io.holdfast.platform;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Forwards connections. A cluster in a network namespace of its own shares only files with the tests, so one forwarder in that namespace
 * listens on a file and connects to an address, and one of the tests listens on a port and connects to the file.
 */
final class SocketForwarder implements AutoCloseable {

    private final ServerSocketChannel listener;

    private SocketForwarder(ServerSocketChannel listener, SocketAddress target) {
        this.listener = listener;
        Thread.ofVirtual().name("forwarder").start(() -> accept(target));
    }

    /** Takes arguments {@code file=host:port} and forwards until it is killed. */
    static void main(String[] arguments) throws IOException, InterruptedException {
        for (String argument : arguments) {
            String[] parts = argument.split("[=:]", 3);
            Path file = Path.of(parts[0]);
            Files.deleteIfExists(file);
            ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(file), 1024);
            SocketForwarder _ =
                    new SocketForwarder(listener, new InetSocketAddress(parts[1], Integer.parseInt(parts[2])));
        }
        Thread.currentThread().join();
    }

    /** Forwards a free local port to the file. */
    static SocketForwarder to(Path file) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress("127.0.0.1", 0), 1024);
        return new SocketForwarder(listener, UnixDomainSocketAddress.of(file));
    }

    int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    private void accept(SocketAddress target) {
        while (listener.isOpen()) {
            try {
                SocketChannel from = listener.accept();
                Thread.ofVirtual().start(() -> connect(from, target));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private static void connect(SocketChannel from, SocketAddress target) {
        try (from;
                SocketChannel to = SocketChannel.open(target)) {
            Thread back = Thread.ofVirtual().start(() -> copy(to, from));
            copy(from, to);
            back.join();
        } catch (IOException e) {
            // The caller sees its connection end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        try {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed or broken; both will do.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
