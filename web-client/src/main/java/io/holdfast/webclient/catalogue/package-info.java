/** Finding an event, looking at it, publishing one. */
@NullMarked
package io.holdfast.webclient.catalogue;

import org.jspecify.annotations.NullMarked;
