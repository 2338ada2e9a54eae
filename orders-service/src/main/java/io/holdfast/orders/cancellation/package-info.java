/** What becomes of the orders of an event that was cancelled. */
@NullMarked
package io.holdfast.orders.cancellation;

import org.jspecify.annotations.NullMarked;
