/** What the organizer of an event sees of its orders and does with them. */
@NullMarked
package io.holdfast.orders.organizer;

import org.jspecify.annotations.NullMarked;
