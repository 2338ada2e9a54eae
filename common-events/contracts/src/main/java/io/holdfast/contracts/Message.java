package io.holdfast.contracts;

/**
 * A fact that one service publishes for the others. It carries the whole public state of its aggregate, so that the
 * newest message alone is enough to catch up.
 */
public sealed interface Message
        permits EventMessage,
                OrderMessage,
                PaymentMessage,
                AvailabilityChanged,
                ChangeDecided,
                SessionEnded,
                AccountMessage,
                GuestAdopted,
                GuestLinkMade,
                DeadlineMessage {

    /** The id of the aggregate that changed; the last token of the subject. */
    String aggregateId();

    /** The aggregate's version after the change: positive, and one more for every change of that aggregate. */
    long version();
}
