package io.holdfast.messaging;

import io.holdfast.contracts.Message;
import io.holdfast.contracts.Subjects;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.context.SmartLifecycle;

/** Runs a service's subscriptions while its application context runs: begins after everything else, ends before. */
final class Listeners implements SmartLifecycle {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Listener> listeners;
    private volatile boolean running;

    Listeners(
            List<Subscription> subscriptions,
            Broker broker,
            DeadLetters deadLetters,
            Clock clock,
            ObservationRegistry observations,
            MessagingProperties properties) {
        this.listeners = listeners(subscriptions, broker, deadLetters, clock, observations, properties);
    }

    List<Listener> durable() {
        return listeners.stream().filter(Listener::isDurable).toList();
    }

    List<String> durableConsumers() {
        return durable().stream().map(Listener::consumer).distinct().toList();
    }

    Optional<Listener> find(String consumer, String stream) {
        return listeners.stream()
                .filter(listener -> listener.consumer().equals(consumer)
                        && listener.stream().equals(stream))
                .findFirst();
    }

    @Override
    public void start() {
        running = true;
        listeners.forEach(Listener::start);
    }

    @Override
    public void stop() {
        running = false;
        listeners.forEach(Listener::stop);
        try {
            for (Listener listener : listeners) {
                listener.awaitQuiet(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Above the web server's: handlers find everything started, and are quiet before anything stops. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    /** One for each stream; durable subscriptions of one name share their consumer, and so must share a listener. */
    private static List<Listener> listeners(
            List<Subscription> subscriptions,
            Broker broker,
            DeadLetters deadLetters,
            Clock clock,
            ObservationRegistry observations,
            MessagingProperties properties) {
        List<Listener> listeners = new ArrayList<>();
        Map<String, Map<String, Map<Class<? extends Message>, List<Consumer<Message>>>>> durable =
                new LinkedHashMap<>();
        for (Subscription subscription : subscriptions) {
            for (String stream : subscription.streams()) {
                Map<Class<? extends Message>, List<Consumer<Message>>> handlers = subscription.replay() != null
                        ? new LinkedHashMap<>()
                        : durable.computeIfAbsent(subscription.name(), name -> new LinkedHashMap<>())
                                .computeIfAbsent(stream, name -> new LinkedHashMap<>());
                subscription.handlers().forEach((type, more) -> {
                    if (Subjects.stream(type).equals(stream)) {
                        handlers.computeIfAbsent(type, key -> new ArrayList<>()).addAll(more);
                    }
                });
                if (subscription.replay() != null) {
                    listeners.add(new Listener(
                            stream,
                            subscription.name(),
                            subscription.replay(),
                            handlers,
                            broker,
                            deadLetters,
                            clock,
                            observations,
                            properties));
                }
            }
        }
        durable.forEach((name, streams) -> streams.forEach((stream, handlers) -> listeners.add(
                new Listener(stream, name, null, handlers, broker, deadLetters, clock, observations, properties))));
        return listeners;
    }
}
