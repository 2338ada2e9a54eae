package io.holdfast.contracts;

/** An event went on sale, or will when its sale begins. */
@Subject("events.published")
public record EventPublished(EventState event) implements EventMessage {}
