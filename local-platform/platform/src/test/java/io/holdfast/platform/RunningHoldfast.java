package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.check.Check;
import io.holdfast.check.Report;
import io.holdfast.check.SystemAddresses;
import io.holdfast.local.Directories;
import io.holdfast.local.InheritedSettings;
import io.holdfast.local.Ports;
import io.holdfast.local.ServerProcess;
import io.holdfast.testkit.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The whole system as a person starts it, by {@code ./holdfast run}: in processes of its own, on free ports, with fresh data and the
 * kind of database that this run of the tests uses.
 */
public final class RunningHoldfast implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(4);

    /**
     * Settings for {@link #start} with which the services recover from a kill within seconds: units that were claimed without an order
     * are released, messages that were not published are published, and calls to the payment provider are made again as soon as usual.
     */
    static final Map<String, String> RECOVERS_SOON = Map.of(
            "HOLDFAST_ORDERS_ABANDONEDAFTER", "5s",
            "HOLDFAST_ORDERS_HEALING", "1s",
            "HOLDFAST_MESSAGING_GRACE", "1s",
            "HOLDFAST_MESSAGING_SWEEP", "1s",
            "HOLDFAST_PAYMENTS_PROVIDERTIMEOUT", "8s",
            "HOLDFAST_PAYMENTS_LEASE", "15s");

    /**
     * How long a request waits for a message of another service before it answers "not found" or without the result, a page for the
     * services, and a payment for its provider. The usual seconds are too short on a busy machine for tests that order as soon as an event is
     * published and pay as soon as they have ordered.
     */
    private static final Map<String, String> PATIENT = Map.of(
            "HOLDFAST_ORDERS_ARRIVAL", "20s",
            "HOLDFAST_ORDERS_DECISIONWAIT", "1m",
            "HOLDFAST_PAYMENTS_ORDERWAIT", "20s",
            "HOLDFAST_PAYMENTS_DECISIONWAIT", "20s",
            "HOLDFAST_PAYMENTS_PROVIDERTIMEOUT", "30s",
            "HOLDFAST_PAYMENTS_LEASE", "40s",
            "HOLDFAST_EVENTS_DECISIONWAIT", "20s",
            "HOLDFAST_WEBCLIENT_CONNECTTIMEOUT", "1m",
            "HOLDFAST_WEBCLIENT_READTIMEOUT", "1m",
            "HOLDFAST_WEBCLIENT_ORDERTIMEOUT", "90s");

    /** What it gets of a developer's settings: which database server, and whether with the start-up cache. */
    private static final Set<String> INHERITED = Set.of("HOLDFAST_MONGOD", "HOLDFAST_NO_CACHE");

    /** Without the second compiler, which takes more processor time in the first half minute than everything else. */
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    private static @Nullable RunningHoldfast shared;

    private final Optional<FileChannel> turn;
    private final Path directory;
    private final List<String> options;
    private final Map<String, String> environment;
    private final int port;
    /** Null if it belongs to {@link SharedHoldfast}. */
    private @Nullable ServerProcess process;

    private RunningHoldfast(List<String> options, Map<String, String> environment) {
        try {
            this.directory = Files.createTempDirectory("holdfast-it-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.port = Ports.free();
        this.turn = options.contains("--processes") ? Optional.of(awaitTurn()) : Optional.empty();
        this.options = options;
        this.environment = environmentFor(directory, environment);
        try {
            this.process = launch();
        } catch (RuntimeException e) {
            endTurn();
            throw e;
        }
    }

    private RunningHoldfast(SharedHoldfast.Where where) {
        this.turn = Optional.empty();
        this.directory = where.directory();
        this.options = List.of();
        this.environment = Map.of();
        this.port = where.port();
    }

    private static Map<String, String> environmentFor(Path directory, Map<String, String> asked) {
        Map<String, String> environment = new HashMap<>(PATIENT);
        // To look for due timers five times a second is an eighth of what a system at rest costs.
        environment.put("HOLDFAST_EXPIRATION_POLL", "1s");
        // By the first compiler's code alone a hash takes a tenth of a second.
        environment.put("HOLDFAST_AUTH_HASHING_MEMORY", "64KB");
        environment.putAll(asked);
        environment.putIfAbsent("HOLDFAST_JAVA_OPTIONS", QUICK_START);
        // Most tests find events of organizers who have not confirmed their address; ListingIT and OperatorJourneyIT do
        // not.
        environment.putIfAbsent("HOLDFAST_EVENTS_TRUSTUNPROVEN", "true");
        // A few buyers stand for all who come to a sale.
        environment.putIfAbsent("HOLDFAST_ORDERS_HOARDING_UNITS", "0");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.putAll(TestDatabase.environment(directory.getFileName().toString()));
        return environment;
    }

    /**
     * Waits until no other JVM's tests run a system of many processes: two of them on two cores take minutes to start a service. The turn
     * ends when the channel is closed.
     */
    static FileChannel awaitTurn() {
        try {
            FileChannel turn = FileChannel.open(
                    Path.of("target", "many-processes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock _ = turn.lock();
            return turn;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The one that tests share, also those of other JVMs beside this one, with the demo data. Tests must not stop it or change its servers, and
     * others use it at the same time: what becomes of everything in it is no test's to say. It ends when no JVM uses it any more: before the first
     * class of another package ({@link EndOfShared}), or with the JVM.
     */
    public static synchronized RunningHoldfast shared() {
        if (shared == null) {
            TestDatabase.assumeHere();
            shared = new RunningHoldfast(SharedHoldfast.use());
        }
        return shared;
    }

    /** Needs the one that tests share no more. A test that asks for it afterwards gets it again, or another one. */
    static synchronized void leaveShared() {
        if (shared != null) {
            SharedHoldfast.leave();
            shared = null;
        }
    }

    /** For {@link SharedHoldfast}. */
    static RunningHoldfast startToShare() {
        return new RunningHoldfast(List.of(), Map.of());
    }

    /** A system for one test, without demo data. */
    public static RunningHoldfast start(String... options) {
        return start(Map.of(), options);
    }

    /** A system for one test, without demo data, with environment variables such as {@code HOLDFAST_ORDERS_HOLD}. */
    public static RunningHoldfast start(Map<String, String> environment, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--no-demo-data");
        return new RunningHoldfast(all, environment);
    }

    /** Of the gateway, without a slash at the end. */
    public String url() {
        return "http://localhost:" + port;
    }

    public URI uri(String path) {
        return URI.create(url() + path);
    }

    Path directory() {
        return directory;
    }

    int port() {
        return port;
    }

    public Path data() {
        return directory.resolve("data");
    }

    /** The environment variables it was started with, besides the inherited ones. */
    Map<String, String> environment() {
        ours();
        return Map.copyOf(environment);
    }

    /** The process that runs {@code ./holdfast run}. */
    public long pid() {
        return ours().pid();
    }

    /**
     * The process of a service's replica ({@code orders-service}, {@code orders-service-2}), only with {@code --processes}; or of
     * the {@code broker} or the {@code database}, where it is a server of its own.
     */
    public Optional<ProcessHandle> process(String name) {
        return Optional.ofNullable(where().getProperty(name + ".pid"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .filter(ProcessHandle::isAlive);
    }

    /** {@code kill -9} of a process that {@link #process} finds; it has ended when this returns. */
    public void kill(String name) {
        ProcessHandle process = process(name).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Where a replica listens. */
    public String urlOf(String replica) {
        return where().getProperty(replica + ".url");
    }

    public String brokerUrl() {
        return where().getProperty("broker");
    }

    /**
     * Checks every database and stream, as {@code ./holdfast check} does: asserts that nothing is wrong, that there are no dead letters,
     * and that in the end nothing is underway. Not for the one that tests share, in which something is.
     */
    public void check() {
        SystemAddresses systems =
                SystemAddresses.runningIn(data(), environment()).orElseThrow();
        Report report = await("everything is handled and done")
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> Check.of(systems).run(), found -> !found.isSound() || found.inFlight() == 0);
        assertThat(report.isSound()).as(report.toString()).isTrue();
        assertThat(report.warnings()).isEmpty();
        assertThat(report.notLookedAt()).isEmpty();
    }

    /** {@code kill -9} of everything at once: services, broker, database. */
    public void kill() {
        ours().kill();
    }

    /** Stops it as Ctrl-C does. */
    public void stop() {
        ours().stop();
    }

    /** Starts it again after {@link #kill()} or {@link #stop()}, on the same port and data. */
    public void restart() {
        process = launch();
    }

    /** What it has printed so far. */
    public String output() {
        try {
            return Files.readString(ours().log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        ours().stop();
        Directories.delete(directory);
        endTurn();
    }

    private ServerProcess ours() {
        if (process == null) {
            throw new IllegalStateException("Other tests use it, too");
        }
        return process;
    }

    private void endTurn() {
        turn.ifPresent(channel -> {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private ServerProcess launch() {
        try {
            Files.deleteIfExists(data().resolve("running.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of("env"));
        Set<String> kept = new HashSet<>(INHERITED);
        kept.addAll(environment.keySet());
        command.addAll(InheritedSettings.withheld(System.getenv().keySet(), kept));
        command.addAll(List.of(
                checkout().resolve("holdfast").toString(),
                "run",
                "--no-build",
                "--port",
                String.valueOf(port),
                "--data",
                data().toString()));
        command.addAll(options);
        ServerProcess started = ServerProcess.start("holdfast", command, directory, environment);
        started.awaitReady(START_TIMEOUT, () -> where().containsKey("url"));
        return started;
    }

    private Properties where() {
        Properties properties = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(data().resolve("running.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            // Not yet there.
        }
        return properties;
    }

    static Path checkout() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(directory.resolve("holdfast"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException(
                        "./holdfast is nowhere above " + Path.of("").toAbsolutePath());
            }
        }
        return directory;
    }
}
