/** Payments: the amount is authorized when the buyer pays, and captured only when the order is completed. */
@NullMarked
package io.holdfast.payments;

import org.jspecify.annotations.NullMarked;
