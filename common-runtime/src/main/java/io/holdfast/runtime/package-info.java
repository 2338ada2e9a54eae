/** How a service starts in order, what it repeats in the background, and whom it trusts. */
@NullMarked
package io.holdfast.runtime;

import org.jspecify.annotations.NullMarked;
