package io.holdfast.events.event;

/**
 * Which state of an event a seat map shows. Both versions are stored, so that it has the same name at every replica.
 *
 * @param event the version of the event, which has the plan
 * @param counts the version of what is known to be taken; 0 as long as nothing is
 */
record SeatMapState(long event, long counts) {

    /** Whether neither of the two is older than {@code other}'s. */
    boolean includes(SeatMapState other) {
        return event >= other.event && counts >= other.counts;
    }

    /** The entity tag; a weak one, since the same map is also sent compressed. */
    String tag() {
        return "W/\"%d-%d\"".formatted(event, counts);
    }
}
