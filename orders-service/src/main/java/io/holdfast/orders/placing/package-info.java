/** From a request to an order: what may be ordered, by whom and how much, and why it is refused. */
@NullMarked
package io.holdfast.orders.placing;

import org.jspecify.annotations.NullMarked;
