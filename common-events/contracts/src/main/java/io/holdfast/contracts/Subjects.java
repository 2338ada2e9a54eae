package io.holdfast.contracts;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The subjects of all messages. */
public final class Subjects {

    private static final Map<String, Class<? extends Message>> TYPES =
            concreteTypes(Message.class).collect(Collectors.toUnmodifiableMap(Subjects::of, Function.identity()));

    private Subjects() {}

    /** The subject without the aggregate's id, such as {@code orders.placed}. */
    public static String of(Class<? extends Message> type) {
        Subject subject = type.getAnnotation(Subject.class);
        if (subject == null) {
            throw new IllegalArgumentException(type + " names no subject");
        }
        return subject.value();
    }

    /** The whole subject of a message, such as {@code orders.placed.7f3k}. */
    public static String of(Message message) {
        return of(message.getClass()) + "." + message.aggregateId();
    }

    /** The stream a message type belongs to: the first token of its subject. */
    public static String stream(Class<? extends Message> type) {
        String subject = of(type);
        return subject.substring(0, subject.indexOf('.'));
    }

    /** The record of the messages with {@code subject}, with or without an aggregate's id; empty when it is unknown here. */
    public static Optional<Class<? extends Message>> type(String subject) {
        String[] tokens = subject.split("\\.", 3);
        return tokens.length < 2 ? Optional.empty() : Optional.ofNullable(TYPES.get(tokens[0] + "." + tokens[1]));
    }

    /** All types of messages. */
    public static Collection<Class<? extends Message>> all() {
        return TYPES.values();
    }

    private static Stream<Class<? extends Message>> concreteTypes(Class<? extends Message> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Stream.of(type.getPermittedSubclasses()).flatMap(sub -> concreteTypes(sub.asSubclass(Message.class)));
    }
}
