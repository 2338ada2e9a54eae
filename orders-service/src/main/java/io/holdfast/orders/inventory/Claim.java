package io.holdfast.orders.inventory;

import java.util.Map;

/** Units that somebody asks for, all or nothing. */
public interface Claim {

    /** Who will hold them: {@code [0-9a-z]+}, the same whenever the same claim is repeated. */
    String orderId();

    /** Units wanted by tier id: at least one tier, at least one unit each. */
    Map<String, Integer> units();

    /** Whether nothing is to pay, so that the units are sold as soon as the order is written. */
    boolean free();

    /** Whether this claim may have been made before, so that it may hold units already. */
    boolean repeatable();
}
