package io.holdfast.messaging;

import io.holdfast.contracts.Message;
import io.holdfast.contracts.Subjects;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The handlers of one consumer, by type of message. */
final class MessageHandlers {
    private final Map<Class<? extends Message>, List<Consumer<Message>>> handlers;
    private final MessageObservation observation;

    MessageHandlers(Map<Class<? extends Message>, List<Consumer<Message>>> handlers, MessageObservation observation) {
        this.handlers = handlers;
        this.observation = observation;
    }

    /** Whether this version knows messages of this subject, with a handler or without. */
    static boolean isKnown(String subject) {
        return Subjects.type(subject).isPresent();
    }

    /** Whether there is one for messages of this subject. */
    boolean has(String subject) {
        return Subjects.type(subject).filter(handlers::containsKey).isPresent();
    }

    /**
     * Hands a message to its handlers on this thread. What they throw is thrown.
     *
     * @param trace W3C {@code traceparent} of the message; null for none
     * @throws UnprocessableMessageException if the subject is unknown, or the body is not such a message
     */
    void handle(String subject, byte[] body, @Nullable String trace) {
        Class<? extends Message> type = Subjects.type(subject)
                .orElseThrow(() -> new UnprocessableMessageException("Unknown subject " + subject));
        List<Consumer<Message>> interested = handlers.getOrDefault(type, List.of());
        Message message = MessageJson.read(type, body);
        observation.observe(message, subject, trace, () -> interested.forEach(handler -> handler.accept(message)));
    }
}
