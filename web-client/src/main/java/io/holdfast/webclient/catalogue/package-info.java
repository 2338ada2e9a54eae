/** Finding an event, choosing its tickets, placing the order. */
@NullMarked
package io.holdfast.webclient.catalogue;

import org.jspecify.annotations.NullMarked;
