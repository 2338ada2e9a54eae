package io.holdfast.simulation.broker;

/** What becomes of something that is sent over a network. */
public enum Fate {
    /** It arrives, and is answered. */
    ANSWERED,
    /** It arrives, and the answer does not. */
    UNANSWERED,
    /** It arrives after its sender has given up. */
    LATE,
    /** It never arrives. */
    LOST
}
