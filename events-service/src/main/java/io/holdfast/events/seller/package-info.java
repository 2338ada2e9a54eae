/** Who sells the tickets of an organizer's events. */
@NullMarked
package io.holdfast.events.seller;

import org.jspecify.annotations.NullMarked;
