package io.holdfast.events.event;

/**
 * A change that takes units away, which the inventory is asked about.
 *
 * @param version the event's when it was asked
 * @param details what the event would be
 */
record Proposal(long version, EventDetails details) {}
