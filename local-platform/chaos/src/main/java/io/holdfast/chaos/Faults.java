package io.holdfast.chaos;

import io.holdfast.chaos.FaultPlan.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the faults of a plan, and ends each of them. */
final class Faults {

    private static final Logger log = LoggerFactory.getLogger(Faults.class);

    private final SystemUnderTest system;
    private final Consumer<String> journal;
    private final Map<FaultKind, Integer> made = new EnumMap<>(FaultKind.class);
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Instant> ordersKilled = new ArrayList<>();
    private int kills;

    /** @param journal is told of each fault in a line */
    Faults(SystemUnderTest system, Consumer<String> journal) {
        this.system = system;
        this.journal = journal;
    }

    /** How often each was made. */
    synchronized Map<FaultKind, Integer> made() {
        return new EnumMap<>(made);
    }

    /** How many processes were killed in all. Of a server with children, it counts as one. */
    synchronized int kills() {
        return kills;
    }

    /** When all replicas of orders-service were killed at once. */
    synchronized List<Instant> ordersKilled() {
        return List.copyOf(ordersKilled);
    }

    /** Makes all faults of a plan. Returns when the plan is over, and every fault with it. */
    void run(FaultPlan plan, long millis) throws InterruptedException {
        long start = System.nanoTime();
        List<Thread> underway = new ArrayList<>();
        for (Step step : plan.steps()) {
            sleepUntil(start, step.at());
            underway.add(Thread.ofPlatform().name(step.kind().word()).start(() -> make(step)));
        }
        sleepUntil(start, millis);
        over.countDown();
        for (Thread thread : underway) {
            thread.join();
        }
    }

