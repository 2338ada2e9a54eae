package io.holdfast.orders.order;

import io.holdfast.web.Cursors;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import io.holdfast.web.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pages of lists of orders, newest first. */
public final class OrderPages {

    private OrderPages() {}

    /** @param found one more than the page holds, if there are that many */
    public static <T> Page<T> page(List<Order> found, PageRequest page, Function<Order, T> view) {
        List<Order> shown = found.subList(0, Math.min(page.size(), found.size()));
        String next = null;
        if (found.size() > page.size()) {
            Order last = shown.getLast();
            next = Cursors.encode(last.terms().createdAt().toEpochMilli(), last.id());
        }
        return new Page<>(shown.stream().map(view).toList(), next);
    }

    public static OrderStore.@Nullable Position position(PageRequest page) {
        if (page.cursor() == null) {
            return null;
        }
        List<String> parts = Cursors.decode(page.cursor());
        try {
            return new OrderStore.Position(Instant.ofEpochMilli(Long.parseLong(parts.getFirst())), parts.getLast());
        } catch (RuntimeException e) {
            throw ProblemException.invalid("cursor", "is not a cursor of this list");
        }
    }
}
