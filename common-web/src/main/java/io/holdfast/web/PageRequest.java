package io.holdfast.web;

import org.jspecify.annotations.Nullable;

/**
 * The page of a list that is wanted: a controller parameter made from {@code ?size=} (1 to 100, 20 when absent) and {@code ?cursor=}.
 *
 * @param cursor the {@link Page#nextCursor()} of the page before; null for the first page
 */
public record PageRequest(int size, @Nullable String cursor) {

    public static final int DEFAULT_SIZE = 20;
    public static final int MAX_SIZE = 100;

    /** @throws ProblemException 400 when the size is out of range */
    public PageRequest {
        if (size < 1 || size > MAX_SIZE) {
            throw ProblemException.invalid("size", "must be between 1 and " + MAX_SIZE);
        }
    }
}
