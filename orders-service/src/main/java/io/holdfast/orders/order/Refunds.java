package io.holdfast.orders.order;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The refunds of one order, oldest first. */
record Refunds(List<Refund> all) {

    static final Refunds NONE = new Refunds(List.of());

    Refunds {
        all = List.copyOf(all);
    }

    /** What the buyer is to have back, in minor units. */
    long due() {
        return all.stream().mapToLong(Refund::amount).sum();
    }

    Optional<Refund> find(String id) {
        return all.stream().filter(refund -> refund.id().equals(id)).findFirst();
    }

    Refunds with(Refund refund) {
        return new Refunds(Stream.concat(all.stream(), Stream.of(refund)).toList());
    }
}
