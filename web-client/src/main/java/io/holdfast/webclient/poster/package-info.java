/** Posters drawn for events that have no image. */
@NullMarked
package io.holdfast.webclient.poster;

import org.jspecify.annotations.NullMarked;
