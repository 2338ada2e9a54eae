package io.holdfast.events.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of events that a search found.
 *
 * @param ids of the events, in the order asked for
 * @param next where the next page begins; null when this is the last
 */
public record SearchResult(List<String> ids, @Nullable SearchCursor next) {

    public SearchResult {
        ids = List.copyOf(ids);
    }
}
