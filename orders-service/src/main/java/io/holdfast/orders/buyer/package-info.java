/** What buyers see of their orders and do with them once they are placed. */
@NullMarked
package io.holdfast.orders.buyer;

import org.jspecify.annotations.NullMarked;
