/**
 * The catalogue: events and their tiers, search, and the availability that is <em>displayed</em>. Who gets a ticket is
 * decided in orders-service alone.
 */
@NullMarked
package io.holdfast.events;

import org.jspecify.annotations.NullMarked;
