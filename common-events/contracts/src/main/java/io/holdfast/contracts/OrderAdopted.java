package io.holdfast.contracts;

/** A guest's order went into the account of the person who proved that the guest's address is theirs: it has another buyer from now on. */
@Subject("orders.adopted")
public record OrderAdopted(OrderState order) implements OrderMessage {}
