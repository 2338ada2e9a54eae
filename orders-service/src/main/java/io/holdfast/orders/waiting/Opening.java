package io.holdfast.orders.waiting;

/** Decides when the bell of a waiting room may ring. */
interface Opening {

    /** Whether it is certain that the room of an event opens now, or has opened: not by a wrong clock, and not for a time that was moved since. */
    boolean hasCome(String eventId);
}
