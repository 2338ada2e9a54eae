package io.holdfast.orders.buyer;

import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderCursor;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pages of lists of orders, newest first. */
public final class OrderPages {

    private OrderPages() {}

    /** A list of orders. */
    @FunctionalInterface
    public interface OrderList {

        /** At most {@code limit} of its orders, newest first, from the beginning if {@code after} is null. */
        List<Order> find(int limit, @Nullable OrderCursor after);
    }

    /** @throws io.holdfast.web.ProblemException {@code 400} when the page's cursor is not one of these lists' */
    public static <T> Page<T> of(OrderList list, PageRequest page, Function<Order, T> view) {
        // One more, to see whether there is a next page.
        List<Order> found = list.find(page.size() + 1, OrderCursor.of(page));
        List<Order> shown = found.subList(0, Math.min(page.size(), found.size()));
        String next =
                found.size() > page.size() ? OrderCursor.after(shown.getLast()).encode() : null;
        return new Page<>(shown.stream().map(view).toList(), next);
    }
}
