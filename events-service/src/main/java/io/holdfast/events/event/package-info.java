/** Events: what their organizers may write, how they change, and the HTTP interface of the catalogue. */
@NullMarked
package io.holdfast.events.event;

import org.jspecify.annotations.NullMarked;
