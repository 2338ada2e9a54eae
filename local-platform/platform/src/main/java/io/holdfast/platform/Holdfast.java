package io.holdfast.platform;

import io.holdfast.local.EndOfProcess;
import io.holdfast.local.Ports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** {@code ./holdfast run}: broker, databases, services, gateway, demo data; until Ctrl-C. */
public final class Holdfast {

    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

    private static final int USUAL_PORT = 8080;

    private final Options options;
    private final Map<String, String> environment;
    private final DataDirectory directory;

    /** What a second run and tests are told; knows more once everything is up. */
    private volatile Supplier<Map<String, String>> describe =
            () -> Map.of("pid", String.valueOf(ProcessHandle.current().pid()));

    private Holdfast(Options options, Map<String, String> environment, DataDirectory directory) {
        this.options = options;
        this.environment = environment;
        this.directory = directory;
    }

    public static void main(String[] arguments) {
        if (Arrays.asList(arguments).contains("--help")
                || Arrays.asList(arguments).contains("-h")) {
            IO.print(Options.HELP);
            return;
        }
        try {
            Options options = Options.parse(arguments);
            Logging.configure(options.data().resolve("logs"), "holdfast");
            new Holdfast(options, System.getenv(), DataDirectory.open(options.data())).run();
        } catch (Options.BadOption e) {
            fail(e.getMessage() + ". ./holdfast run --help lists what there is.", 2);
        } catch (DataDirectory.AlreadyRunning e) {
            fail(e.getMessage(), 3);
        } catch (IOException | InterruptedException | RuntimeException e) {
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            LoggerFactory.getLogger(Holdfast.class).debug("Did not start", e);
            fail("Holdfast could not start: " + reason(cause), 1);
        }
    }

    private static void fail(@Nullable String message, int code) {
        System.err.println(message);
        System.exit(code);
    }

    private static String reason(Throwable failure) {
        var reasons = new StringBuilder(String.valueOf(failure.getMessage()));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            reasons.append("\n  because of ").append(cause);
        }
        return reasons.toString();
    }

    private void run() throws IOException, InterruptedException {
        if (options.fresh()) {
            directory.empty();
        }
        int port = gatewayPort();
        Map<Service, Integer> ports = servicePorts(port == USUAL_PORT);
        Path data = directory.data(Databases.nameOfKind(environment));
        EndOfProcess.beforeServersStop(directory::forget);
        var starting = CompletableFuture.supplyAsync(() -> Broker.start(environment, data.resolve("nats")));
        Databases databases = Databases.start(environment, data.resolve("database"));
        Broker broker = starting.join();

        Services services = services(new Settings(ports, databases, broker.url()));
        EndOfProcess.beforeServersStop(services::close);
        services.start();
        var health = new ServiceHealth(ports);
        Gateway gateway = Gateway.start(port, IngressRules.packaged(), backEnds(ports), health::ask);
        EndOfProcess.beforeServersStop(() -> {
            IO.println("\nStopping. The data stays in " + options.data());
            gateway.close();
        });
        health.await(READY_TIMEOUT);
        var startUp = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());

        String url = "http://localhost:" + port;
        if (options.demoData()) {
            new DemoData(url).load();
        }
        this.describe = () -> description(url, ports, broker, services);
        announce();
        IO.print(Banner.text(url, databases.description(), broker.description(), options, startUp));
        if (options.training()) {
            System.exit(0);
        }
        Thread.currentThread().join();
    }

    private int gatewayPort() {
        if (options.port() == 0) {
            return Ports.free();
        }
        if (Ports.isFree(options.port())) {
            return options.port();
        }
        if (options.portChosen()) {
            throw new IllegalStateException(
                    "port %d is taken. End what uses it, or choose another: --port N (0 for any free one)"
                            .formatted(options.port()));
        }
        int free = Ports.free();
        IO.println("Port %d is taken, so it is %d this time.".formatted(options.port(), free));
        return free;
    }

    private static Map<Service, Integer> servicePorts(boolean usual) {
        Map<Service, Integer> ports = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            // The usual ones only beside the usual gateway: runs on other ports would race for them.
            ports.put(service, usual ? Ports.freeOr(service.usualPort()) : Ports.free());
        }
        return ports;
    }

    private static Map<String, Integer> backEnds(Map<Service, Integer> ports) {
        Map<String, Integer> backEnds = new HashMap<>();
        ports.forEach((service, port) -> backEnds.put(service.module(), port));
        return backEnds;
    }

    private Services services(Settings settings) {
        return options.processes()
                ? new ServiceProcesses(settings, directory.logs(), this::announce)
                : new ServiceContexts(settings);
    }

    /** Where everything can be reached; again when a process has been replaced. */
    private void announce() {
        directory.announce(describe.get());
    }

    private static Map<String, String> description(
            String url, Map<Service, Integer> ports, Broker broker, Services services) {
        Map<String, String> where = new HashMap<>();
        where.put("url", url);
        where.put("pid", String.valueOf(ProcessHandle.current().pid()));
        where.put("broker", broker.url());
        broker.pid().ifPresent(pid -> where.put("broker.pid", String.valueOf(pid)));
        ports.forEach((service, port) -> where.put(service.module() + ".port", String.valueOf(port)));
        services.pids().forEach((service, pid) -> where.put(service.module() + ".pid", String.valueOf(pid)));
        return where;
    }
}
