package io.holdfast.messaging;

import io.holdfast.contracts.Message;
import io.holdfast.contracts.Subjects;
import io.holdfast.runtime.Phases;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Runs a service's subscriptions: starts after everything else, and stops before. */
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
        this.listeners = listeners(
                subscriptions,
                (consumer, replay, handlers) -> new Listener(
                        consumer.stream,
                        consumer.name,
                        replay,
                        new MessageHandlers(handlers.byType, new MessageObservation(observations, consumer.name)),
                        broker,
                        deadLetters,
                        clock,
                        properties));
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

    /** After the web server: handlers find everything started, and have ended before anything stops. */
    @Override
    public int getPhase() {
        return Phases.RUNNING;
    }

    /** Durable subscriptions of one name share a consumer on each stream, and so they share a listener. */
    private static List<Listener> listeners(List<Subscription> subscriptions, Factory factory) {
        List<Listener> listeners = new ArrayList<>();
        Map<StreamConsumer, Handlers> durable = new LinkedHashMap<>();
        for (Subscription subscription : subscriptions) {
            for (String stream : subscription.streams()) {
                StreamConsumer consumer = new StreamConsumer(subscription.name(), stream);
                if (subscription.replay() == null) {
                    durable.computeIfAbsent(consumer, key -> new Handlers()).add(subscription, stream);
                } else {
                    Handlers handlers = new Handlers();
                    handlers.add(subscription, stream);
                    listeners.add(factory.create(consumer, subscription.replay(), handlers));
                }
            }
        }
        durable.forEach((consumer, handlers) -> listeners.add(factory.create(consumer, null, handlers)));
        return listeners;
    }

    private record StreamConsumer(String name, String stream) {}

    private interface Factory {
        Listener create(StreamConsumer consumer, @Nullable Duration replay, Handlers handlers);
    }

    private static final class Handlers {
        private final Map<Class<? extends Message>, List<Consumer<Message>>> byType = new LinkedHashMap<>();

        /** Adds those of a subscription for messages on one stream. */
        void add(Subscription subscription, String stream) {
            subscription.handlers().forEach((type, more) -> {
                if (Subjects.stream(type).equals(stream)) {
                    byType.computeIfAbsent(type, key -> new ArrayList<>()).addAll(more);
                }
            });
        }
    }
}
