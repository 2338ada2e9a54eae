/** The payment itself: one per order, with its attempts. */
@NullMarked
package io.holdfast.payments.payment;

import org.jspecify.annotations.NullMarked;
