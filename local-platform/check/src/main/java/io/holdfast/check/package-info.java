/**
 * {@code ./holdfast check}: reads the databases and streams of a whole system, running or stopped, and checks the invariants.
 * It shares no code with the services, so that it does not repeat their mistakes.
 */
@NullMarked
package io.holdfast.check;

import org.jspecify.annotations.NullMarked;
