package io.holdfast.local;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A database server in a process of its own: {@code mongod}, or anything else that takes {@code --dbpath --port --bind_ip}. */
public final class MongodServer implements DatabaseServer {

    /** Some servers unpack themselves when they start for the first time. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final List<String> command;
    private final Path directory;
    private final int port;
    private volatile ServerProcess process;

    private MongodServer(List<String> command, Path directory, int port) {
        this.command = command;
        this.directory = directory;
        this.port = port;
        this.process = launch();
    }

    /**
     * Starts a server and waits until it answers a ping.
     *
     * @param command the program, and arguments of its own if any
     * @param directory holds its data and log; made if missing
     * @param port 0 for any free one
     */
    public static MongodServer start(List<String> command, Path directory, int port) {
        return new MongodServer(List.copyOf(command), directory.toAbsolutePath(), port == 0 ? Ports.free() : port);
    }

    @Override
    public String description() {
        return String.join(" ", command);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public boolean isRunning() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Completes when the present process has ended, for any reason. */
    public CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void restart() {
        if (process.isAlive()) {
            process.stop();
        }
        process = launch();
    }

    private ServerProcess launch() {
        Path data = directory.resolve("data");
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not make " + data, e);
        }
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(
                List.of("--dbpath", data.toString(), "--port", String.valueOf(port), "--bind_ip", "127.0.0.1"));
        ServerProcess started = ServerProcess.start("database", arguments, directory, Map.of());
        started.awaitReady(START_TIMEOUT, () -> answersPing(port));
        return started;
    }

    /** Sends {@code {ping: 1, $db: "admin"}} as an OP_MSG; any reply with {@code ok: 1} will do. */
    private static boolean answersPing(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            socket.setSoTimeout(2000);
            socket.getOutputStream().write(ping());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = Integer.reverseBytes(in.readInt());
            byte[] reply = in.readNBytes(length - 4);
            return reply.length == length - 4 && isOk(reply);
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] ping() {
        byte[] database = "admin".getBytes(StandardCharsets.US_ASCII);
        int documentLength = 4 + (1 + 5 + 4) + (1 + 4 + 4 + database.length + 1) + 1;
        int length = 16 + 4 + 1 + documentLength;
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .putInt(1) // request id
                .putInt(0)
                .putInt(2013) // OP_MSG
                .putInt(0) // flags
                .put((byte) 0) // section: a document
                .putInt(documentLength)
                .put((byte) 0x10)
                .put(cstring("ping"))
                .putInt(1)
                .put((byte) 0x02)
                .put(cstring("$db"))
                .putInt(database.length + 1)
                .put(database)
                .put((byte) 0)
                .put((byte) 0)
                .array();
    }

    private static byte[] cstring(String value) {
        return (value + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isOk(byte[] reply) {
        byte[] okDouble = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x01)
                .put(cstring("ok"))
                .putDouble(1.0)
                .array();
        return new String(reply, StandardCharsets.ISO_8859_1)
                .contains(new String(okDouble, StandardCharsets.ISO_8859_1));
    }
}
