/** Whose events are listed. */
@NullMarked
package io.holdfast.events.organizer;

import org.jspecify.annotations.NullMarked;
