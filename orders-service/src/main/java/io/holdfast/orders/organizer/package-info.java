/** How an event sells, for its organizer. */
@NullMarked
package io.holdfast.orders.organizer;

import org.jspecify.annotations.NullMarked;
