package io.holdfast.webclient.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of a list. */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    public Page {
        items = List.copyOf(items);
    }
}
