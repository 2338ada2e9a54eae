package io.holdfast.platform;

import io.holdfast.local.EndOfProcess;
import io.holdfast.local.Ports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
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
        // The usual ones only beside the usual gateway: runs on other ports would race for them.
        var replicas = Replicas.place(options.replicas(), port == USUAL_PORT, port);
        String kind = Databases.nameOfKind(environment);
        Path data = directory.data(kind);
        EndOfProcess.beforeServersStop(directory::forget);
        var starting = CompletableFuture.supplyAsync(() -> Broker.start(environment, data.resolve("nats")));
        Databases databases = Databases.start(environment, data.resolve("database"));
        Broker broker = starting.join();
        var revival = new Revival(this::announce);
        broker.ours().ifPresent(server -> revival.watch("nats-server", server::onExit, server::restart));
        databases.ours().ifPresent(server -> revival.watch("The database", server::onExit, server::restart));

        var health = new ServiceHealth(replicas);
        Services services = services(replicas, health, new Settings(replicas, databases, broker));
        EndOfProcess.beforeServersStop(services::close);
        Gateway gateway = Gateway.start(port, IngressRules.packaged(), replicas, health::ask);
        EndOfProcess.beforeServersStop(() -> {
            IO.println("\nStopping. The data stays in " + options.data());
            gateway.close();
        });
        services.start();
        health.await(replicas.all().toList(), READY_TIMEOUT);
        health.watch();
        var startUp = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());

        String url = "http://localhost:" + port;
        if (options.demoData()) {
            try (var api = new ApiClient(url)) {
                new DemoData(api).load();
            }
        }
        this.describe = () -> {
            Map<String, String> where = new HashMap<>();
            where.put("url", url);
            where.put("pid", String.valueOf(ProcessHandle.current().pid()));
            where.put("data", data.toString());
            where.put("database", kind);
            where.put("replicas", String.valueOf(options.replicas()));
            describe(databases, broker, where);
            describe(replicas, services, where);
            return where;
        };
        announce();
        IO.print(Banner.text(url, databases.description(), broker.description(), options, startUp));
        if (options.training()) {
            try (var api = new ApiClient(url)) {
                new Rehearsal(api).play();
            }
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

    private Services services(Replicas replicas, ServiceHealth health, Settings settings) {
        return options.processes()
                ? new ServiceProcesses(replicas, health, settings, directory.logs(), this::announce)
                : new ServiceContexts(replicas, settings);
    }

    /** Where everything can be reached; again when a process has been replaced. */
    private void announce() {
        directory.announce(describe.get());
    }

    private static void describe(Databases databases, Broker broker, Map<String, String> where) {
        where.put("broker", broker.operatorUrl());
        broker.ours().ifPresent(server -> where.put("broker.pid", String.valueOf(server.pid())));
        databases.ours().ifPresent(server -> where.put("database.pid", String.valueOf(server.pid())));
        for (Service service : Service.values()) {
            databases.uri(service).ifPresent(uri -> where.put(service.module() + ".database", uri));
        }
    }

    private static void describe(Replicas replicas, Services services, Map<String, String> where) {
        replicas.all().forEach(replica -> where.put(replica.name() + ".url", replica.url()));
        services.pids().forEach((replica, pid) -> where.put(replica.name() + ".pid", String.valueOf(pid)));
    }
}
