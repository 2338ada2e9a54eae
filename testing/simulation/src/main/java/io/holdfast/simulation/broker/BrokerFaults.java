package io.holdfast.simulation.broker;

/** What goes wrong with a broker and on the way to it. */
public interface BrokerFaults {

    /** What becomes of a message that is published. */
    Fate published();

    /** What becomes of an acknowledgement, or of a request for redelivery. */
    Fate acknowledged();

    /** Whether a message is delivered once more. */
    boolean isDeliveredTwice();

    /** Whether a message is delivered before an earlier one on another subject. */
    boolean overtakes();

    /** How long something is under way, in nanoseconds. */
    long latency();

    /** How long something is under way that is {@link Fate#LATE}, in nanoseconds. */
    long delay();
}
