package io.holdfast.chaos;

import io.holdfast.check.SystemAddresses;
import io.holdfast.local.DatabaseKind;
import io.holdfast.local.InheritedSettings;
import io.holdfast.local.MongodServer;
import io.holdfast.local.NatsServer;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The whole system in processes of its own: a database server and a broker, each with a disk of its own and behind proxies, and two
 * replicas of each service with a gateway in front, as {@code ./holdfast run --replicas 2} starts them.
 */
final class SystemUnderTest {

    static final String ORDERS = "orders-service";

    /** The services of which replicas are killed and frozen. */
    static final List<String> SERVICES =
            List.of("auth-service", "events-service", ORDERS, "payments-service", "expiration-service", "web-client");

    private static final Duration START_TIMEOUT = Duration.ofMinutes(6);
    private static final int REPLICAS = 2;

    /**
     * Holds and the pauses between sweeps are shorter than usual, so that minutes show what otherwise takes hours. What a guarantee could
     * depend on is as usual: time limits, and how old a claim must be to count as abandoned.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "HOLDFAST_ORDERS_HOLD", "20s",
            "HOLDFAST_ORDERS_WAITINGROOM_PASS", "30s",
            // In the end one buyer orders all that is left.
            "HOLDFAST_ORDERS_HOARDING_UNITS", "0",
            // With an address that is not proven, the organizer could publish ten events in an hour.
            "HOLDFAST_EVENTS_TRUSTUNPROVEN", "true",
            "HOLDFAST_ORDERS_HEALING", "5s",
            "HOLDFAST_MESSAGING_SWEEP", "2s",
            "HOLDFAST_PAYMENTS_RECONCILE", "30s",
            "HOLDFAST_AUTH_TOKENTTL", "6h",
            "HOLDFAST_PAYMENTS_PROVIDER", "sandbox");

    private final Path directory;
    private final Disk databaseDisk;
    private final Disk brokerDisk;
    private final MongodServer databaseServer;
    private final NatsServer brokerServer;
    private final Optional<Toxiproxy> toxiproxy;
    private final List<Toxiproxy.Proxy> proxies = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final int port = Ports.free();
    private final Guarded database;
    private final Guarded broker;
    private final Guarded gateway;
    private ServerProcess run;

    /**
     * Starts all of it, and waits until it can serve.
     *
     * @throws IllegalStateException if there is no database server
     */
    SystemUnderTest(Path directory) throws IOException {
        this.directory = directory;
        DatabaseKind.Program program = DatabaseKind.program(System.getenv())
                .orElseThrow(() -> new IllegalStateException(
                        "There is no database server to make faults in: neither mongod nor documentdb is on PATH"));
        this.databaseDisk = Disk.at(directory.resolve("database"));
        this.brokerDisk = Disk.at(directory.resolve("broker"));
        this.databaseServer = program.start(databaseDisk.directory(), 0);
        this.brokerServer = NatsServer.start(brokerDisk.directory(), 0);
        this.toxiproxy = Toxiproxy.start(System.getenv(), directory);
        environment.putAll(SETTINGS);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // Without the second compiler, which would take more of two cores than all the rest.
        environment.putIfAbsent("HOLDFAST_JAVA_OPTIONS", "-Xmx256m -XX:TieredStopAtLevel=1");
        addresses();
        this.run = launch();
        this.database = new Database();
        this.broker = new Broker();
        this.gateway = new Gateway();
        List.of(database, broker, gateway).forEach(Guarded::guard);
    }

    /** Each service reaches its database by a proxy of its own; all reach the broker by the same. */
    private void addresses() {
        for (String service : SystemAddresses.SERVICES) {
            int at = through(service + " and its database", databaseServer.port());
            environment.put(
                    "HOLDFAST_%s_MONGODB_URI".formatted(service.toUpperCase(Locale.ROOT)),
                    "mongodb://127.0.0.1:%d/%s".formatted(at, service));
            environment.put(
                    "HOLDFAST_NATS_%s_PASSWORD".formatted(service.toUpperCase(Locale.ROOT)),
                    brokerServer.password(service));
        }
        environment.put("HOLDFAST_MESSAGING_SERVERS", "nats://127.0.0.1:" + through("the broker", brokerServer.port()));
    }

    private int through(String name, int upstream) {
        if (toxiproxy.isEmpty()) {
            return upstream;
        }
        Toxiproxy.Proxy proxy = toxiproxy.get().proxy(name.replace(' ', '-'), upstream);
        proxies.add(proxy);
        return proxy.port();
    }

