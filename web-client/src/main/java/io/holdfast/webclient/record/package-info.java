/** The pages that tell who did what. */
@NullMarked
package io.holdfast.webclient.record;

import org.jspecify.annotations.NullMarked;
