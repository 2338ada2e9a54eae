package io.holdfast.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code nats-server} with JetStream on the loopback interface, its streams in a directory of ours.
 *
 * <p>Works with 2.9 (Debian 12's package) and later. What is acknowledged survives the process, and reaches the disk within a second
 * (from 2.10 on): on one disk, syncing each message would cost more than all the rest of an order. What the broker loses with the
 * machine's power, the outboxes publish again.
 *
 * <p>Permissions are those of {@code infra/nats/authorization.conf}, as everywhere. Each of these objects has new passwords, which are in
 * no file: the server reads them from its environment.
 */
public final class NatsServer implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final String OPERATOR = "operator";
    private static final List<String> USERS = List.of(OPERATOR, "auth", "events", "orders", "payments", "expiration");
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.(\\d+)");

    private final Path executable;
    private final Path directory;
    private final int port;
    private final String version;
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private volatile ServerProcess process;

    private NatsServer(Path executable, Path directory, int port) {
        this.executable = executable;
        this.directory = directory;
        this.port = port;
        this.version = readVersion(executable);
        changePasswords();
        this.process = launch();
    }

    /** Where {@code nats-server} is, if it is on {@code PATH} or {@code ./holdfast} has unpacked it. */
    public static Optional<Path> find() {
        return Executables.find("nats-server").or(NatsServer::unpacked);
    }

    private static Optional<Path> unpacked() {
        String cache = System.getenv()
                .getOrDefault(
                        "XDG_CACHE_HOME",
                        Path.of(System.getProperty("user.home"), ".cache").toString());
        return Executables.find(Path.of(cache, "holdfast", "nats-server", "usr", "sbin", "nats-server")
                .toString());
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param directory holds its streams, configuration and log; made if missing
     * @param port 0 for any free one
     * @throws IllegalStateException if there is no {@code nats-server} on {@code PATH} or it does not start
     */
    public static NatsServer start(Path directory, int port) {
        Path executable = find().orElseThrow(() ->
                new IllegalStateException("There is no nats-server on PATH (Debian: apt-get install nats-server)"));
        return new NatsServer(executable, directory.toAbsolutePath(), port == 0 ? Ports.free() : port);
    }

    /** With the password of the user who may do everything: for operators, not for services. */
    public String url() {
        return "nats://%s:%s@127.0.0.1:%d".formatted(OPERATOR, password(OPERATOR), port);
    }

    /** Its address without a password. */
    public String address() {
        return "nats://127.0.0.1:" + port;
    }

    /**
     * The password of a service.
     *
     * @param user its short name, {@code orders}
     * @throws IllegalArgumentException if there is no such user
     */
    public String password(String user) {
        String password = passwords.get(user);
        if (password == null) {
            throw new IllegalArgumentException("The broker knows no user " + user);
        }
        return password;
    }

    public int port() {
        return port;
    }

    /** As the server prints it, e.g. {@code v2.9.10}. */
    public String version() {
        return version;
    }

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

    /** Stops it in an orderly way. */
    public void stop() {
        process.stop();
    }

    /** {@code kill -9}. */
    public void kill() {
        process.kill();
    }

    /** Starts it again after {@link #stop()} or {@link #kill()}, on the same port and data. */
    public void restart() {
        if (process.isAlive()) {
            process.stop();
        }
        process = launch();
    }

    /** As an operator would to change all passwords. */
    public void restartWithNewPasswords() {
        process.stop();
        changePasswords();
        process = launch();
    }

    /** Starts it again on the same port without data, as if it had lost its disk. */
    public void restartEmpty() {
        process.kill();
        Directories.delete(directory.resolve("jetstream"));
        process = launch();
    }

    @Override
    public void close() {
        stop();
    }

    private ServerProcess launch() {
        try {
            Files.createDirectories(directory);
            Path configuration = directory.resolve("nats-server.conf");
            Files.writeString(configuration, configuration());
            Files.write(directory.resolve("authorization.conf"), authorization());
            ServerProcess started = ServerProcess.start(
                    "nats-server",
                    List.of(executable.toString(), "--config", configuration.toString()),
                    directory,
                    secrets());
            started.awaitReady(START_TIMEOUT, () -> answersWithJetStream(port));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("Could not start nats-server", e);
        }
    }

    private String configuration() {
        return """
                listen: "127.0.0.1:%d"
                jetstream {
                  store_dir: "%s"
                %s}
                include ./authorization.conf
                """.formatted(port, directory, knowsSyncInterval() ? "  sync_interval: 1s\n" : "");
    }

    private void changePasswords() {
        USERS.forEach(user -> passwords.put(user, freshPassword()));
    }

    private static byte[] authorization() throws IOException {
        try (InputStream packaged = NatsServer.class.getResourceAsStream("authorization.conf")) {
            return Objects.requireNonNull(packaged, "authorization.conf is not packaged")
                    .readAllBytes();
        }
    }

    private Map<String, String> secrets() {
        Map<String, String> environment = new TreeMap<>();
        passwords.forEach((user, password) ->
                environment.put("HOLDFAST_NATS_%s_PASSWORD".formatted(user.toUpperCase(Locale.ROOT)), password));
        return environment;
    }

    /** 150 random bits, as letters only: the server parses it as a value of its configuration. */
    private static String freshPassword() {
        return RANDOM.ints(32, 0, LETTERS.length())
                .collect(
                        StringBuilder::new,
                        (password, letter) -> password.append(LETTERS.charAt(letter)),
                        StringBuilder::append)
                .toString();
    }

    private boolean knowsSyncInterval() {
        Matcher matcher = VERSION.matcher(version);
        return matcher.find() && (Integer.parseInt(matcher.group(1)) > 2 || Integer.parseInt(matcher.group(2)) >= 10);
    }

    private static String readVersion(Path executable) {
        try {
            Process process = new ProcessBuilder(executable.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.replaceFirst("(?s).*?(v\\d[^\\s]*).*", "$1").strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not run " + executable, e);
        }
    }

    /** The first line that a server sends to any client is its INFO. */
    private static boolean answersWithJetStream(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            socket.setSoTimeout(1000);
            StringBuilder info = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c >= 0 && c != '\n';
                    c = socket.getInputStream().read()) {
                info.append((char) c);
            }
            return info.indexOf("\"jetstream\":true") >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}
