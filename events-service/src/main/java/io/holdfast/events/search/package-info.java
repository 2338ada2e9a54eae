/** Search for upcoming events: an index in the memory of each replica, filled from the database and kept up to date by messages. */
@NullMarked
package io.holdfast.events.search;

import org.jspecify.annotations.NullMarked;
