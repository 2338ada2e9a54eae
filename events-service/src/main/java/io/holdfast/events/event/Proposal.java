package io.holdfast.events.event;

/**
 * A change that takes units away, about which orders-service has yet to decide.
 *
 * @param version of the event that carries the proposal
 * @param details the content that the event is to have
 */
record Proposal(long version, EventDetails details) {}
