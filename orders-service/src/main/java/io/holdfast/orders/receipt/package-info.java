/** Receipts for what buyers paid, and credit notes for what they got back, numbered without gaps by seller. */
@NullMarked
package io.holdfast.orders.receipt;

import org.jspecify.annotations.NullMarked;
