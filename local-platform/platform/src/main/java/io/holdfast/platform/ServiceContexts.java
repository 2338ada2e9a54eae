package io.holdfast.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** All services in this JVM, each in a Spring context of its own; they share only the class path. */
final class ServiceContexts implements Services {

    private static final Logger log = LoggerFactory.getLogger(ServiceContexts.class);

    private final Replicas replicas;
    private final ServiceSettings settings;
    private final Queue<ConfigurableApplicationContext> contexts = new ConcurrentLinkedQueue<>();

    ServiceContexts(Replicas replicas, ServiceSettings settings) {
        this.replicas = replicas;
        this.settings = settings;
    }

    @Override
    public void start() throws InterruptedException {
        // Not virtual threads: class loading pins them, and a start loads classes most of the time.
        try (ExecutorService starting = Executors.newFixedThreadPool(Math.min(
                Service.values().length, Math.max(2, Runtime.getRuntime().availableProcessors())))) {
            List<Callable<Boolean>> tasks = replicas.all()
                    .map(replica -> (Callable<Boolean>) () -> contexts.add(run(replica.service(), arguments(replica))))
                    .toList();
            for (Future<Boolean> started : starting.invokeAll(tasks)) {
                started.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A service did not start: " + e.getCause(), e.getCause());
        }
    }

    private List<String> arguments(Replica replica) {
        List<String> arguments = new ArrayList<>(settings.arguments(replica));
        settings.secrets(replica.service()).forEach((name, value) -> arguments.add("--%s=%s".formatted(name, value)));
        return arguments;
    }

    static ConfigurableApplicationContext run(Service service, List<String> arguments) {
        Thread.currentThread().setName(service.shortName());
        long begin = System.nanoTime();
        ConfigurableApplicationContext context = service.application()
                .properties(ServiceSettings.defaults())
                // EndOfProcess closes them in order.
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new));
        log.info("{} is up after {} ms", service.module(), (System.nanoTime() - begin) / 1_000_000);
        return context;
    }

    @Override
    public Map<Replica, Long> pids() {
        return Map.of();
    }

    @Override
    public void close() {
        List<Thread> closing = contexts.stream()
                .map(context -> Thread.ofPlatform().start(context::close))
                .toList();
        for (Thread thread : closing) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
