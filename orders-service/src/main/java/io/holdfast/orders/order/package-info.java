/** Orders from hold to ticket. */
@NullMarked
package io.holdfast.orders.order;

import org.jspecify.annotations.NullMarked;
