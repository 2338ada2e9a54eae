/** Orders, from the hold to the ticket, for their buyers. */
@NullMarked
package io.holdfast.orders.order;

import org.jspecify.annotations.NullMarked;
