package io.holdfast.contracts;

/** An event will not take place: pending orders are cancelled, paid ones refunded. */
@Subject("events.cancelled")
public record EventCancelled(EventState event) implements EventMessage {}
