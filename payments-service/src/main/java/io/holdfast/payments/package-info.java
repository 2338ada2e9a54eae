/** Payments: money is set aside when the buyer pays, and taken only once the order is completed. */
@NullMarked
package io.holdfast.payments;

import org.jspecify.annotations.NullMarked;
