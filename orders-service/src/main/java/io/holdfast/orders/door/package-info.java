/** Tickets at the doors of an event: check-in and its undoing. */
@NullMarked
package io.holdfast.orders.door;

import org.jspecify.annotations.NullMarked;
