package io.holdfast.messaging;

import io.holdfast.contracts.Message;
import io.holdfast.contracts.Subjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a service handles. Declared as a bean, it runs from start to stop of the application context.
 *
 * <p>A handler that returns has written its effect: the message is acknowledged. One that throws is called again later; after several
 * attempts the message goes to the dead letters. An {@link UnprocessableMessageException} sends it there at once. Handlers must expect
 * messages twice and out of order, and guard their write by the aggregate's version. Messages of one aggregate are handled one at a
 * time, those of different aggregates concurrently, each on a virtual thread.
 */
public final class Subscription {
    private final String name;
    private final @Nullable Duration replay;
    private final Map<Class<? extends Message>, List<Consumer<Message>>> handlers;

    private Subscription(
            String name, @Nullable Duration replay, Map<Class<? extends Message>, List<Consumer<Message>>> handlers) {
        this.name = name;
        this.replay = replay;
        this.handlers = handlers;
    }

    /**
     * Every message is handled by one replica of the service; the broker remembers which were handled.
     *
     * @param name the consumer's name on each stream: the service's name, without dots or spaces
     */
    public static Builder durable(String name) {
        return new HandlersBuilder(name, null);
    }

    /**
     * Every message is handled by every replica, for effects in memory only: the broker does not remember which were handled, and a
     * handler that throws is not called again.
     *
     * @param replay how far back to begin
     */
    public static Builder broadcast(String name, Duration replay) {
        return new HandlersBuilder(name, replay);
    }

    /** The name of the consumer, or of each replica's consumer without its suffix. */
    public String name() {
        return name;
    }

    /** How far back a broadcast subscription begins; null for a durable one. */
    public @Nullable Duration replay() {
        return replay;
    }

    /** The streams with messages that it handles. */
    public Set<String> streams() {
        Set<String> streams = new TreeSet<>();
        handlers.keySet().forEach(type -> streams.add(Subjects.stream(type)));
        return streams;
    }

    Map<Class<? extends Message>, List<Consumer<Message>>> handlers() {
        return handlers;
    }

    /** Collects handlers, one or more for each type of message. */
    public sealed interface Builder permits HandlersBuilder {
        /** Calls {@code handler} with every {@code type}. */
        <M extends Message> Builder on(Class<M> type, Consumer<? super M> handler);

        /** The subscription to declare as a bean. */
        Subscription build();
    }

    private static final class HandlersBuilder implements Builder {
        private final String name;
        private final @Nullable Duration replay;
        private final Map<Class<? extends Message>, List<Consumer<Message>>> handlers = new LinkedHashMap<>();

        HandlersBuilder(String name, @Nullable Duration replay) {
            if (!name.matches("[A-Za-z0-9_-]+")) {
                throw new IllegalArgumentException("Not a consumer's name: " + name);
            }
            this.name = name;
            this.replay = replay;
        }

        @Override
        public <M extends Message> Builder on(Class<M> type, Consumer<? super M> handler) {
            handlers.computeIfAbsent(type, key -> new ArrayList<>(1))
                    .add(message -> handler.accept(type.cast(message)));
            return this;
        }

        @Override
        public Subscription build() {
            if (handlers.isEmpty()) {
                throw new IllegalStateException("Subscription " + name + " listens to nothing");
            }
            return new Subscription(name, replay, handlers);
        }
    }
}
