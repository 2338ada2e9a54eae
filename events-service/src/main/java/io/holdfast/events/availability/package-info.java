/** How much of each event is left, as orders-service last said: a copy for display, polled or streamed. */
@NullMarked
package io.holdfast.events.availability;

import org.jspecify.annotations.NullMarked;
