/**
 * Whether everything is as it must be: reads the databases and streams of a whole system, running or not, as they lie there.
 * It shares nothing with the services it watches, so that a mistake of theirs is not one of its own.
 */
@NullMarked
package io.holdfast.check;

import org.jspecify.annotations.NullMarked;
