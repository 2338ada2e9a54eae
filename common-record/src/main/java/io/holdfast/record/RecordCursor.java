package io.holdfast.record;

import io.holdfast.web.Cursors;
import io.holdfast.web.PageRequest;
import io.holdfast.web.ProblemException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the next page of the record begins: after the entry of this time and id. */
record RecordCursor(Instant at, String id) {

    /**
     * Null for the first page.
     *
     * @throws ProblemException 400 when the page's cursor is not one of these
     */
    static @Nullable RecordCursor of(PageRequest page) {
        if (page.cursor() == null) {
            return null;
        }
        List<String> parts = Cursors.decode(page.cursor());
        try {
            return new RecordCursor(Instant.ofEpochMilli(Long.parseLong(parts.getFirst())), parts.get(1));
        } catch (RuntimeException e) {
            throw ProblemException.invalid("cursor", "is not a cursor of this list");
        }
    }

    String encode() {
        return Cursors.encode(at.toEpochMilli(), id);
    }
}
