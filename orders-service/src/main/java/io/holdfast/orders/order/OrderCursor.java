package io.holdfast.orders.order;

import io.holdfast.web.Cursors;
import io.holdfast.web.PageRequest;
import io.holdfast.web.ProblemException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the next page of a list of orders, newest first, begins: after the order of this time and id. */
public record OrderCursor(Instant createdAt, String id) {

    public static OrderCursor after(Order order) {
        return new OrderCursor(order.terms().createdAt(), order.id());
    }

    /**
     * Null for the first page.
     *
     * @throws ProblemException {@code 400} when the page's cursor is not one of these
     */
    public static @Nullable OrderCursor of(PageRequest page) {
        if (page.cursor() == null) {
            return null;
        }
        List<String> parts = Cursors.decode(page.cursor());
        try {
            return new OrderCursor(Instant.ofEpochMilli(Long.parseLong(parts.getFirst())), parts.getLast());
        } catch (RuntimeException e) {
            throw ProblemException.invalid("cursor", "is not a cursor of this list");
        }
    }

    public String encode() {
        return Cursors.encode(createdAt.toEpochMilli(), id);
    }
}
