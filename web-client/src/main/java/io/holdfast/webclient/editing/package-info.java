/** The pages that create and edit an event. */
@NullMarked
package io.holdfast.webclient.editing;

import org.jspecify.annotations.NullMarked;
