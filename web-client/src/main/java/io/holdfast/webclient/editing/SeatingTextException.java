package io.holdfast.webclient.editing;

/** A part of a seating plan is not understood. */
final class SeatingTextException extends Exception {

    private final String key;
    private final String part;

    /**
     * @param key key of the message
     * @param part the part of the line that is wrong
     */
    SeatingTextException(String key, String part) {
        super(key, null, false, false);
        this.key = key;
        this.part = part;
    }

    String key() {
        return key;
    }

    String part() {
        return part;
    }
}
