package io.holdfast.events.search;

import io.holdfast.events.search.EventQuery.Order;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/**
 * A place in a list of found events: the sort keys of the event before it. They are facts about that event, so that a cursor means the
 * same on every replica, and new events do not move it.
 *
 * @param keys as text, one per sort key, the event's id last
 */
public record SearchCursor(Order order, List<String> keys) {

    public SearchCursor {
        keys = List.copyOf(keys);
    }

    /** @throws BadQueryException when this is no cursor of that order */
    public static SearchCursor of(List<String> parts, Order order) {
        if (parts.isEmpty() || !parts.getFirst().equals(order.name())) {
            throw new BadQueryException("cursor", "is not a cursor of this list");
        }
        return new SearchCursor(order, parts.subList(1, parts.size()));
    }

    /** What {@link #of} takes. */
    public List<String> parts() {
        List<String> parts = new ArrayList<>(List.of(order.name()));
        parts.addAll(keys);
        return parts;
    }

    String id() {
        return keys.getLast();
    }

    static SearchCursor at(Order order, Object[] sortValues) {
        List<String> keys = new ArrayList<>();
        for (Object value : sortValues) {
            keys.add(value instanceof BytesRef bytes ? bytes.utf8ToString() : value.toString());
        }
        return new SearchCursor(order, keys);
    }

    /** The values as Lucene compares them. */
    Object[] sortValues() {
        List<SortKey> sortKeys = SortKey.of(order);
        if (keys.size() != sortKeys.size()) {
            throw new BadQueryException("cursor", "is not a cursor of this list");
        }
        Object[] values = new Object[keys.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = sortKeys.get(i).value(keys.get(i));
        }
        return values;
    }
}
