package io.holdfast.platform;

import io.holdfast.local.ServerProcess;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A JVM per service, started again when one dies. */
final class ServiceProcesses implements Services {

    private static final Logger log = LoggerFactory.getLogger(ServiceProcesses.class);

    private final Map<Service, ServerProcess> processes = new EnumMap<>(Service.class);
    private final Settings settings;
    private final Path logs;
    private final Runnable changed;
    private boolean closing;

    /** @param changed called whenever a process has been started */
    ServiceProcesses(Settings settings, Path logs, Runnable changed) {
        this.settings = settings;
        this.logs = logs;
        this.changed = changed;
    }

    @Override
    public void start() {
        for (Service service : Service.values()) {
            launch(service);
        }
    }

    private synchronized void launch(Service service) {
        if (closing) {
            return;
        }
        var process = ServerProcess.startAloud(service.module(), command(service), logs, Map.of());
        processes.put(service, process);
        var _ = process.onExit().thenAccept(ended -> restart(service, ended));
        changed.run();
    }

    private synchronized void restart(Service service, Process ended) {
        if (closing) {
            return;
        }
        log.warn(
                "{} (process {}) ended with exit code {}; starting it again",
                service.module(),
                ended.pid(),
                ended.exitValue());
        // A breath, so that one that cannot start does not eat the machine.
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> launch(service));
    }

    /** The same java, options and class path as ours, so that the same start-up cache serves. */
    private List<String> command(Service service) {
        var command = new ArrayList<String>();
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
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), ServiceProcess.class.getName(), service.module()));
        command.addAll(settings.arguments(service));
        return command;
    }

    @Override
    public synchronized Map<Service, Long> pids() {
        Map<Service, Long> pids = new EnumMap<>(Service.class);
        processes.forEach((service, process) -> pids.put(service, process.pid()));
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
