/** Finds upcoming events: an index in memory, one per replica, made of what the database and the messages say. */
@NullMarked
package io.holdfast.events.search;

import org.jspecify.annotations.NullMarked;
