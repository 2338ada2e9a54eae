package io.holdfast.messaging;

/** An aggregate cannot go from its state to the one that was asked for; nothing was changed. */
public final class IllegalTransition extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String to;

    /**
     * @param aggregate the word for it, such as {@code order}
     * @param from the state it is in
     * @param to the state that was asked for
     */
    public IllegalTransition(String aggregate, String id, Enum<?> from, Enum<?> to) {
        this("The %s %s is %s and cannot become %s.".formatted(aggregate, id, from, to), to);
    }

    /**
     * @param reason a sentence for people
     * @param to the state that was asked for
     */
    public IllegalTransition(String reason, Enum<?> to) {
        super(reason, null, false, false);
        this.to = to.name();
    }

    /** The name of the state that was asked for. */
    public String to() {
        return to;
    }

    /** A sentence for people. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
