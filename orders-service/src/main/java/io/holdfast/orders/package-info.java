/** Decides who gets a ticket: inventory and orders. */
@NullMarked
package io.holdfast.orders;

import org.jspecify.annotations.NullMarked;
