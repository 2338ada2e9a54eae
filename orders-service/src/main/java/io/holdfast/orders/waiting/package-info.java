/** The waiting room of an event: who is in it, which places are drawn, and who is admitted to order. */
@NullMarked
package io.holdfast.orders.waiting;

import org.jspecify.annotations.NullMarked;
