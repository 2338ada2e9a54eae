package io.holdfast.mail;

/** What became of a mail. */
public enum MailState {
    /** It is to be sent, for the first time or again. */
    WAITING,
    /** The server accepted it. */
    SENT,
    /** The server refuses this address or this mail for good (5xx). */
    BOUNCED,
    /** It could not be sent for a day. */
    FAILED,
    /** It was pointless when its turn came. */
    DROPPED
}
