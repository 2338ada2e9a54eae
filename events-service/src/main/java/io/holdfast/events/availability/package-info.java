/** What is left of each event, as orders-service published it last: stored for display, and streamed to readers. */
@NullMarked
package io.holdfast.events.availability;

import org.jspecify.annotations.NullMarked;
