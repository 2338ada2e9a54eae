package io.holdfast.platform;

import static io.holdfast.platform.Service.AUTH;
import static io.holdfast.platform.Service.EVENTS;
import static io.holdfast.platform.Service.EXPIRATION;
import static io.holdfast.platform.Service.ORDERS;
import static io.holdfast.platform.Service.PAYMENTS;
import static io.holdfast.platform.Service.WEB;

import io.holdfast.local.EndOfProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * {@code ./holdfast run}: the whole system on this machine, until Ctrl-C. A broker, a database for each service, the services, and a
 * gateway in front of them.
 */
public final class Holdfast {

    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

    private final Options options;
    private final Map<String, String> environment;
    private final DataDirectory directory;
    private final RunDescription description;

    private Holdfast(Options options, Map<String, String> environment, DataDirectory directory) {
        this.options = options.in(environment);
        this.environment = environment;
        this.directory = directory;
        this.description = new RunDescription(directory);
    }

    public static void main(String[] arguments) {
        Launcher.launch(arguments, (options, directory) -> new Holdfast(options, System.getenv(), directory).run());
    }

    /** The services, and what each of them uses. */
    static Topology topology() {
        Topology topology = new Topology();
        topology.service(AUTH).database().broker().mails().keysOf(AUTH).calls(EVENTS, ORDERS);
        topology.service(EVENTS).database().broker().keysOf(AUTH);
        topology.service(ORDERS).database().broker().mails().keysOf(AUTH).calls(EVENTS);
        topology.service(PAYMENTS).database().broker().keysOf(AUTH);
        topology.service(EXPIRATION).database().broker().keysOf(AUTH);
        topology.service(WEB).keysOf(AUTH).calls(AUTH, EVENTS, ORDERS, PAYMENTS);
        return topology;
    }

    private void run() throws IOException, InterruptedException {
        if (options.fresh()) {
            directory.empty();
        }
        EndOfProcess.beforeServersStop(directory::forget);
        int port = GatewayPort.choose(options);
        Replicas replicas = Replicas.assignPorts(
                options.replicas(), GatewayPort.isUsual(port), port, Duration.ofSeconds(options.joining()));

        // The servers, side by side.
        Path data = directory.data(Databases.nameOfKind(environment));
        Topology topology = topology();
        CompletableFuture<Broker> startingBroker =
                CompletableFuture.supplyAsync(() -> Broker.start(environment, data.resolve("nats")));
        Databases databases = Databases.start(environment, data.resolve("database"), topology.withDatabase());
        Broker broker = startingBroker.join();
        String url = "http://localhost:" + port;
        LocalMail mail = LocalMail.start(environment, data.resolve("mails"), url);
        restartWhenTheyEnd(broker, databases);

        // The services, each with the addresses of what it uses.
        ServiceHealth health = new ServiceHealth(replicas);
        ServiceSettings settings = new ServiceSettings(topology, replicas, databases, broker, mail);
        Services services = options.processes()
                ? new ServiceProcesses(replicas, health, settings, directory.logs(), description::write)
                : new ServiceContexts(replicas, settings);
        EndOfProcess.beforeServersStop(services::close);

        // The gateway, with the routes that a cluster's Ingress has.
        Gateway gateway = Gateway.start(
                port,
                IngressRules.packaged(),
                replicas,
                health::ask,
                mail.page(),
                ClientTimes.usual(),
                StreamLimits.of(environment));
        EndOfProcess.beforeServersStop(() -> {
            IO.println("\nStopping. The data stays in " + options.data());
            gateway.close();
        });

        services.start();
        health.await(replicas.all().toList(), READY_TIMEOUT);
        health.watch();
        Duration startUp =
                Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());

        if (options.demoData()) {
            try (ApiClient api = new ApiClient(url);
                    ApiClient accounts = new ApiClient(replicas.url(AUTH))) {
                new DemoData(api, accounts).load();
            }
        }
        description.complete(url, data, options, databases, broker, replicas, services);
        IO.print(Banner.text(
                url, databases.description(), broker.description(), mail.description(url), options, startUp));
        if (options.training()) {
            try (ApiClient api = new ApiClient(url)) {
                new WarmUp(api).run();
            }
            System.exit(0);
        }
        Thread.currentThread().join();
    }

    /** Of the servers only those that were started here. */
    private void restartWhenTheyEnd(Broker broker, Databases databases) {
        ServerRestarter restarter = new ServerRestarter(description::write);
        broker.ours().ifPresent(server -> restarter.watch("nats-server", server::onExit, server::restart));
        databases.ours().ifPresent(server -> restarter.watch("The database", server::onExit, server::restart));
    }
}
