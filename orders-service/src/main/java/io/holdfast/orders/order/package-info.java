/** An order, from the hold to the end: its rules, how it is stored, and what messages and deadlines make of it. */
@NullMarked
package io.holdfast.orders.order;

import org.jspecify.annotations.NullMarked;
