/** Events: the rules for them, their changes, and the HTTP interface of the catalogue. */
@NullMarked
package io.holdfast.events.event;

import org.jspecify.annotations.NullMarked;
