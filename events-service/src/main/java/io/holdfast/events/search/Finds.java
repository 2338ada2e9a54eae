package io.holdfast.events.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of what was found.
 *
 * @param ids events, in the order asked for
 * @param next where the page after this one begins; null when this is the last
 */
public record Finds(List<String> ids, @Nullable Position next) {

    public Finds {
        ids = List.copyOf(ids);
    }
}
