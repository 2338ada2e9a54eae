/** A real broker, a real database and signed-in callers for integration tests. */
@NullMarked
package io.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
