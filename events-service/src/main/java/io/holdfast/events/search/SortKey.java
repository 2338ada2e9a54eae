package io.holdfast.events.search;

import io.holdfast.events.search.EventQuery.Order;
import java.time.Instant;
import java.util.List;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;

/** What events are sorted by. Every order ends with the id, so that no two events are equal. */
enum SortKey {
    SCORE,
    STARTS,
    NAME,
    PRICE,
    ID;

    static List<SortKey> of(Order order) {
        return switch (order) {
            case RELEVANCE -> List.of(SCORE, STARTS, ID);
            case DATE -> List.of(STARTS, ID);
            case NAME -> List.of(NAME, STARTS, ID);
            case PRICE -> List.of(PRICE, STARTS, ID);
        };
    }

    static Sort sort(EventQuery query, Instant now) {
        return new Sort(of(query.order()).stream()
                .map(key -> key == STARTS
                        ? new ShownStart(STARTS.fieldName(), query, now).getSortField(false)
                        : key.field())
                .toArray(SortField[]::new));
    }

    /** The field of the index that holds it. */
    String fieldName() {
        return "sort." + name();
    }

    /** The value of a key in a cursor. */
    Object value(String text) {
        try {
            return switch (this) {
                case SCORE -> Float.valueOf(text);
                case STARTS, PRICE -> Long.valueOf(text);
                case NAME, ID -> new BytesRef(text);
            };
        } catch (NumberFormatException e) {
            throw new BadQueryException("cursor", "is not a cursor of this list");
        }
    }

    private SortField field() {
        return switch (this) {
            case SCORE -> SortField.FIELD_SCORE;
            case STARTS, PRICE -> new SortField(fieldName(), SortField.Type.LONG);
            case NAME, ID -> new SortField(fieldName(), SortField.Type.STRING);
        };
    }
}
