package io.holdfast.events.event;

import io.holdfast.web.Cursors;
import io.holdfast.web.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;

/** A place in the list of an organizer's events, the newest first: the event before it. */
record OwnEventsCursor(Instant createdAt, String id) {

    /** @throws ProblemException 400 when this is no cursor of that list */
    static OwnEventsCursor of(String text) {
        List<String> parts = Cursors.decode(text);
        try {
            return new OwnEventsCursor(Instant.ofEpochMilli(Long.parseLong(parts.getFirst())), parts.get(1));
        } catch (NumberFormatException | NoSuchElementException | IndexOutOfBoundsException e) {
            throw ProblemException.invalid("cursor", "is not a cursor of this list");
        }
    }

    /** What {@link #of} takes. */
    String text() {
        return Cursors.encode(createdAt.toEpochMilli(), id);
    }
}
