package io.holdfast.messaging;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells whether an aggregate that is listed in a batch can still be written. */
@FunctionalInterface
public interface AbsenceCheck {

    /**
     * Makes sure that no aggregate with this id is written any more, if it is old enough for that.
     *
     * @param about what its batch is about; null of a batch that an earlier release opened
     * @param openedAt when its batch was opened
     * @return whether there is none and never will be
     */
    boolean isFinal(String id, @Nullable String about, Instant openedAt);
}
