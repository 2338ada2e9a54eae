package io.holdfast.contracts;

/** An event is over. */
@Subject("events.ended")
public record EventEnded(EventState event) implements EventMessage {}
