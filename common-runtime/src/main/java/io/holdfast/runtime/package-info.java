/** How a service starts in order, and what it repeats in the background. */
@NullMarked
package io.holdfast.runtime;

import org.jspecify.annotations.NullMarked;
