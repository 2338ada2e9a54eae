/** One ticket: its code, who was admitted with it, and what keeps it from admitting anyone. */
@NullMarked
package io.holdfast.orders.ticket;

import org.jspecify.annotations.NullMarked;
