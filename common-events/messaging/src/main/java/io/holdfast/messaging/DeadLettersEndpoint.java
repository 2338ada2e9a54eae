package io.holdfast.messaging;

import io.holdfast.messaging.DeadLetters.DeadLetter;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** For operators: messages that this service could not handle, to list, handle again, or drop. */
@Endpoint(id = "deadletters")
final class DeadLettersEndpoint {
    private static final int LIMIT = 100;

    private final DeadLetters deadLetters;
    private final Listeners listeners;

    DeadLettersEndpoint(DeadLetters deadLetters, Listeners listeners) {
        this.deadLetters = deadLetters;
        this.listeners = listeners;
    }

    /** The oldest dead letters of this service. */
    @ReadOperation
    List<DeadLetter> list() throws IOException, JetStreamApiException {
        return deadLetters.list(listeners.durableConsumers(), LIMIT);
    }

    /** Hands one to this service's handlers again, and to no other service's. If they can handle it now, it is deleted. */
    @WriteOperation
    @Nullable
    Map<String, Object> resend(@Selector long sequence) throws IOException, JetStreamApiException {
        Optional<DeadLetter> found = mine(sequence);
        if (found.isEmpty()) {
            return null;
        }
        DeadLetter letter = found.get();
        Optional<Listener> listener = listeners.find(letter.consumer(), letter.stream());
        if (listener.isEmpty()) {
            return Map.of("handled", false, "error", letter.consumer() + " no longer listens to " + letter.stream());
        }
        try {
            listener.get()
                    .handlers()
                    .handle(letter.subject(), letter.body().getBytes(StandardCharsets.UTF_8), letter.trace());
        } catch (RuntimeException e) {
            return Map.of("handled", false, "error", e.toString());
        }
        deadLetters.delete(sequence);
        return Map.of("handled", true);
    }

    /** Drops one for good. */
    @DeleteOperation
    @Nullable
    Map<String, Object> drop(@Selector long sequence) throws IOException, JetStreamApiException {
        if (mine(sequence).isEmpty()) {
            return null;
        }
        deadLetters.delete(sequence);
        return Map.of("dropped", true);
    }

    private Optional<DeadLetter> mine(long sequence) throws IOException, JetStreamApiException {
        return deadLetters
                .find(sequence)
                .filter(letter -> listeners.durableConsumers().contains(letter.consumer()));
    }
}
