package io.holdfast.contracts;

/** A published event was edited. */
@Subject("events.changed")
public record EventChanged(EventState event) implements EventMessage {}