    private ServerProcess launch() {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(InheritedSettings.withheld(System.getenv().keySet(), environment.keySet()));
        command.addAll(List.of(
                ChaosOptions.home().resolve("holdfast").toString(),
                "run",
                "--no-build",
                "--no-demo-data",
                "--replicas",
                String.valueOf(REPLICAS),
                "--port",
                String.valueOf(port),
                "--data",
                directory.resolve("system").toString()));
        try {
            Files.deleteIfExists(description());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        ServerProcess started = ServerProcess.start("holdfast", command, directory, environment);
        started.awaitReady(START_TIMEOUT, () -> where().containsKey("url"));
        return started;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Where its databases and its broker really are, without proxies between. */
    SystemAddresses addressesForCheck() {
        Map<String, String> uris = new HashMap<>();
        SystemAddresses.SERVICES.forEach(service -> uris.put(service, databaseServer.uri(service)));
        return new SystemAddresses(uris, brokerServer.url(), true);
    }

    Guarded database() {
        return database;
    }

    Guarded broker() {
        return broker;
    }

    Guarded gateway() {
        return gateway;
    }

    Disk databaseDisk() {
        return databaseDisk;
    }

    Disk brokerDisk() {
        return brokerDisk;
    }

    /** Between services and servers; empty without toxiproxy. */
    List<Toxiproxy.Proxy> proxies() {
        return List.copyOf(proxies);
    }

    /** The process of a replica, if it runs: {@code orders-service}, {@code orders-service-2}. */
    Optional<ProcessHandle> replica(String name) {
        return Optional.ofNullable(where().getProperty(name + ".pid"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .filter(ProcessHandle::isAlive);
    }

    /** The names of the replicas of a service. */
    static List<String> replicasOf(String service) {
        List<String> names = new ArrayList<>();
        for (int number = 1; number <= REPLICAS; number++) {
            names.add(number == 1 ? service : service + "-" + number);
        }
        return names;
    }

    /** All processes: services, gateway, database, broker. */
    List<ProcessHandle> everything() {
        List<ProcessHandle> all = new ArrayList<>();
        for (Guarded server : List.of(gateway, broker, database)) {
            ProcessHandle.of(server.pid()).filter(ProcessHandle::isAlive).ifPresent(all::add);
        }
        return all;
    }

    /** Starts the broker again with no streams, as if its disk had been replaced. */
    void wipeBroker() {
        broker.alone(brokerServer::restartEmpty);
    }

    private Path description() {
        return directory.resolve("system").resolve("running.properties");
    }

    private Properties where() {
        Properties where = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(description())) {
            where.load(reader);
        } catch (IOException e) {
            // It is still starting.
        }
        return where;
    }

    /**
     * Stops everything.
     *
     * @param keep the directory to keep the data in; null to keep none
     */
    void close(@Nullable Path keep) {
        List.of(database, broker, gateway).forEach(Guarded::release);
        gateway.alone(run::stop);
        database.alone(databaseServer::stop);
        broker.alone(brokerServer::stop);
        toxiproxy.ifPresent(Toxiproxy::close);
        if (keep != null) {
            List.of(databaseDisk, brokerDisk).forEach(disk -> disk.copyTo(keep));
        }
        unmount();
    }

    /** When all servers have stopped. */
    void unmount() {
        List.of(databaseDisk, brokerDisk).forEach(Disk::close);
    }

    private final class Database extends Guarded {

        Database() {
            super("database");
        }

        @Override
        boolean isRunning() {
            return databaseServer.isRunning();
        }

        @Override
        long pid() {
            return databaseServer.pid();
        }

        @Override
        void start() {
            databaseServer.restart();
        }
    }

    private final class Broker extends Guarded {

        Broker() {
            super("broker");
        }

        @Override
        boolean isRunning() {
            return brokerServer.isRunning();
        }

        @Override
        long pid() {
            return brokerServer.pid();
        }

        @Override
        void start() {
            brokerServer.restart();
        }
    }

    /** The process of {@code ./holdfast run}, which starts the services again itself. */
    private final class Gateway extends Guarded {

        Gateway() {
            super("gateway");
        }

        @Override
        boolean isRunning() {
            return run.isAlive();
        }

        @Override
        long pid() {
            return run.pid();
        }

        @Override
        void start() {
            run = launch();
        }
    }
}
