package io.holdfast.bench;

import io.holdfast.local.Ports;
import io.holdfast.local.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The whole system as {@code ./holdfast run} starts it, with fresh data. */
final class RunningSystem implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

    private static final String DATABASE = "-service.database";

    /** The process that all services are in. */
    private static final String SYSTEM = "system";

    /** A few buyers stand for all, and one machine for many networks. */
    private static final Map<String, String> WITHOUT_LIMITS = Map.of(
            "HOLDFAST_ORDERS_HOARDING_UNITS", "0",
            "HOLDFAST_ORDERS_GUESTS_PERADDRESS", String.valueOf(Integer.MAX_VALUE),
            "HOLDFAST_AUTH_GUESTS_PERNETWORK", "0",
            "HOLDFAST_PAYMENTS_DECLINES_PERBUYER", String.valueOf(Integer.MAX_VALUE),
            "HOLDFAST_PAYMENTS_DECLINES_PERNETWORK", String.valueOf(Integer.MAX_VALUE));

    private final Path data;
    private final int port = Ports.free();
    private final String name;
    private final ServerProcess process;

    /** @param options of {@code ./holdfast run}; with {@code --processes} each service is a process of its own */
    RunningSystem(Path directory, List<String> options) {
        this(directory, options, Map.of());
    }

    /** @param settings of the services, as environment variables, besides the limits that a bench cannot keep */
    RunningSystem(Path directory, List<String> options, Map<String, String> settings) {
        this.data = directory.resolve("system");
        List<String> command = new ArrayList<>(List.of(
                BenchOptions.home().resolve("holdfast").toString(),
                "run",
                "--no-demo-data",
                "--port",
                String.valueOf(port),
                "--data",
                data.toString()));
        command.addAll(options);
        this.name = options.contains("--processes") ? "gateway" : SYSTEM;
        Map<String, String> environment = new HashMap<>(WITHOUT_LIMITS);
        environment.putAll(settings);
        this.process = ServerProcess.start("holdfast", command, directory, environment);
        process.awaitReady(START_TIMEOUT, () -> where().containsKey("url"));
    }

    /** Its data directory. */
    Path data() {
        return data;
    }

    /** The port of the gateway. */
    int port() {
        return port;
    }

    /** The processor time of each of its processes, by name. A process without a name is that of the database. */
    Cpu cpu() {
        Properties where = where();
        Set<String> named = where.stringPropertyNames().stream()
                .filter(name -> name.endsWith(".pid"))
                .collect(Collectors.toCollection(TreeSet::new));
        Cpu cpu = new Cpu();
        if (name.equals(SYSTEM)) {
            cpu.watchJvm(name, process.pid());
        } else {
            cpu.watch(name, process.pid());
        }
        Set<Long> known = named.stream()
                .map(name -> Long.parseLong(where.getProperty(name)))
                .collect(Collectors.toSet());
        for (String name : named) {
            cpu.watch(name.replace(".pid", ""), Long.parseLong(where.getProperty(name)));
        }
        return cpu.watchOthers("database", process.pid(), known);
    }

    /** The memory of its process that is in use, in bytes; all services are in it, without {@code --processes}. */
    long memory() {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException("The memory of a process is read from /proc, as on Linux", e);
        }
    }

    /** Where the databases of its services are, by service. */
    Map<String, String> databases() {
        Properties where = where();
        return where.stringPropertyNames().stream()
                .filter(key -> key.endsWith(DATABASE))
                .collect(Collectors.toMap(key -> key.replace(DATABASE, ""), where::getProperty));
    }

    private Properties where() {
        Properties where = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(data.resolve("running.properties"))) {
            where.load(reader);
        } catch (IOException e) {
            // It is still starting.
        }
        return where;
    }

    @Override
    public void close() {
        process.stop();
    }
}
