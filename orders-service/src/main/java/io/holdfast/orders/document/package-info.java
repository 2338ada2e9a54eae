/** Files made of a completed order: tickets to print and a calendar entry. */
@NullMarked
package io.holdfast.orders.document;

import org.jspecify.annotations.NullMarked;
