package io.holdfast.orders.waiting;

import java.util.Collection;
import java.util.Map;

/** What a waiting room asks about orders. */
public interface OrderFates {

    enum Fate {
        /** It waits for its payment. */
        PENDING,
        PAID,
        /** It came to nothing, or was given back. */
        OVER
    }

    /** What became of those of the orders that there are. */
    Map<String, Fate> of(Collection<String> orderIds);
}
