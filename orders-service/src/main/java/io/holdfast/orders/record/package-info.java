/** Who did what with orders, and what operators do here. */
@NullMarked
package io.holdfast.orders.record;

import org.jspecify.annotations.NullMarked;