    private static void sleepUntil(long start, long millis) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(start + millis * 1_000_000 - System.nanoTime());
    }

    private void make(Step step) {
        try {
            Optional<String> target = perform(step);
            target.ifPresent(_ -> {
                synchronized (this) {
                    made.merge(step.kind(), 1, Integer::sum);
                }
            });
        } catch (RuntimeException e) {
            log.error("{} could not be made or ended", step.kind().word(), e);
            journal.accept(
                    "%s could not be made or ended: %s".formatted(step.kind().word(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns what it met; empty if there was nothing to meet, such as a replica that is just starting. */
    private Optional<String> perform(Step step) throws InterruptedException {
        return switch (step.kind()) {
            case KILL_SERVICE -> killReplicas(step, List.of(replica(step)));
            case KILL_BOTH -> killReplicas(step, SystemUnderTest.replicasOf(service(step)));
            case KILL_BROKER -> killServer(step, system.broker(), "the broker");
            case KILL_DATABASE -> killServer(step, system.database(), "the database");
            case KILL_EVERYTHING -> killEverything(step);
            case KILL_GATEWAY -> killGateway(step);
            case RESTART_DATABASE -> restartDatabase(step);
            case FREEZE_SERVICE -> freezeReplica(step);
            case FREEZE_DATABASE -> freezeServer(step, system.database(), "the database");
            case FREEZE_BROKER -> freezeServer(step, system.broker(), "the broker");
            case FILL_DATABASE_DISK -> fill(step, system.databaseDisk(), system.database(), "the database's disk");
            case FILL_BROKER_DISK -> fill(step, system.brokerDisk(), system.broker(), "the broker's disk");
            case WIPE_BROKER_DISK -> wipeBroker(step);
            case SLOW_NETWORK, RESET_NETWORK, HALF_OPEN_NETWORK, CUT_NETWORK, BROKEN_OFF_NETWORK -> network(step);
        };
    }

    private static String service(Step step) {
        return SystemUnderTest.SERVICES.get(step.choose(SystemUnderTest.SERVICES.size()));
    }

    private static String replica(Step step) {
        List<String> replicas = SystemUnderTest.replicasOf(service(step));
        return replicas.get(Math.floorMod(step.choice() / 7, replicas.size()));
    }

    private Optional<String> killReplicas(Step step, List<String> names) {
        List<ProcessHandle> running =
                names.stream().flatMap(name -> system.replica(name).stream()).toList();
        if (running.isEmpty()) {
            return Optional.empty();
        }
        note(step, String.join(" and ", names));
        Signals.kill(running);
        count(running.size());
        if (names.equals(SystemUnderTest.replicasOf(SystemUnderTest.ORDERS))) {
            synchronized (this) {
                ordersKilled.add(Instant.now());
            }
        }
        return Optional.of(names.getFirst());
    }

    private Optional<String> killServer(Step step, Guarded server, String name) {
        server.alone(() -> {
            if (server.isRunning()) {
                note(step, name);
                Signals.kill(List.of(server.process()));
                count(1);
            }
            last(step);
            server.startIfEnded();
        });
        return Optional.of(name);
    }

    private Optional<String> killEverything(Step step) {
        system.gateway()
                .alone(() -> system.database()
                        .alone(() -> system.broker().alone(() -> {
                            note(step, "everything");
                            List<ProcessHandle> all = system.everything();
                            int services = (int) SystemUnderTest.SERVICES.stream()
                                    .flatMap(service -> SystemUnderTest.replicasOf(service).stream())
                                    .filter(name -> system.replica(name).isPresent())
                                    .count();
                            Signals.kill(all);
                            count(services + all.size());
                            last(step);
                            system.database().startIfEnded();
                            system.broker().startIfEnded();
                        })));
        return Optional.of("everything");
    }

    /** Only that process: its services notice that it has ended, and end as if they were stopped. */
    private Optional<String> killGateway(Step step) {
        Guarded gateway = system.gateway();
        gateway.alone(() -> {
            if (gateway.isRunning()) {
                note(step, "the gateway");
                Signals.killAlone(gateway.process());
                count(1);
            }
        });
        return Optional.of("the gateway");
    }

    private Optional<String> restartDatabase(Step step) {
        note(step, "the database");
        system.database().alone(system.database()::start);
        return Optional.of("the database");
    }

    private Optional<String> freezeReplica(Step step) {
        String name = replica(step);
        Optional<ProcessHandle> process = system.replica(name);
        process.ifPresent(running -> freeze(step, name, running));
        return process.map(_ -> name);
    }

    private Optional<String> freezeServer(Step step, Guarded server, String name) {
        // Others may kill it while it is frozen.
        Optional<ProcessHandle> process = ProcessHandle.of(server.pid()).filter(ProcessHandle::isAlive);
        process.ifPresent(running -> freeze(step, name, running));
        return process.map(_ -> name);
    }

    private void freeze(Step step, String name, ProcessHandle process) {
        note(step, name);
        Set<ProcessHandle> frozen = Signals.freeze(process);
        last(step);
        Signals.thaw(frozen);
    }

    private Optional<String> fill(Step step, Disk disk, Guarded server, String name) {
        note(step, name);
        disk.fill();
        try {
            last(step);
        } finally {
            disk.free();
        }
        // Once without room, servers stop writing until an operator has made room and started them again.
        server.alone(server::start);
        return Optional.of(name);
    }

    private Optional<String> wipeBroker(Step step) {
        note(step, "the broker's disk");
        system.wipeBroker();
        return Optional.of("the broker's disk");
    }

    private Optional<String> network(Step step) {
        List<Toxiproxy.Proxy> proxies = system.proxies();
        Toxiproxy.Proxy proxy = proxies.get(step.choose(proxies.size()));
        boolean comingBack = (step.choice() & 64) == 0;
        note(step, proxy.name() + (comingBack ? ", answers" : ", requests"));
        synchronized (proxy) {
            switch (step.kind()) {
                case SLOW_NETWORK ->
                    proxy.poison("latency", comingBack, Map.of("latency", 100 + step.choose(900), "jitter", 100));
                case RESET_NETWORK -> proxy.poison("reset_peer", comingBack, Map.of("timeout", 0));
                case HALF_OPEN_NETWORK -> proxy.poison("timeout", comingBack, Map.of("timeout", 0));
                case BROKEN_OFF_NETWORK ->
                    proxy.poison("limit_data", comingBack, Map.of("bytes", 200 + step.choose(20_000)));
                default -> proxy.cutOff();
            }
            last(step);
            proxy.heal(step.kind() != FaultKind.SLOW_NETWORK);
        }
        return Optional.of(proxy.name());
    }

    /** Lets a fault last, but not longer than the plan. */
    private void last(Step step) {
        try {
            boolean _ = over.await(step.lengthMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(Step step, String target) {
        journal.accept(
                step.lengthMillis() == 0
                        ? "%s: %s".formatted(step.kind().word(), target)
                        : "%s: %s, %.1f s".formatted(step.kind().word(), target, step.lengthMillis() / 1e3));
    }

    private synchronized void count(int killed) {
        kills += killed;
    }
}
