package io.holdfast.record;

/** As what a person did something. */
public enum Role {
    /** The person whose account, order or event it is. */
    OWNER,
    /** The organizer of the event, to an order of a buyer. */
    ORGANIZER,
    /** An operator of this site. */
    OPERATOR,
    /** A person who was not signed in, such as one who tried a password. */
    VISITOR
}
