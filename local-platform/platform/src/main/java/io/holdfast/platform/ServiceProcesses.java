package io.holdfast.platform;

import io.holdfast.local.ServerProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Each replica in a JVM of its own, which is restarted when it ends. */
final class ServiceProcesses implements Services {

    private static final Logger log = LoggerFactory.getLogger(ServiceProcesses.class);

    private static final Duration WAVE_TIMEOUT = Duration.ofMinutes(2);

    private final Map<Replica, ServerProcess> processes = new HashMap<>();
    private final Replicas replicas;
    private final ServiceHealth health;
    private final ServiceSettings settings;
    private final Path logs;
    private final Runnable changed;
    private boolean closing;

    /** @param changed is called whenever a process has been started */
    ServiceProcesses(Replicas replicas, ServiceHealth health, ServiceSettings settings, Path logs, Runnable changed) {
        this.replicas = replicas;
        this.health = health;
        this.settings = settings;
        this.logs = logs;
        this.changed = changed;
    }

    /** Starts one replica of each service, and the next of each when those can serve: a dozen starting at once would all be slow. */
    @Override
    public void start() throws IOException, InterruptedException {
        List<Replica> before = List.of();
        for (List<Replica> wave : replicas.waves()) {
            health.await(before, WAVE_TIMEOUT);
            wave.forEach(this::launch);
            before = wave;
        }
    }

    private synchronized void launch(Replica replica) {
        if (closing) {
            return;
        }
        ServerProcess process = ServerProcess.startAloud(
                replica.name(),
                command(replica),
                logs,
                settings.environment(replica.service()),
                ServiceSettings::isSecret);
        processes.put(replica, process);
        CompletableFuture<Void> _ = process.onExit().thenAccept(ended -> restart(replica, ended));
        changed.run();
    }

    private synchronized void restart(Replica replica, Process ended) {
        if (closing) {
            return;
        }
        log.warn(
                "{} (process {}) ended with exit code {}; starting it again",
                replica.name(),
                ended.pid(),
                ended.exitValue());
        // After a pause, so that one that cannot start does not keep the machine busy.
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> launch(replica));
    }

    /** The java, options and class path of this process, so that the same start-up cache can be used. */
    private List<String> command(Replica replica) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-XX:AOTCacheOutput")
                    && !option.startsWith("-agentlib")
                    && !option.startsWith("-Xmx")) {
                command.add(option);
            }
        }
        command.add("-Xmx256m");
        command.add("-Dholdfast.logs=" + logs);
        command.add("-Dholdfast.log=" + replica.name());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                ServiceProcess.class.getName(),
                replica.service().module()));
        command.addAll(settings.arguments(replica));
        return command;
    }

    @Override
    public synchronized Map<Replica, Long> pids() {
        Map<Replica, Long> pids = new HashMap<>();
        processes.forEach((replica, process) -> pids.put(replica, process.pid()));
        return pids;
    }

    @Override
    public void close() {
        List<Thread> stopping;
        synchronized (this) {
            closing = true;
            stopping = processes.values().stream()
                    .map(process -> Thread.ofPlatform().start(process::stop))
                    .toList();
        }
        for (Thread thread : stopping) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
